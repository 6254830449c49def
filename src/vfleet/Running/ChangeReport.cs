using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Domain.Planning;
using Vfleet.Host;

namespace Vfleet.Cli.Running;

/// <summary>Tells what became of a change, for people or as JSON, and which exit code that is.</summary>
/// <param name="invocation">The command.</param>
internal sealed class ChangeReport(Invocation invocation)
{
    private const string AsItWas = "everything is as it was";

    /// <summary>Tells what <c>--dry-run</c> found.</summary>
    /// <param name="result">The plan or why there is none.</param>
    public int Tell(PlanResult result)
    {
        switch (result)
        {
            case PlanResult.Refused refused:
                return invocation.Refuse(refused.Problems);
            case PlanResult.Nothing nothing:
                return TellNothing(nothing.Because);
            case PlanResult.Ready { Plan: var plan }:
                if (invocation.IsJson)
                {
                    return Answer(new ChangeAnswer { Outcome = "planned", Summary = plan.Title, Plan = PlanView.From(plan), Notes = [.. plan.Notes] });
                }

                PlanPrinter.Print(invocation.Out, plan);
                return ExitCodes.Ok;
            default:
                throw new ArgumentOutOfRangeException(nameof(result), result, "unknown result of planning");
        }
    }

    /// <summary>Tells what a change came to.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="signal">Number of the signal that interrupted it; 0 for none.</param>
    public int Tell(ChangeOutcome outcome, int signal)
    {
        if (outcome is ChangeOutcome.Refused refused)
        {
            return invocation.Refuse(refused.Problems);
        }

        if (invocation.IsJson)
        {
            Answer(ChangeAnswer.From(outcome, signal));
        }
        else
        {
            Print(outcome, signal);
        }

        return CodeOf(outcome, signal);
    }

    /// <summary>The exit code of what a change came to.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="signal">Number of the signal that interrupted it; 0 for none.</param>
    public static int CodeOf(ChangeOutcome outcome, int signal) => outcome switch
    {
        ChangeOutcome.Refused refused => ExitCodes.Of(refused.Problems),
        ChangeOutcome.Failed { Left.IsEmpty: false } => ExitCodes.Left,
        ChangeOutcome.Failed when signal != 0 => ExitCodes.SignalBase + signal,
        ChangeOutcome.Failed failed => ExitCodes.Of(failed.Problem.Code.Kind),
        _ => ExitCodes.Ok,
    };

    /// <summary>Tells people what a change came to.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="signal">Number of the signal that interrupted it; 0 for none.</param>
    public void Print(ChangeOutcome outcome, int signal)
    {
        switch (outcome)
        {
            case ChangeOutcome.Refused refused:
                ProblemPrinter.Errors(invocation.Error, refused.Problems);
                break;
            case ChangeOutcome.Nothing nothing:
                PrintNothing(nothing.Because);
                break;
            case ChangeOutcome.Done done:
                PrintDone(done);
                break;
            case ChangeOutcome.Failed failed:
                PrintFailed(failed, signal);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "unknown outcome");
        }
    }

    /// <summary>Tells that a change was interrupted before its first step.</summary>
    /// <param name="signal">Number of the signal.</param>
    public int TellInterrupted(int signal)
    {
        if (invocation.IsJson)
        {
            Answer(new ChangeAnswer { Outcome = "interrupted", Summary = AsItWas });
        }
        else
        {
            invocation.Error.Line($"interrupted; {AsItWas}");
        }

        return ExitCodes.SignalBase + signal;
    }

    private int TellNothing(string because)
    {
        if (invocation.IsJson)
        {
            return Answer(new ChangeAnswer { Outcome = "nothing", Summary = because });
        }

        PrintNothing(because);
        return ExitCodes.Ok;
    }

    private void PrintNothing(string because) => invocation.Out.Line($"nothing to do: {invocation.Out.Paint(because, Tone.Plain)}");

    private void PrintDone(ChangeOutcome.Done done)
    {
        var screen = invocation.Out;
        screen.Line($"{screen.Paint("done:", Tone.Good)} {screen.Paint(done.Plan.Title, Tone.Plain)} ({Words.Time(done.Elapsed)})");
        foreach (var note in done.Notes)
        {
            screen.Line($"{screen.Paint("note:", Tone.Warning)} {screen.Paint(note, Tone.Plain)}");
        }
    }

    private void PrintFailed(ChangeOutcome.Failed failed, int signal)
    {
        var number = failed.Plan.Steps.IndexOf(failed.Step) + 1;
        var screen = invocation.Error;
        var step = $"step {number} of {failed.Plan.Steps.Length}: {screen.Paint(failed.Step.Description, Tone.Plain)}";
        if (signal != 0)
        {
            screen.Line($"{screen.Paint("interrupted", Tone.Bad)} at {step}");
        }
        else
        {
            ProblemPrinter.Errors(screen, [failed.Problem]);
            screen.Line($"failed at {step}");
        }

        foreach (var undone in failed.Undone)
        {
            screen.Line($"undone: {screen.Paint(undone, Tone.Plain)}");
        }

        if (failed.Left.IsEmpty)
        {
            screen.Line(AsItWas);
        }
        else
        {
            screen.Line(screen.Paint("not everything could be undone; this is left:", Tone.Bad));
            ProblemPrinter.Errors(screen, failed.Left);
        }
    }

    private int Answer(ChangeAnswer answer) => invocation.Answer(answer, JsonAnswers.Default.ChangeAnswer);
}
