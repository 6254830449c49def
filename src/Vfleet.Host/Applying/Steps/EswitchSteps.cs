using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Switches the embedded switch of a card between legacy and switchdev.</summary>
internal static class EswitchSteps
{
    public static StepResult Set(PlanStep.SetEswitchMode step, StepContext context)
    {
        if (Write(step.Pf, step.PfName, step.To, context) is { } problem)
        {
            return new StepResult.Failed(problem);
        }

        context.Undo.Push(
            $"eswitch of {step.PfName} switched back to {step.From}", () => Task.FromResult(Write(step.Pf, step.PfName, step.From, context)));
        return StepResult.Ok;
    }

    private static Problem? Write(PciAddress pf, string name, string mode, StepContext context)
    {
        var during = $"switching the eswitch of {name} to {mode}";
        var wanted = mode == "switchdev" ? EswitchMode.Switchdev : EswitchMode.Legacy;
        return context.Parts.Devlink.SetEswitchMode(DevlinkHandle.OfPci(pf), wanted) switch
        {
            NetlinkOutcome.Applied => null,
            NetlinkOutcome.Unsupported unsupported => Faults.Kernel(during, (Errno)unsupported.ErrorNumber, unsupported.KernelText),
            NetlinkOutcome.Refused refused => Faults.Kernel(during, (Errno)refused.ErrorNumber, refused.KernelText, refused.Hint),
            var answer => new Problem(ProblemCode.KernelRefused, $"{during}: {answer}", "try again", name),
        };
    }
}
