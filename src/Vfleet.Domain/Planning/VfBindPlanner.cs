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
                [.. holds.Select(hold => new Problem(ProblemCode.VfNotFree, $"{name} is not free: {hold.Reason}", hold.Remedy, name))]);
        }

        if (target == PlanStep.BindVf.BestVfio && vf.IommuGroup is null)
        {
            return new PlanResult.Refused(Iommu.Missing(name));
        }

        return VfDriver.StepTo(vf, name, target) is { } step
            ? new PlanResult.Ready(new Plan($"bind {name} to {change.Driver}", [step])
            {
                Vf = vf.Id,
                Expected = TimeSpan.FromMilliseconds(100),
            })
            : new PlanResult.Nothing($"{name} is bound to {vf.Driver ?? "no driver"} already");
    }
}
