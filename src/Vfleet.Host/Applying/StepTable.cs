using Vfleet.Domain.Planning;
using Vfleet.Host.Applying.Steps;

namespace Vfleet.Host.Applying;

/// <summary>Which code executes which step.</summary>
internal static class StepTable
{
    public static async Task<StepResult> RunAsync(PlanStep step, StepContext context, CancellationToken cancellationToken) => step switch
    {
        PlanStep.SetAutoprobe autoprobe => await CountSteps.SetAutoprobeAsync(autoprobe, context, cancellationToken),
        PlanStep.SetVfCount count => await CountSteps.SetCountAsync(count, context, cancellationToken),
        PlanStep.SetEswitchMode eswitch => EswitchSteps.Set(eswitch, context),
        PlanStep.SetLink link => LinkSteps.Set(link, context),
        PlanStep.SetMtu mtu => LinkSteps.SetMtu(mtu, context),
        PlanStep.SaveVf save => RecordSteps.Save(save, context),
        PlanStep.MarkVf mark => RecordSteps.Mark(mark, context),
        PlanStep.ForgetVf forget => RecordSteps.Forget(forget, context),
        PlanStep.WriteVf write => await SettingsSteps.WriteAsync(write, context, cancellationToken),
        PlanStep.BindVf bind => await DriverSteps.BindAsync(bind, context, cancellationToken),
        PlanStep.ResetFunction reset => await DriverSteps.ResetAsync(reset, context, cancellationToken),
        PlanStep.PlugIn plug => await GuestSteps.PlugInAsync(plug, context, cancellationToken),
        PlanStep.Unplug unplug => await GuestSteps.UnplugAsync(unplug, context, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no code for this step"),
    };
}
