using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Sets netdevs of a PF up or down, and their MTU.</summary>
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

        return Judge(during, context.Parts.Route.SetUp(link.Index, up));
    }

    /// <summary>Sets the MTU of a netdev, within what its driver allows.</summary>
    public static StepResult SetMtu(PlanStep.SetMtu step, StepContext context)
    {
        var before = context.Parts.Route.GetLink(step.Netdev)?.Mtu;
        if (WriteMtu(context, step.Netdev, step.To) is { } problem)
        {
            return new StepResult.Failed(problem);
        }

        if (before is { } old)
        {
            context.Undo.Push($"MTU of {step.Netdev} set to {old} again", () => Task.FromResult(WriteMtu(context, step.Netdev, old)));
        }

        return StepResult.Ok;
    }

    private static Problem? WriteMtu(StepContext context, string netdev, int mtu)
    {
        var during = $"setting the MTU of {netdev} to {mtu}";
        if (context.Parts.Route.GetLink(netdev) is not { } link)
        {
            return Faults.Kernel(during, Errno.NoDevice, null);
        }

        // A driver without limits of its own reports 0 as the most (net/core/dev.c, dev_validate_mtu).
        if (mtu < link.MinMtu || (link.MaxMtu is > 0 and var most && mtu > most))
        {
            return new Problem(
                ProblemCode.OutOfRange,
                $"{during}: its driver takes {link.MinMtu} to {link.MaxMtu}",
                $"give an MTU from {link.MinMtu} to {link.MaxMtu}",
                netdev);
        }

        return Judge(during, context.Parts.Route.SetMtu(link.Index, mtu));
    }

    private static Problem? Judge(string during, NetlinkOutcome outcome) => outcome switch
    {
        NetlinkOutcome.Applied => null,
        NetlinkOutcome.Unsupported unsupported => Faults.Kernel(during, (Errno)unsupported.ErrorNumber, unsupported.KernelText),
        NetlinkOutcome.Refused refused => Faults.Kernel(during, (Errno)refused.ErrorNumber, refused.KernelText, refused.Hint),
        var answer => new Problem(ProblemCode.KernelRefused, $"{during}: {answer}", "try again"),
    };
}
