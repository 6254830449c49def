using System.Collections.Immutable;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Server.Resources;

/// <summary>VMs and vNICs on the wire and in the fleet.</summary>
internal static class VmWire
{
    /// <summary>Shows a VM.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="vm">The VM.</param>
    /// <returns>It as it is shown.</returns>
    public static VmResource To(FleetState state, Vm vm)
    {
        var claims = state.Claims.Of(vm.Id);
        return new VmResource
        {
            Id = vm.Id,
            Name = vm.Name,
            Description = vm.Description,
            Cluster = state.To(FleetKinds.Clusters, vm.ClusterId),
            Cpus = vm.Cpus,
            MemoryMiB = vm.MemoryMiB,
            Nics = [.. vm.Nics.Select(nic => To(state, nic, claims))],
            PinnedHosts = [.. vm.PinnedHosts.Select(host => state.To(FleetKinds.Hosts, host))],
            Affinity = [.. vm.Affinity.Select(affinity => new AffinityResource(affinity.Group, affinity.Kind, affinity.IsHard))],
            NumaNode = vm.NumaNode,
            Boot = new BootResource { Firmware = vm.Boot.Firmware, Kernel = vm.Boot.Kernel, Initrd = vm.Boot.Initrd, CommandLine = vm.Boot.CommandLine },
            Disks = [.. vm.Disks.Select(disk => new DiskResource { Path = disk.Path, Format = disk.Format, Bus = disk.Bus, ReadOnly = disk.IsReadOnly })],
            Seed = vm.Seed is { } seed ? new SeedResource { UserData = seed.UserData, NetworkConfig = seed.NetworkConfig, HostName = seed.HostName } : null,
            Adopted = vm.IsAdopted ? true : null,
            Status = vm.Status,
            Host = state.To(FleetKinds.Hosts, vm.HostId),
        };
    }

    /// <summary>Leaves out what only operators may see.</summary>
    /// <param name="vm">A VM as it is shown.</param>
    /// <returns>It without the files of its seed, which may hold passwords.</returns>
    public static VmResource WithoutSecrets(VmResource vm) => vm.Seed is null ? vm : vm with { Seed = vm.Seed with { UserData = null, NetworkConfig = null } };

    /// <summary>Shows a vNIC.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="nic">The vNIC.</param>
    /// <param name="claims">The claims of its VM.</param>
    /// <returns>It as it is shown.</returns>
    public static NicResource To(FleetState state, Vnic nic, ImmutableArray<Claim> claims) => new()
    {
        Id = nic.Id,
        Name = nic.Name,
        Profile = state.ToProfile(nic.ProfileId),
        Type = nic.Type,
        Mac = nic.Mac,
        Plugged = nic.IsPlugged,
        Linked = nic.IsLinked,
        Separate = nic.Separate,
        Pin = nic.Pin is { } pin ? new PinResource(state.To(FleetKinds.Hosts, pin.HostId), pin.Pf, pin.Index) : null,
        Requires = nic.Requires.IsEmpty ? null : nic.Requires,
        Vf = claims.FirstOrDefault(claim => claim.NicId == nic.Id && claim.State == ClaimState.Held) is { } held ? To(held) : null,
    };

    /// <summary>Shows the VF of a claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <returns>The VF.</returns>
    public static NicFunction To(Claim claim) => new(claim.Vf.HostId, claim.Vf.Pf, claim.Vf.Index, claim.Generation);

    /// <summary>Reads a VM.</summary>
    /// <param name="reading">Finds what it names.</param>
    /// <param name="sent">What was sent.</param>
    /// <param name="before">What it is; null for a new one.</param>
    /// <returns>The VM; a MAC address of zero is to be given one of the pool.</returns>
    public static Vm From(Reading reading, VmResource sent, Vm? before)
    {
        var nics = reading.List(sent.Nics, "nics");
        return new Vm(before?.Id ?? sent.Id ?? reading.NewId, reading.Needed(sent.Name, "name"), reading.Find(FleetKinds.Clusters, sent.Cluster, "cluster"))
        {
            Description = reading.Text(sent.Description, "description"),
            Cpus = sent.Cpus ?? 1,
            Topology = before?.Topology is { } topology && topology.Fits(sent.Cpus ?? 1) ? topology : null,
            MemoryMiB = sent.MemoryMiB ?? 1024,
            Nics = [.. nics.Select((nic, at) => From(reading, nic, Same(before, nic), $"nics[{at}]", NameFor(nics, nic, at)))],
            PinnedHosts = reading.FindAll(FleetKinds.Hosts, sent.PinnedHosts, "pinnedHosts"),
            Affinity = [.. reading.List(sent.Affinity, "affinity").Select((affinity, at) =>
                new Affinity(reading.Text(affinity.Group, $"affinity[{at}].group"), affinity.Kind, affinity.Hard))],
            NumaNode = sent.NumaNode,
            Boot = sent.Boot is { } boot
                ? new GuestBoot { Firmware = boot.Firmware ?? default, Kernel = boot.Kernel, Initrd = boot.Initrd, CommandLine = boot.CommandLine }
                : new GuestBoot(),
            Disks = [.. reading.List(sent.Disks, "disks").Select((disk, at) => new GuestDisk(reading.Needed(disk.Path, $"disks[{at}].path"))
            {
                Format = disk.Format ?? default,
                Bus = disk.Bus ?? default,
                IsReadOnly = disk.ReadOnly ?? false,
            })],
            Seed = sent.Seed is { } seed ? new GuestSeed { UserData = seed.UserData ?? "", NetworkConfig = seed.NetworkConfig, HostName = seed.HostName } : null,
            IsAdopted = before?.IsAdopted ?? false,
            Status = before?.Status ?? VmStatus.Down,
            HostId = before?.HostId,
        };
    }

    /// <summary>Reads a vNIC.</summary>
    /// <param name="reading">Finds what it names.</param>
    /// <param name="sent">What was sent.</param>
    /// <param name="before">What it is; null for a new one.</param>
    /// <param name="path">The member that holds it; empty when it is the whole body.</param>
    /// <param name="name">Its name when none is given.</param>
    /// <returns>The vNIC.</returns>
    public static Vnic From(Reading reading, NicResource sent, Vnic? before, string path, string name)
    {
        var at = path.Length == 0 ? "" : path + ".";
        Guid? profile = sent.Profile is null ? null : reading.Find(FleetKinds.Profiles, sent.Profile, at + "profile");
        return new Vnic(before?.Id ?? sent.Id ?? reading.NewId, sent.Name is null ? name : reading.Text(sent.Name, at + "name"))
        {
            ProfileId = profile,
            Type = sent.Type ?? (profile is { } id && reading.State.TryGet(id, out VnicProfile? found) && found.Passthrough != Passthrough.Disabled
                ? VnicType.PciPassthrough
                : VnicType.Virtio),
            Mac = sent.Mac ?? before?.Mac ?? default,
            IsPlugged = sent.Plugged ?? true,
            IsLinked = sent.Linked ?? true,
            Separate = reading.Maybe(sent.Separate, at + "separate"),
            Pin = sent.Pin is { } pin ? new VnicPin(reading.Find(FleetKinds.Hosts, pin.Host, at + "pin.host"), pin.Pf, pin.Index) : null,
            Requires = sent.Requires ?? FunctionTags.None,
        };
    }

    /// <summary>The first name <c>nicN</c> that is free.</summary>
    /// <param name="taken">Names that are taken.</param>
    /// <param name="from">The number to begin with.</param>
    /// <returns>The name.</returns>
    public static string FreeName(IEnumerable<string?> taken, int from)
    {
        var known = taken.ToHashSet(StringComparer.Ordinal);
        while (known.Contains($"nic{from}"))
        {
            from++;
        }

        return $"nic{from}";
    }

    private static string NameFor(IReadOnlyList<NicResource> nics, NicResource nic, int at) =>
        nic.Name ?? (nics.Any(other => other.Name == $"nic{at + 1}") ? FreeName(nics.Select(other => other.Name), nics.Count + at + 1) : $"nic{at + 1}");

    private static Vnic? Same(Vm? before, NicResource sent) => before?.Nics.FirstOrDefault(nic => sent.Id is { } id ? nic.Id == id : nic.Name == sent.Name);
}
