using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Sets netdevs of a PF up or down.</summary>
internal static class LinkSteps
{
    public static StepResult Set(PlanStep.SetLink step, StepContext context)
    {
        if (Write(context, step.Netdev, step.Up) is { } problem)
        {
            return new StepResult.Failed(problem);
        }

        var before = step.Up ? "down" : "up";
        context.Undo.Push($"{step.Netdev} set {before} again", () => Task.FromResult(Write(context, step.Netdev, !step.Up)));
        return StepResult.Ok;
    }

    /// <summary>Sets one netdev up or down.</summary>
    /// <returns>Why not; null when it is done.</returns>
    public static Problem? Write(StepContext context, string netdev, bool up)
    {
        var during = $"setting {netdev} {(up ? "up" : "down")}";
        if (context.Parts.Route.GetLink(netdev) is not { } link)
        {
            return Faults.Kernel(during, Errno.NoDevice, null);
        }

        return context.Parts.Route.SetUp(link.Index, up) switch
        {
            NetlinkOutcome.Applied => null,
            NetlinkOutcome.Unsupported unsupported => Faults.Kernel(during, (Errno)unsupported.ErrorNumber, unsupported.KernelText),
            NetlinkOutcome.Refused refused => Faults.Kernel(during, (Errno)refused.ErrorNumber, refused.KernelText, refused.Hint),
            var answer => new Problem(ProblemCode.KernelRefused, $"{during}: {answer}", "try again"),
        };
    }
}
