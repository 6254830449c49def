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
            ? new PlanResult.Ready(Plan(host, guest, device, vf, (live, config), change.Deadline))
            : new PlanResult.Refused(problems);
    }

    private static Plan Plan(
        ObservedHost host, ObservedGuest guest, ObservedGuestDevice device, ObservedVf vf, (bool Live, bool Config) from, TimeSpan deadline)
    {
        var name = host.VfName(vf.Id);
        var stays = (Live: device.Live && !from.Live, Config: device.Config && !from.Config);
        var keeps = stays.Live || stays.Config;
        var others = OtherUsers(guest, device, vf);
        var steps = ImmutableArray.CreateBuilder<PlanStep>();
        var returns = !keeps && others.IsEmpty;
        if (vf.Record is { } record && returns)
        {
            steps.Add(new PlanStep.MarkVf(vf.Id, name, VfPhase.Detaching, record.Owner));
        }

        steps.Add(new PlanStep.Unplug(guest.Name, guest.Uuid, device.Alias, vf.Address, from.Live, from.Config, deadline));
        var canWrite = !host.Pf(vf.Id.Pf)!.Netdevs.IsEmpty;
        if (returns && canWrite)
        {
            steps.AddRange(VfRestore.Steps(vf, name, unknownPast: VfSettings.Neutral));
        }
        else if (keeps && vf.Record is { } kept && kept.Owner.Uuid == guest.Uuid)
        {
            steps.Add(new PlanStep.MarkVf(vf.Id, name, VfPhase.Attached, kept.Owner with { Live = stays.Live, Config = stays.Config }));
        }

        return new Plan($"take {name} back from guest {guest.Name}", steps.DrainToImmutable())
        {
            Vf = vf.Id,
            Disturbs = from.Live ? [guest.Name] : [],
            Expected = TimeSpan.FromSeconds(from.Live ? 6 : 0.2),
            Notes = (keeps, others, canWrite) switch
            {
                (true, _, _) => [KeptNote(name, guest, stays.Config)],
                (_, [var other, ..], _) => [$"{name} stays as it is, for {other} has it too"],
                (_, _, false) => [$"{host.PfName(vf.Id.Pf)} has no netdev, so {name} keeps its settings; later: vfleet vf reset {name}"],
                _ when vf.Record is null => [$"Vfleet did not give {name} away, so it knows no earlier settings: all but the MAC become neutral"],
                _ => [],
            },
        };
    }

    // Who else has the VF: nothing may be written to it behind his back. A guest that runs with it holds it through its own QEMU.
    private static ImmutableArray<string> OtherUsers(ObservedGuest guest, ObservedGuestDevice device, ObservedVf vf) =>
    [
        .. vf.Guests.Where(use => use.Uuid != guest.Uuid).Select(use => $"guest {use.Name}"),
        .. vf.Holders.Where(_ => !device.Live).Select(holder => $"process {holder.Pid} ({holder.Command})"),
    ];

    private static ImmutableArray<ObservedGuestDevice> Find(ObservedHost host, ObservedGuest guest, GuestDeviceSelector selector)
    {
        // The running guest and its configuration may show the same function under two aliases: it is one device.
        var functions = guest.Devices
            .Where(device => device.Function is not null)
            .GroupBy(device => device.Function)
            .SelectMany(same => same.Count() == 1 ? same : Named(same, selector))
            .ToList();
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

    private static IEnumerable<ObservedGuestDevice> Named(IEnumerable<ObservedGuestDevice> same, GuestDeviceSelector selector)
    {
        var both = same.OrderByDescending(device => device.Live).ToList();
        yield return both[0] with
        {
            Alias = both.Exists(device => device.Alias == selector.Alias && device.Alias is not null) ? selector.Alias : both[0].Alias,
            Mac = both.Select(device => device.Mac).FirstOrDefault(mac => mac is not null),
            Live = both.Exists(device => device.Live),
            Config = both.Exists(device => device.Config),
        };
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

        if (live && device.Live && GuestRule.NotRunning(guest) is { } why)
        {
            problems.Add(new Problem(
                ProblemCode.GuestState, $"guest {guest.Name} {why.State}, so it cannot let the device go", why.Remedy, "live"));
        }

        if (!live && !config)
        {
            problems.Add(new Problem(
                ProblemCode.OptionsConflict,
                $"{change.Device} is to be taken neither from the running guest {guest.Name} nor out of its configuration",
                device.Live ? "use --live" : "use --persistent",
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

    private static string KeptNote(string name, ObservedGuest guest, bool staysConfigured) => staysConfigured
        ? $"{name} stays reserved for guest {guest.Name}, whose configuration still has it"
        : $"{name} stays with the running guest {guest.Name} until it stops";
}
