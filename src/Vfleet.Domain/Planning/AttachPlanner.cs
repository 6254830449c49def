using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Planning;

/// <summary>Plans giving a VF to a guest: saved, written, bound, plugged in, noted.</summary>
internal static class AttachPlanner
{
    public static PlanResult Plan(ObservedHost host, HostChange.AttachVf change)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        problems.AddRange(VfSettingsRule.Check(change.Settings));
        if (change.Settings.Mac is { IsZero: true })
        {
            problems.Add(new Problem(
                ProblemCode.MacInvalid, "a guest cannot have a zero MAC", "leave --mac out for a stable one, or give a unicast address", "mac"));
        }

        if (!GuestRule.TryFind(host, change.Guest, out var guest, out var noGuest))
        {
            problems.Add(noGuest);
        }

        if (guest is not null && HasIt(host, guest, change) is { } because)
        {
            return new PlanResult.Nothing(because);
        }

        var chosen = VfChoice.Choose(host, change.Function, problems);
        if (chosen is not null)
        {
            var parent = host.Pf(chosen.Id.Pf)!;
            problems.AddRange(DriverRule.Check(parent, change.Settings));
            AttachRule.CheckFunction(chosen, host.VfName(chosen.Id), problems);
        }

        if (guest is null || chosen is not { } vf)
        {
            return new PlanResult.Refused(problems.DrainToImmutable());
        }

        var pf = host.Pf(vf.Id.Pf)!;
        var name = host.VfName(vf.Id);
        var (live, config) = AttachRule.Scope(guest, change, problems);
        var mac = change.Settings.Mac ?? MacRule.Derive(host, guest.Uuid, vf.Id);
        var alias = change.Alias ?? $"ua-vfleet-{mac.ToString().Replace(":", "", StringComparison.Ordinal)}";
        problems.AddRange(MacRule.CheckDuplicate(host, mac, vf.Id, guest.Uuid));
        AttachRule.CheckGuest(guest, alias, live, problems);
        if (problems.Count > 0)
        {
            return new PlanResult.Refused(problems.DrainToImmutable());
        }

        var owner = new VfOwner(guest.Name, guest.Uuid, alias, live, config);
        var wish = change.Settings with { Mac = mac };
        return new PlanResult.Ready(new Plan($"give {name} to guest {guest.Name} as {mac}", Steps(pf, vf, name, wish, owner, change.Standby))
        {
            Vf = vf.Id,
            Expected = TimeSpan.FromSeconds(live ? 1.5 : 0.3),
            Notes = Notes(pf, vf, name, guest, change, owner, mac),
        });
    }

    // A VF that was named and that the guest has just as wished needs nothing; a PF always means one more VF.
    private static string? HasIt(ObservedHost host, ObservedGuest guest, HostChange.AttachVf change)
    {
        if (!host.TryFindVf(change.Function, out var vf, out _) || vf.Guests.FirstOrDefault(use => use.Uuid == guest.Uuid) is not { } has)
        {
            return null;
        }

        var runs = GuestRule.NotRunning(guest) is null || guest.State is GuestState.Paused;
        var live = change.Live ?? (change.Config != true && runs);
        var config = change.Config ?? !live;
        var isAsWished = has.Live == live && has.Config == config
            && (change.Alias is null || change.Alias == has.Alias)
            && (change.Settings.Mac is null || change.Settings.Mac == has.Mac)
            && vf.Settings is { } settings
            && DriverRule.Writable(host.Pf(vf.Id.Pf)!, change.Settings).Without(settings) == VfSettings.Nothing;
        return isAsWished ? $"guest {guest.Name} has {host.VfName(vf.Id)} already" : null;
    }

    // What the kernel does not report cannot be put back: such a VF returns to neutral settings.
    private static VfSettings Unreported { get; } = VfSettings.Neutral with { Mac = MacAddress.Zero };

    private static ImmutableArray<PlanStep> Steps(ObservedPf pf, ObservedVf vf, string name, VfSettings wish, VfOwner owner, string? standby)
    {
        var whole = wish.Or(VfSettings.Neutral);
        return
        [
            .. Program(pf, vf, name, wish, owner),
            new PlanStep.PlugIn(vf.Id, name, vf.Address, whole.Mac!.Value, whole.Vlan!.Value, owner) { Standby = standby },
            Mend(pf, vf, name, wish),
            new PlanStep.MarkVf(vf.Id, name, VfPhase.Attached, owner),
        ];
    }

    /// <summary>Saves a VF, writes a guest's settings to it and binds it.</summary>
    internal static ImmutableArray<PlanStep> Program(ObservedPf pf, ObservedVf vf, string name, VfSettings wish, VfOwner owner)
    {
        var observed = vf.Settings ?? VfSettings.Nothing;
        var whole = wish.Or(VfSettings.Neutral);
        var steps = ImmutableArray.CreateBuilder<PlanStep>();

        // A VF that was left half-done keeps its first original: what is on it now is the earlier guest's.
        steps.Add(new PlanStep.SaveVf(
            vf.Id,
            name,
            vf.Record?.Original ?? vf.Settings ?? Unreported,
            vf.Record is null ? vf.Driver : vf.Record.OriginalDriver,
            vf.Record is null ? vf.DriverOverride : vf.Record.OriginalOverride,
            whole,
            owner));
        steps.AddRange(pf.Netdevs.Take(1).Where(netdev => !netdev.IsUp).Select(netdev => new PlanStep.SetLink(pf.Address, netdev.Name, Up: true)));
        steps.Add(new PlanStep.WriteVf(vf.Id, name, whole.Without(observed) with { Mac = whole.Mac }, Required(pf, wish), observed) { MarksMac = true });
        if (VfDriver.StepTo(vf, name, PlanStep.BindVf.BestVfio) is { } bind)
        {
            steps.Add(bind);
        }

        return steps.DrainToImmutable();
    }

    /// <summary>libvirt writes the VLAN again, without priority and protocol (src/util/virnetdev.c): what it changed is mended.</summary>
    internal static PlanStep.WriteVf Mend(ObservedPf pf, ObservedVf vf, string name, VfSettings wish)
    {
        var whole = wish.Or(VfSettings.Neutral);
        return new PlanStep.WriteVf(vf.Id, name, whole, Required(pf, wish), whole);
    }

    private static VfSettings Required(ObservedPf pf, VfSettings wish) => DriverRule.Writable(pf, wish with { Vlan = wish.Or(VfSettings.Neutral).Vlan });

    private static ImmutableArray<string> Notes(
        ObservedPf pf, ObservedVf vf, string name, ObservedGuest guest, HostChange.AttachVf change, VfOwner owner, MacAddress mac)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (change.Settings.Mac is null)
        {
            notes.Add($"no MAC was given: {mac} is derived from the guest's UUID and stays the same");
        }

        if (owner is { Live: true, Config: false } && guest.IsPersistent)
        {
            notes.Add($"guest {guest.Name} has it until it stops; --live --persistent keeps it");
        }

        if (owner.Live && guest.State is GuestState.Paused)
        {
            notes.Add($"guest {guest.Name} is paused: it sees the VF when it is resumed");
        }

        if (vf.Settings is null)
        {
            notes.Add($"the kernel does not report the settings of {name}: when taken back it gets neutral ones");
        }

        if (pf.Netdevs is [{ IsUp: false } down, ..])
        {
            notes.Add($"{down.Name} is down and is set up, for its VFs pass no traffic otherwise; it stays up");
        }

        if (vf.Record is { } record)
        {
            notes.Add($"{name} was left over from guest {record.Owner.Guest}; what was saved then goes on being what it returns to");
        }

        if (pf.Netdevs is [{ IsUp: true, HasCarrier: false } netdev, ..])
        {
            notes.Add($"{netdev.Name} has no carrier: the guest's link will be down");
        }

        if (guest.Devices.Any(device => device.Mac == mac && device.Function is null))
        {
            notes.Add($"guest {guest.Name} has a virtio interface with the same MAC: the two are a failover pair");
        }

        return notes.DrainToImmutable();
    }
}
