using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
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

        var chosen = ChooseVf(host, change.Function, problems);
        if (guest is null || chosen is not { } vf)
        {
            return new PlanResult.Refused(problems.DrainToImmutable());
        }

        var pf = host.Pf(vf.Id.Pf)!;
        var name = host.VfName(vf.Id);
        var (live, config) = Scope(guest, change, problems);
        var mac = change.Settings.Mac ?? MacRule.Derive(host, guest.Uuid, vf.Id);
        var alias = change.Alias ?? $"ua-vfleet-{mac.ToString().Replace(":", "", StringComparison.Ordinal)}";
        problems.AddRange(MacRule.CheckDuplicate(host, mac, vf.Id, guest.Uuid));
        problems.AddRange(DriverRule.Check(pf, change.Settings));
        CheckFunction(pf, vf, name, problems);
        CheckGuest(guest, alias, live, problems);
        if (problems.Count > 0)
        {
            return new PlanResult.Refused(problems.DrainToImmutable());
        }

        var owner = new VfOwner(guest.Name, guest.Uuid, alias, live, config);
        var wish = change.Settings with { Mac = mac };
        return new PlanResult.Ready(new Plan($"give {name} to guest {guest.Name} as {mac}", Steps(pf, vf, name, wish, owner))
        {
            Vf = vf.Id,
            Expected = TimeSpan.FromSeconds(live ? 1.5 : 0.3),
            Notes = Notes(pf, vf, name, guest, change, mac),
        });
    }

    private static ImmutableArray<PlanStep> Steps(ObservedPf pf, ObservedVf vf, string name, VfSettings wish, VfOwner owner)
    {
        var observed = vf.Settings ?? VfSettings.Nothing;
        var whole = wish.Or(VfSettings.Neutral);
        var required = wish with { Vlan = whole.Vlan };
        var steps = ImmutableArray.CreateBuilder<PlanStep>();

        // A VF that was left half-done keeps its first original: what is on it now is the earlier guest's.
        steps.Add(new PlanStep.SaveVf(
            vf.Id,
            name,
            vf.Record?.Original ?? observed,
            vf.Record is null ? vf.Driver : vf.Record.OriginalDriver,
            vf.Record is null ? vf.DriverOverride : vf.Record.OriginalOverride,
            whole,
            owner));
        steps.AddRange(pf.Netdevs.Take(1).Where(netdev => !netdev.IsUp).Select(netdev => new PlanStep.SetLink(pf.Address, netdev.Name, Up: true)));
        steps.Add(new PlanStep.WriteVf(vf.Id, name, whole.Without(observed) with { Mac = whole.Mac }, required, observed) { MarksMac = true });
        if (VfDriver.StepTo(vf, name, PlanStep.BindVf.BestVfio) is { } bind)
        {
            steps.Add(bind);
        }

        steps.Add(new PlanStep.PlugIn(vf.Id, name, vf.Address, whole.Mac!.Value, whole.Vlan!.Value, owner));

        // libvirt writes the VLAN again, without priority and protocol (src/util/virnetdev.c): what it changed is mended here.
        steps.Add(new PlanStep.WriteVf(vf.Id, name, whole, required, whole));
        steps.Add(new PlanStep.MarkVf(vf.Id, name, VfPhase.Attached, owner));
        return steps.DrainToImmutable();
    }

    private static ObservedVf? ChooseVf(ObservedHost host, FunctionSelector selector, ImmutableArray<Problem>.Builder problems)
    {
        if (selector is not FunctionSelector.ByIndex && host.TryFindPf(selector, out var pf, out _))
        {
            var free = pf.Vfs.Where(vf => Blocking(vf).IsEmpty).OrderBy(vf => vf.Record is not null).ThenBy(vf => vf.Id.Index).FirstOrDefault();
            if (free is null)
            {
                problems.Add(NoFreeVf(pf));
            }

            return free;
        }

        if (!host.TryFindVf(selector, out var found, out var unknown))
        {
            problems.Add(unknown);
            return null;
        }

        var name = host.VfName(found.Id);
        problems.AddRange(Blocking(found).Select(hold =>
            new Problem(ProblemCode.VfNotFree, $"{name} is not free: {hold.Reason}", hold.Remedy, name)));
        return found;
    }

    // What is left over from a guest that no longer has the VF is no obstacle: the saved original goes on being the original.
    private static ImmutableArray<Hold> Blocking(ObservedVf vf) => [.. FreeRule.Holds(vf).Where(hold => hold is not Hold.ByRecord)];

    private static Problem NoFreeVf(ObservedPf pf) => pf.NumVfs == 0
        ? new Problem(
            ProblemCode.NoFreeVf,
            $"{pf.Name} has no VFs",
            $"create some: vfleet pf set {pf.Name} --vfs {pf.TotalVfs} --driver vfio",
            pf.Name)
        : new Problem(
            ProblemCode.NoFreeVf,
            $"none of the {pf.NumVfs} VFs of {pf.Name} is free: "
                + string.Join("; ", pf.Vfs.Select(vf => $"{vf.Id.Index} {string.Join(", ", Blocking(vf).Select(hold => hold.Reason))}")),
            "take one back ('vfleet vm detach'), or use another PF ('vfleet pf list' shows free VFs)",
            pf.Name);

    private static (bool Live, bool Config) Scope(
        ObservedGuest guest, HostChange.AttachVf change, ImmutableArray<Problem>.Builder problems)
    {
        var runs = guest.State is GuestState.Running or GuestState.Paused;
        var live = change.Live ?? (change.Config != true && runs);
        var config = change.Config ?? (change.Live != true && !live);
        if (live && !runs)
        {
            problems.Add(new Problem(
                ProblemCode.GuestState,
                $"guest {guest.Name} is not running, so nothing can be plugged into it",
                $"start it (virsh start {guest.Name}), or change its configuration only with --persistent",
                "live"));
        }

        if (config && !guest.IsPersistent)
        {
            problems.Add(new Problem(
                ProblemCode.GuestState,
                $"guest {guest.Name} has no persistent configuration: it lives until it stops",
                "use --live",
                "persistent"));
        }

        return (live, config);
    }

    private static void CheckFunction(ObservedPf pf, ObservedVf vf, string name, ImmutableArray<Problem>.Builder problems)
    {
        if (vf.IommuGroup is null)
        {
            problems.Add(Iommu.Missing(name));
        }

        if (pf.Netdevs.IsEmpty)
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"{pf.Name} has no netdev (driver: {pf.Driver ?? "none"}), so MAC and VLAN of its VFs cannot be set",
                "bind the PF to its network driver",
                pf.Name));
        }
    }

    private static void CheckGuest(ObservedGuest guest, string alias, bool live, ImmutableArray<Problem>.Builder problems)
    {
        if (!alias.StartsWith("ua-", StringComparison.Ordinal) || alias.Length < 4
            || !alias.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
        {
            problems.Add(new Problem(
                ProblemCode.Malformed,
                $"'{alias}' is no user alias",
                "an alias begins with ua- and goes on with letters, digits, '_', '.' or '-'",
                "alias"));
        }

        if (guest.Devices.Any(device => device.Alias == alias))
        {
            problems.Add(new Problem(
                ProblemCode.OptionsConflict, $"guest {guest.Name} has a device {alias} already", "give another --alias or another --mac", "alias"));
        }

        if (live && guest.FreeHotplugPorts == 0)
        {
            problems.Add(new Problem(
                ProblemCode.GuestNoSlot,
                $"guest {guest.Name} has no free PCI Express port to plug into",
                $"add pcie-root-port controllers to its configuration (virsh edit {guest.Name}) and restart it, or use --persistent",
                "live"));
        }
    }

    private static ImmutableArray<string> Notes(
        ObservedPf pf, ObservedVf vf, string name, ObservedGuest guest, HostChange.AttachVf change, MacAddress mac)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (change.Settings.Mac is null)
        {
            notes.Add($"no MAC was given: {mac} is derived from the guest's UUID and stays the same");
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
