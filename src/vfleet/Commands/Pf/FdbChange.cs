using System.Collections.Immutable;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Forwarding;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Forwarding;
using Vfleet.Primitives;

namespace Vfleet.Cli.Commands.Pf;

/// <summary>Plans or writes the forwarding entries of one PF, and tells what became of it.</summary>
/// <param name="invocation">The command.</param>
/// <param name="forwarding">The host's entries.</param>
/// <param name="document">The host's document.</param>
/// <param name="clear">Whether to remove ours instead of making what is wanted.</param>
internal sealed class FdbChange(Invocation invocation, IForwarding forwarding, DesiredHost document, bool clear)
{
    /// <summary>Writes the entries.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(ObservedPf pf, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(invocation.Error, invocation.Around.Time, invocation.IsJson);
        using var interruption = new Interruption(invocation.Around.Signals, progress, cancellationToken);
        try
        {
            var token = interruption.Token;
            var outcome = clear ? await forwarding.ClearAsync(pf.Address, token) : await forwarding.SyncAsync(pf.Address, document, token);
            progress.Dispose();
            return Tell(pf.Name, outcome);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            progress.Dispose();
            return new ChangeReport(invocation).TellInterrupted(interruption.Signal);
        }
    }

    /// <summary>Tells what would be written.</summary>
    /// <param name="read">The PF.</param>
    /// <returns>The exit code.</returns>
    public int TellPlan(PfForwarding read)
    {
        var plan = clear ? ForwardingPlanner.Plan(ForwardingWish.Nothing("it has no entry of ours"), read.Entries) : read.Plan;
        var unfit = clear ? [] : read.Unfit;
        var added = plan.Add.Select(address => address.Mac).ToImmutableArray();
        var summary = Summary(read.Pf.Name, "would", added, plan.Remove);
        if (invocation.IsJson)
        {
            return Answer(plan.Add.IsEmpty && plan.Remove.IsEmpty ? "nothing" : "planned", summary, added, plan.Remove, unfit);
        }

        var number = 0;
        invocation.Out.Line(invocation.Out.Paint(summary, Tone.Strong));
        foreach (var mac in plan.Remove)
        {
            invocation.Out.Line($"  {++number}. remove {mac}");
        }

        foreach (var address in plan.Add)
        {
            invocation.Out.Line($"  {++number}. add {address.Mac} ({invocation.Out.Paint(address.Owner.ToString(), Tone.Plain)})");
        }

        ProblemPrinter.Notes(invocation.Error, unfit);
        return Code(unfit);
    }

    private int Tell(string pf, ForwardingOutcome outcome)
    {
        switch (outcome)
        {
            case ForwardingOutcome.Refused refused:
                return invocation.Refuse(refused.Problems);
            case ForwardingOutcome.Nothing nothing:
                return Tell("nothing", nothing.Because, ForwardingChanges.None, nothing.Unfit);
            case ForwardingOutcome.Done done:
                return Tell("done", Summary(pf, "", done.Changes.Added, done.Changes.Removed), done.Changes, done.Unfit);
            case ForwardingOutcome.Failed failed:
                return Tell("failed", Summary(pf, "", failed.Changes.Added, failed.Changes.Removed), failed.Changes, failed.Problems);
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "unknown outcome");
        }
    }

    private int Tell(string outcome, string summary, ForwardingChanges changes, ImmutableArray<Problem> problems)
    {
        if (invocation.IsJson)
        {
            return Answer(outcome, summary, changes.Added, changes.Removed, problems);
        }

        var screen = invocation.Out;
        var (label, tone) = outcome switch { "done" => ("done:", Tone.Good), "nothing" => ("nothing to do:", Tone.Plain), _ => ("failed:", Tone.Bad) };
        screen.Line($"{screen.Paint(label, tone)} {screen.Paint(summary, Tone.Plain)}");
        ProblemPrinter.Errors(invocation.Error, problems);
        return Code(problems);
    }

    private int Answer(string outcome, string summary, IEnumerable<MacAddress> added, IEnumerable<MacAddress> removed, ImmutableArray<Problem> problems)
    {
        invocation.Answer(
            new ForwardingChangeAnswer(
                outcome, summary, [.. added.Select(mac => mac.ToString())], [.. removed.Select(mac => mac.ToString())], ProblemView.From(problems)),
            JsonAnswers.Default.ForwardingChangeAnswer);
        return Code(problems);
    }

    // What does not fit is no success: a guest stays out of reach.
    private static int Code(ImmutableArray<Problem> problems) => problems.IsEmpty ? ExitCodes.Ok : ExitCodes.Of(problems);

    private static string Summary(string pf, string would, ImmutableArray<MacAddress> added, ImmutableArray<MacAddress> removed)
    {
        if (added.IsEmpty && removed.IsEmpty)
        {
            return $"{pf}: no entry is added or removed";
        }

        var parts = new List<string>();
        if (!added.IsEmpty)
        {
            parts.Add($"{Entries(added.Length)} {Verb(would, added.Length, "added")}");
        }

        if (!removed.IsEmpty)
        {
            parts.Add($"{Entries(removed.Length)} {Verb(would, removed.Length, "removed")}");
        }

        return $"{pf}: {string.Join(", ", parts)}";
    }

    private static string Entries(int count) => count == 1 ? "1 entry" : $"{count} entries";

    private static string Verb(string would, int count, string done) => would.Length > 0 ? $"{would} be {done}" : $"{(count == 1 ? "was" : "were")} {done}";
}
