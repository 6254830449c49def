using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Planning;

/// <summary>Plans the VFs of a guest whose definition names them: they are written and bound before it starts, and mended after.</summary>
public static class GuestVfPlanner
{
    /// <summary>Plans what is done to the VF of a vNIC before its guest starts.</summary>
    /// <param name="host">The host as read.</param>
    /// <param name="guest">The guest; it need not be defined yet.</param>
    /// <param name="nic">Its vNIC, which has a VF.</param>
    /// <returns>Refused with all problems, or the plan. Paths of problems about the VF are <c>PFADDRESS/INDEX</c>.</returns>
    public static PlanResult BeforeStart(ObservedHost host, GuestSpec guest, GuestNic nic)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(nic);
        var wish = Wish(nic);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        problems.AddRange(VfSettingsRule.Check(wish));
        if (!nic.Mac.IsUnicast)
        {
            problems.Add(new Problem(ProblemCode.MacInvalid, $"{nic.Mac} is no address that a vNIC can have", "give a unicast address", "mac"));
        }

        if (!host.TryFindVf(FunctionSelector.Of(IdOf(nic)), out var vf, out var unknown))
        {
            problems.Add(unknown);
            return new PlanResult.Refused(problems.DrainToImmutable());
        }

        var (pf, name) = (host.Pf(vf.Id.Pf)!, host.VfName(vf.Id));
        problems.AddRange(Holds(vf, guest).Select(hold => NotFreeFor(vf.Id, name, hold)));
        problems.AddRange(DriverRule.Check(pf, wish));
        AttachRule.CheckFunction(vf, name, problems);
        problems.AddRange(MacRule.CheckDuplicate(host, nic.Mac, vf.Id, guest.Id).Where(_ => !HasIt(host, guest, nic)));
        return problems.Count > 0
            ? new PlanResult.Refused(problems.DrainToImmutable())
            : new PlanResult.Ready(new Plan(
                $"make {name} ready for guest {guest.Name}",
                [.. AttachPlanner.Program(pf, vf, name, wish, Owner(guest, nic, live: false)), new PlanStep.MarkVf(vf.Id, name, VfPhase.Attached, Owner(guest, nic, live: false))])
            {
                Vf = vf.Id,
                Expected = TimeSpan.FromSeconds(0.3),
            });
    }

    /// <summary>Plans what is done to the VF of a vNIC once its guest runs.</summary>
    /// <param name="host">The host as read, before or after the start.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="nic">Its vNIC, which has a VF that the host has.</param>
    /// <returns>The plan.</returns>
    public static Plan AfterStart(ObservedHost host, GuestSpec guest, GuestNic nic)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(nic);
        var vf = host.Vf(IdOf(nic)) ?? throw new ArgumentException($"the host has no VF {IdOf(nic)}", nameof(nic));
        var name = host.VfName(vf.Id);
        var owner = Owner(guest, nic, live: true);
        return new Plan(
            $"mend what libvirt changed of {name}",
            [AttachPlanner.Mend(host.Pf(vf.Id.Pf)!, vf, name, Wish(nic)), new PlanStep.MarkVf(vf.Id, name, VfPhase.Attached, owner)])
        {
            Vf = vf.Id,
        };
    }

    /// <summary>Whether a running guest has the VF of a vNIC with all its settings, and that is noted.</summary>
    /// <param name="host">The host as read.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="nic">Its vNIC, which has a VF.</param>
    /// <returns>Whether nothing is to be mended.</returns>
    public static bool IsAsWished(ObservedHost host, GuestSpec guest, GuestNic nic)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(nic);

        // A VF that is not the guest's is not ours to mend here.
        return host.Vf(IdOf(nic)) is not { } vf
            || !vf.Guests.Any(use => use.Uuid == guest.Id && use.Live)
            || (DriverRule.Writable(host.Pf(vf.Id.Pf)!, Wish(nic).Or(VfSettings.Neutral)).Without(vf.Settings ?? VfSettings.Nothing) == VfSettings.Nothing
                && vf.Record is { Phase: VfPhase.Attached, Owner.Live: true });
    }

    /// <summary>The alias of a vNIC's device: the key in events and in detaching.</summary>
    /// <param name="nic">The vNIC.</param>
    /// <returns>It; the virtio device of a vNIC has another one.</returns>
    public static string AliasOf(GuestNic nic)
    {
        ArgumentNullException.ThrowIfNull(nic);
        return $"ua-vfleet-{nic.Mac.ToString().Replace(":", "", StringComparison.Ordinal)}";
    }

    private static VfId IdOf(GuestNic nic) => nic.Vf is { } vf ? new VfId(vf.Pf, vf.Index) : throw new ArgumentException("the vNIC has no VF", nameof(nic));

    private static VfSettings Wish(GuestNic nic) => nic.Vf!.Settings with { Mac = nic.Mac };

    private static VfOwner Owner(GuestSpec guest, GuestNic nic, bool live) => new(guest.Name, guest.Id, AliasOf(nic), live, Config: true);

    private static bool HasIt(ObservedHost host, GuestSpec guest, GuestNic nic) =>
        host.Vf(IdOf(nic)) is { } vf && vf.Guests.Any(use => use.Uuid == guest.Id && use.Mac == nic.Mac);

    // What the guest itself has, and what is left over from a guest that no longer has it, are no obstacles.
    private static IEnumerable<Hold> Holds(ObservedVf vf, GuestSpec guest) => FreeRule.Holds(vf).Where(hold => hold switch
    {
        Hold.ByRecord => false,
        Hold.ByGuest { Use.Uuid: var user } => user != guest.Id,
        Hold.ByProcess { Holder.Guest: var user } => user != guest.Name,
        _ => true,
    });

    private static Problem NotFreeFor(VfId vf, string name, Hold hold) => NotFree.Of(name, hold) with
    {
        Code = hold is Hold.ByGuest or Hold.ByProcess ? ProblemCode.VfInUse : ProblemCode.VfNotFree,
        Path = vf.ToString(),
    };
}
