using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>Draws a VM as a guest is that a host runs.</summary>
internal sealed class GuestDraft(FleetState state, FleetHost host, HostInventory inventory, InventoryGuest guest, AdoptWish wish)
{
    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();
    private readonly ImmutableArray<Claim>.Builder _claims = ImmutableArray.CreateBuilder<Claim>();

    /// <summary>Draws it.</summary>
    public Drawn Make()
    {
        if (!guest.IsRunning)
        {
            Refuse(EngineCode.VmState, $"the guest {guest.Name} does not run on {host.Name}", "start it there first: virsh start " + guest.Name, "status");
        }

        if (guest.IsMade)
        {
            Refuse(EngineCode.VmState, $"the fleet itself made the guest {guest.Name}", "'vfleet vf list --problems' says what becomes of it", "guest");
        }

        if (guest.Cpus == 0 || guest.MemoryMiB == 0)
        {
            Refuse(EngineCode.HostState, $"{host.Name} has not said how many CPUs and how much memory {guest.Name} has", "install the newer vfleet on the host", "guest");
        }

        var vm = new Vm(guest.Id, guest.Name, host.ClusterId)
        {
            Cpus = Math.Max(guest.Cpus, 1),
            MemoryMiB = Math.Max(guest.MemoryMiB, 1),
            Nics = [.. guest.Nics.Where(nic => nic.Mac is not null).Select((nic, at) => Nic(nic, at))],
            IsAdopted = true,
            Status = VmStatus.Up,
            HostId = host.Id,
        };
        return new Drawn(vm, _claims.ToImmutable(), _problems.ToImmutable());
    }

    private Vnic Nic(InventoryGuestNic nic, int at)
    {
        var known = state.Vms.Find(Documents.FleetKinds.Text(guest.Id))?.Nics.FirstOrDefault(one => one.Mac == nic.Mac);
        var made = new Vnic(known?.Id ?? Guid.CreateVersion7(), known?.Name ?? $"nic{at + 1}") { Mac = nic.Mac!.Value };
        if (nic is { Pf: { } address, Vf: { } index })
        {
            var vf = new VfKey(host.Id, address, index);
            if (state.Claims.On(vf) is { } other)
            {
                var owner = state.TryGet(other.VmId, out Vm? found) ? found.Name : other.VmId.ToString();
                Refuse(EngineCode.VmState, $"VF {index} of {Name(address)} is claimed by {owner}", "'vfleet vf list --problems' says what is wrong there", $"nics[{at}].vf");
            }

            _claims.Add(new Claim(vf, guest.Id, made.Id));
            var configuration = state.ConfigurationOf(host.Id, address).Value;
            return made with { Type = VnicType.PciPassthrough, ProfileId = Profile(at, $"VFs of {Name(address)}", profile => HasVf(profile) && Allows(configuration, profile)) };
        }

        if (nic.Bridge is { } bridge)
        {
            var networks = host.Bridges.Where(one => one.Bridge == bridge).Select(one => one.NetworkId).ToHashSet();
            return made with { ProfileId = Profile(at, $"the bridge {bridge}", profile => !HasVf(profile) && networks.Contains(profile.NetworkId)) };
        }

        return made;
    }

    private Guid? Profile(int at, string what, Func<VnicProfile, bool> fits)
    {
        List<VnicProfile> fitting =
        [
            .. wish.Profiles.IsDefaultOrEmpty
                ? state.Profiles.Values.Where(IsHere).Where(fits).OrderBy(profile => profile.Name, StringComparer.Ordinal)
                : wish.Profiles.Select(id => state.TryGet(id, out VnicProfile? profile) ? profile : null).OfType<VnicProfile>().Where(IsHere).Where(fits),
        ];
        if (fitting.Count == 1 || (fitting.Count > 1 && !wish.Profiles.IsDefaultOrEmpty))
        {
            return fitting[0].Id;
        }

        Refuse(
            EngineCode.ReferenceGone,
            fitting.Count == 0
                ? $"no vNIC profile {(wish.Profiles.IsDefaultOrEmpty ? "" : "of those named ")}fits {what}"
                : $"several vNIC profiles fit {what}: {string.Join(", ", fitting.Select(profile => profile.Name))}",
            fitting.Count == 0 ? "make one, or let the PF allow its network" : "name the one that is meant",
            $"nics[{at}].profile");
        return null;
    }

    private bool IsHere(VnicProfile profile) => state.TryGet(profile.NetworkId, out Network? network) && state.TryGet(host.ClusterId, out Cluster? cluster) && network.IsIn(cluster);

    private bool Allows(VfsConfiguration configuration, VnicProfile profile) => state.TryGet(profile.NetworkId, out Network? network) && configuration.Allows(network);

    private static bool HasVf(VnicProfile profile) => profile.Passthrough != Passthrough.Disabled;

    private string Name(Primitives.PciAddress pf) => inventory.Pf(pf)?.Name ?? pf.ToString();

    private void Refuse(ProblemCode code, string message, string remedy, string path) => _problems.Add(new Problem(code, message, remedy, path));

    /// <summary>What was drawn.</summary>
    /// <param name="Vm">The VM.</param>
    /// <param name="Claims">Claims for its VFs.</param>
    /// <param name="Problems">What keeps it from being adopted.</param>
    public sealed record Drawn(Vm Vm, ImmutableArray<Claim> Claims, ImmutableArray<Problem> Problems);
}
