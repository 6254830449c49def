using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Planning;

/// <summary>Plans binding a VF to another driver.</summary>
internal static class VfBindPlanner
{
    public static PlanResult Plan(ObservedHost host, HostChange.BindVf change)
    {
        if (!host.TryFindVf(change.Vf, out var vf, out var unknown))
        {
            return new PlanResult.Refused(unknown);
        }

        var pf = host.Pf(vf.Id.Pf)!;
        var name = host.VfName(vf.Id);
        if (!IsDriverName(change.Driver))
        {
            return new PlanResult.Refused(new Problem(
                ProblemCode.Malformed,
                $"'{change.Driver}' is no name of a driver",
                "give vfio, host, none, or a driver that 'ls /sys/bus/pci/drivers' shows",
                "driver"));
        }

        var target = change.Driver switch
        {
            "none" => null,
            "host" => pf.Facts.VfDriver,
            var driver => driver,
        };
        if (change.Driver == "host" && target is null)
        {
            return new PlanResult.Refused(new Problem(
                ProblemCode.Unsupported,
                $"the VF driver of {pf.Driver ?? "this card"} is not in our table",
                $"name it: vfleet vf bind {name} DRIVER",
                "driver"));
        }

        var holds = FreeRule.Users(vf);
        if (!holds.IsEmpty)
        {
            return new PlanResult.Refused(
                [.. holds.Select(hold => NotFree.Of(name, hold))]);
        }

        if (VfDriver.IsVfio(target) && vf.IommuGroup is null)
        {
            return new PlanResult.Refused(Iommu.Missing(name));
        }

        return VfDriver.StepTo(vf, name, target) is { } step
            ? new PlanResult.Ready(new Plan($"bind {name} to {change.Driver}", [step])
            {
                Vf = vf.Id,
                Expected = TimeSpan.FromMilliseconds(100),
                Notes = VfDriver.IsVfio(target) && !vf.GroupPeers.IsEmpty
                    ? [$"{name} shares IOMMU group {vf.IommuGroup} with {string.Join(", ", vf.GroupPeers)}: a guest gets it only with all of them"]
                    : [],
            })
            : new PlanResult.Nothing($"{name} is bound to {vf.Driver ?? "no driver"} already");
    }

    // The name becomes part of a path under /sys and the content of driver_override.
    private static bool IsDriverName(string name) =>
        name.Length is > 0 and <= 64 && name is not ("." or "..") && name.All(c => c is > ' ' and < '\x7f' and not '/');
}
