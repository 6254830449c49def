using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Planning;

/// <summary>Plans taking a VF back from a guest, until nothing of the guest is left on it.</summary>
internal static class DetachPlanner
{
    public static PlanResult Plan(ObservedHost host, HostChange.DetachVf change)
    {
        if (!GuestRule.TryFind(host, change.Guest, out var guest, out var noGuest))
        {
            return new PlanResult.Refused(noGuest);
        }

        var found = Find(host, guest, change.Device);
        if (found is not [var device])
        {
            return new PlanResult.Refused(found.IsEmpty ? Unknown(guest, change.Device) : Ambiguous(guest, change.Device, found));
        }

        var vf = host.Pfs.SelectMany(pf => pf.Vfs).FirstOrDefault(candidate => candidate.Address == device.Function);
        if (vf is null)
        {
            return new PlanResult.Refused(new Problem(
                ProblemCode.VfUnknown,
                $"{device.Function} in guest {guest.Name} is no virtual function of this host",
                "Vfleet takes back VFs only; use virsh detach-device for other devices",
                change.Device.ToString()));
        }

        var live = change.Live ?? (change.Config != true && device.Live);
        var config = change.Config ?? (change.Live != true && device.Config);
        var problems = Problems(guest, device, live, config, change);
        return problems.IsEmpty
            ? new PlanResult.Ready(Plan(host, guest, device, vf, live, config, change.Deadline))
            : new PlanResult.Refused(problems);
    }

    private static Plan Plan(
        ObservedHost host, ObservedGuest guest, ObservedGuestDevice device, ObservedVf vf, bool live, bool config, TimeSpan deadline)
    {
        var name = host.VfName(vf.Id);
        var staysLive = device.Live && !live;
        var staysConfigured = device.Config && !config;
        var keeps = staysLive || staysConfigured;
        var unplug = new PlanStep.Unplug(guest.Name, guest.Uuid, device.Alias, vf.Address, live, config, deadline);
        var steps = ImmutableArray.CreateBuilder<PlanStep>();
        if (vf.Record is { } record && !keeps)
        {
            steps.Add(new PlanStep.MarkVf(vf.Id, name, VfPhase.Detaching, record.Owner));
        }

        steps.Add(unplug);
        if (!keeps)
        {
            steps.AddRange(VfRestore.Steps(vf, name, unknownPast: VfSettings.Neutral));
        }
        else if (vf.Record is { } kept)
        {
            steps.Add(new PlanStep.MarkVf(vf.Id, name, VfPhase.Attached, kept.Owner with { Live = staysLive, Config = staysConfigured }));
        }

        return new Plan($"take {name} back from guest {guest.Name}", steps.DrainToImmutable())
        {
            Vf = vf.Id,
            Disturbs = live ? [guest.Name] : [],
            Expected = TimeSpan.FromSeconds(live ? 6 : 0.2),
            Notes = Notes(vf, name, guest, keeps, staysConfigured),
        };
    }

    private static ImmutableArray<ObservedGuestDevice> Find(ObservedHost host, ObservedGuest guest, GuestDeviceSelector selector)
    {
        var functions = guest.Devices.Where(device => device.Function is not null);
        if (selector.Mac is { } mac)
        {
            return [.. functions.Where(device => device.Mac == mac)];
        }

        if (selector.Function is { } function)
        {
            return host.TryFindVf(function, out var vf, out _) ? [.. functions.Where(device => device.Function == vf.Address)] : [];
        }

        return [.. functions.Where(device => device.Alias == selector.Alias)];
    }

    private static ImmutableArray<Problem> Problems(
        ObservedGuest guest, ObservedGuestDevice device, bool live, bool config, HostChange.DetachVf change)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (live && !device.Live)
        {
            problems.Add(new Problem(
                ProblemCode.GuestState,
                $"the running guest {guest.Name} does not have {change.Device}",
                "use --persistent: only its configuration has it",
                "live"));
        }

        if (config && !device.Config)
        {
            problems.Add(new Problem(
                ProblemCode.GuestState,
                $"the configuration of guest {guest.Name} does not have {change.Device}",
                "use --live: only the running guest has it",
                "persistent"));
        }

        if (live && guest.State is GuestState.Paused or GuestState.Suspended)
        {
            problems.Add(new Problem(
                ProblemCode.GuestState,
                $"guest {guest.Name} is paused, so it cannot let the device go",
                $"resume it first: virsh resume {guest.Name}",
                "live"));
        }

        if (change.Deadline < TimeSpan.FromSeconds(1) || change.Deadline > TimeSpan.FromHours(1))
        {
            problems.Add(new Problem(
                ProblemCode.OutOfRange,
                $"a deadline of {change.Deadline.TotalSeconds:0.###} s is out of range",
                "give 1 to 3600 seconds",
                "timeout"));
        }

        return problems.DrainToImmutable();
    }

    private static Problem Unknown(ObservedGuest guest, GuestDeviceSelector selector)
    {
        var known = guest.Devices
            .Where(device => device.Function is not null)
            .Select(device => device.Alias ?? device.Mac?.ToString() ?? device.Function.ToString());
        var list = string.Join(", ", known);
        return new Problem(
            ProblemCode.DeviceUnknown,
            $"guest {guest.Name} has no virtual function '{selector}'",
            list.Length == 0 ? "it has none at all" : $"it has: {list}",
            selector.ToString());
    }

    private static Problem Ambiguous(ObservedGuest guest, GuestDeviceSelector selector, ImmutableArray<ObservedGuestDevice> found) => new(
        ProblemCode.DeviceUnknown,
        $"'{selector}' names {found.Length} devices of guest {guest.Name}",
        $"name one by its function: {string.Join(", ", found.Select(device => device.Function))}",
        selector.ToString());

    private static ImmutableArray<string> Notes(ObservedVf vf, string name, ObservedGuest guest, bool keeps, bool staysConfigured)
    {
        if (keeps)
        {
            return
            [
                staysConfigured
                    ? $"{name} stays reserved for guest {guest.Name}, whose configuration still has it"
                    : $"{name} stays with the running guest {guest.Name} until it stops",
            ];
        }

        return vf.Record is null
            ? [$"Vfleet did not give {name} away, so it knows no earlier settings: all but the MAC become neutral"]
            : [];
    }
}
