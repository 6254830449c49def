using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Host.Desired;

namespace Vfleet.Cli.Running;

/// <summary>Tells the plan of a host, and what became of it, for people or as JSON.</summary>
/// <param name="invocation">The command.</param>
internal sealed class HostPlanReport(Invocation invocation)
{
    /// <summary>Tells a plan.</summary>
    /// <param name="planning">The plan.</param>
    /// <param name="last">A line to end with; null for none.</param>
    /// <returns>The exit code: that of PFs that are refused, else success.</returns>
    public int Tell(HostPlanning planning, string? last)
    {
        var plan = planning.Plan;
        var unread = invocation.Unread(planning.Observed, needsHolders: true);
        if (invocation.IsJson)
        {
            invocation.Answer(HostPlanAnswer.From(plan, planning.Document, ProblemView.From(unread)), JsonAnswers.Default.HostPlanAnswer);
        }
        else
        {
            ProblemPrinter.Notes(invocation.Error, plan.Warnings);
            ProblemPrinter.Notes(invocation.Error, unread);
            ProblemPrinter.Errors(invocation.Error, plan.Refusals);
            PlanPrinter.Print(invocation.Out, plan);
            if (!plan.IsPending)
            {
                invocation.Out.Line($"nothing to do: the host is what {planning.Document} says");
            }

            if (last is not null)
            {
                invocation.Out.Line(invocation.Out.Paint(last, Tone.Dim));
            }
        }

        return plan.Refusals.IsEmpty ? ExitCodes.Ok : ExitCodes.Of(plan.Refusals);
    }

    /// <summary>Tells what became of each PF.</summary>
    /// <param name="planning">The plan.</param>
    /// <param name="outcomes">What became of it.</param>
    /// <param name="signal">Number of the signal that interrupted it; 0 for none.</param>
    /// <returns>The exit code: success when every PF succeeded, that something is left when on one it is, else the smallest.</returns>
    public int Tell(HostPlanning planning, IReadOnlyList<PfOutcome> outcomes, int signal)
    {
        if (invocation.IsJson)
        {
            invocation.Answer(
                new HostApplyAnswer(planning.Document, [.. outcomes.Select(pf => PfChangeView.From(pf, signal))], ProblemView.From(planning.Plan.Warnings)),
                JsonAnswers.Default.HostApplyAnswer);
        }
        else
        {
            Print(planning, outcomes, signal);
        }

        int[] codes = [.. outcomes.Select(pf => ChangeReport.CodeOf(pf.Outcome, signal)).Where(code => code != ExitCodes.Ok)];
        return codes.Length == 0 ? ExitCodes.Ok
            : codes.Contains(ExitCodes.Left) ? ExitCodes.Left
            : signal != 0 ? ExitCodes.SignalBase + signal
            : codes.Min();
    }

    private void Print(HostPlanning planning, IReadOnlyList<PfOutcome> outcomes, int signal)
    {
        ProblemPrinter.Notes(invocation.Error, planning.Plan.Warnings);
        var report = new ChangeReport(invocation);
        foreach (var pf in outcomes)
        {
            var screen = ChangeReport.CodeOf(pf.Outcome, signal) == ExitCodes.Ok ? invocation.Out : invocation.Error;
            screen.Line(screen.Paint($"{pf.Name} ({pf.Pf})", Tone.Strong));
            report.Print(pf.Outcome, signal);
        }

        if (outcomes.Count == 0)
        {
            invocation.Out.Line($"nothing to do: {planning.Document} means no PF of this host");
        }
    }
}
