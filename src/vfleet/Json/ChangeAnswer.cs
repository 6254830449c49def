using Vfleet.Domain.Planning;
using Vfleet.Host;

namespace Vfleet.Cli.Json;

/// <summary>The answer of a command that changes something, or plans to.</summary>
internal sealed record ChangeAnswer
{
    /// <summary><c>planned</c> (--dry-run), <c>done</c>, <c>nothing</c>, <c>failed</c> or <c>interrupted</c>; of one PF among several also <c>refused</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Summary { get; init; }

    /// <summary>The plan; null when there was nothing to do.</summary>
    public PlanView? Plan { get; init; }

    /// <summary>How long it took; null when nothing was done.</summary>
    public double? ElapsedSeconds { get; init; }

    /// <summary>Things worth knowing.</summary>
    public string[] Notes { get; init; } = [];

    /// <summary>Number of the step that failed, from 1.</summary>
    public int? FailedStep { get; init; }

    /// <summary>What was undone, in order.</summary>
    public string[] Undone { get; init; } = [];

    /// <summary>What could not be undone.</summary>
    public ProblemView[] Left { get; init; } = [];

    /// <summary>Why it failed; empty when it did not.</summary>
    public ProblemView[] Problems { get; init; } = [];

    /// <summary>Of what a change came to.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="signal">Number of the signal that interrupted it; 0 for none.</param>
    public static ChangeAnswer From(ChangeOutcome outcome, int signal) => outcome switch
    {
        ChangeOutcome.Refused refused => new ChangeAnswer
        {
            Outcome = "refused",
            Summary = refused.Problems[0].Message,
            Problems = ProblemView.From(refused.Problems),
        },
        ChangeOutcome.Nothing nothing => new ChangeAnswer { Outcome = "nothing", Summary = nothing.Because },
        ChangeOutcome.Done done => new ChangeAnswer
        {
            Outcome = "done",
            Summary = done.Plan.Title,
            Plan = PlanView.From(done.Plan),
            Notes = [.. done.Notes],
            ElapsedSeconds = Math.Round(done.Elapsed.TotalSeconds, 3),
        },
        ChangeOutcome.Failed failed => new ChangeAnswer
        {
            Outcome = signal != 0 ? "interrupted" : "failed",
            Summary = $"{failed.Plan.Title}: {failed.Problem.Message}",
            Plan = PlanView.From(failed.Plan),
            FailedStep = failed.Plan.Steps.IndexOf(failed.Step) is var index and >= 0 ? index + 1 : null,
            Undone = [.. failed.Undone],
            Left = ProblemView.From(failed.Left),
            Problems = [ProblemView.From(failed.Problem)],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "unknown outcome"),
    };
}

/// <summary>A plan.</summary>
/// <param name="Title">What it achieves.</param>
/// <param name="Steps">Its steps in order.</param>
/// <param name="Disturbs">Guests that notice.</param>
/// <param name="Reboot">Whether the host must reboot.</param>
/// <param name="ExpectedSeconds">How long it takes, roughly.</param>
/// <param name="Notes">Things worth knowing.</param>
internal sealed record PlanView(string Title, StepView[] Steps, string[] Disturbs, bool Reboot, double ExpectedSeconds, string[] Notes)
{
    public static PlanView From(Plan plan) => new(
        plan.Title,
        [.. plan.Steps.Select((step, index) => new StepView(index + 1, KindOf(step), step.Description))],
        [.. plan.Disturbs],
        plan.Reboot,
        Math.Round(plan.Expected.TotalSeconds, 3),
        [.. plan.Notes]);

    private static string KindOf(PlanStep step) => step switch
    {
        PlanStep.SetAutoprobe => "setAutoprobe",
        PlanStep.SetVfCount => "setVfCount",
        PlanStep.SetLink => "setLink",
        PlanStep.SetMtu => "setMtu",
        PlanStep.SetEswitchMode => "setEswitchMode",
        PlanStep.SaveVf => "saveVf",
        PlanStep.WriteVf => "writeVf",
        PlanStep.BindVf => "bindVf",
        PlanStep.ResetFunction => "resetFunction",
        PlanStep.PlugIn => "plugIn",
        PlanStep.MarkVf => "markVf",
        PlanStep.Unplug => "unplug",
        PlanStep.ForgetVf => "forgetVf",
        _ => "other",
    };
}

/// <summary>A step of a plan.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Kind">What sort of step.</param>
/// <param name="Description">For people.</param>
internal sealed record StepView(int Number, string Kind, string Description);
