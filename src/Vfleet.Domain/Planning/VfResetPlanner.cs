using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Planning;

/// <summary>Plans putting a VF back to what it was, or to neutral settings when we know nothing of its past.</summary>
internal static class VfResetPlanner
{
    public static PlanResult Plan(ObservedHost host, HostChange.ResetVf change)
    {
        if (!host.TryFindVf(change.Vf, out var vf, out var unknown))
        {
            return new PlanResult.Refused(unknown);
        }

        var name = host.VfName(vf.Id);
        var users = FreeRule.Users(vf);
        if (!users.IsEmpty)
        {
            return new PlanResult.Refused([.. users.Select(hold => NotFree.Of(name, hold))]);
        }

        if (vf.Record is { } record && (host.Guests.IsDefault || host.LibvirtProblem is not null))
        {
            return new PlanResult.Refused(new Problem(
                ProblemCode.LibvirtUnavailable,
                $"{name} was given to guest {record.Owner.Guest}, and libvirt does not say whether it still has it",
                host.LibvirtProblem?.Remedy ?? "start libvirtd and try again",
                name));
        }

        var pf = host.Pf(vf.Id.Pf)!;
        if (pf.Netdevs.IsEmpty)
        {
            return new PlanResult.Refused(DriverRule.NoNetdev(pf));
        }

        return new PlanResult.Ready(new Plan($"reset {name}", Steps(vf, name))
        {
            Vf = vf.Id,
            Expected = TimeSpan.FromMilliseconds(300),
            Notes = vf.Record is null ? [$"nothing is saved of {name}: it gets neutral settings and no MAC"] : [],
        });
    }

    private static ImmutableArray<PlanStep> Steps(ObservedVf vf, string name)
    {
        var unknownPast = VfSettings.Neutral with { Mac = MacAddress.Zero };
        var reset = new PlanStep.ResetFunction(vf.Id, name, vf.Address);
        if (vf.Driver is null || vf.IsOnVfio)
        {
            return [reset, .. VfRestore.Steps(vf, name, unknownPast)];
        }

        // The host's driver lets go first: igbvf waits for ever in the reset of a VF whose netdev is down (napi_disable of what is
        // disabled; seen on Linux 6.12), and holds the device's lock meanwhile.
        var unbind = new PlanStep.BindVf(vf.Id, name, vf.Address, vf.Driver, null, vf.DriverOverride, vf.DriverOverride);
        var restore = VfRestore.Steps(vf with { Driver = null }, name, unknownPast);
        return vf.Record is not null
            ? [unbind, reset, .. restore]
            : [unbind, reset, .. restore, unbind with { From = null, To = vf.Driver }];
    }
}
