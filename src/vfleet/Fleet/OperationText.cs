using System.Collections.Immutable;
using Vfleet.Api.Resources;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Fleet;

/// <summary>Tells of operations.</summary>
internal static class OperationText
{
    /// <summary>What an operation does now, in a line.</summary>
    /// <param name="operation">The operation.</param>
    public static string Doing(OperationResource operation)
    {
        var percent = operation.Percent is { } done ? $" {done} %" : "";
        var progress = operation.Progress is { Length: > 0 } words ? $": {words}"
            : operation.State == OperationState.Waiting ? ": waiting for the host's agent" : "";
        return $"{Name(operation)}{percent}{progress}";
    }

    /// <summary>Tells that an operation has begun.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="operation">The operation.</param>
    public static int TellBegun(Invocation invocation, OperationResource operation)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(operation, WireType.Of<OperationResource>());
        }

        invocation.Out.Line($"{invocation.Out.Paint(Name(operation), Tone.Plain)} has begun");
        invocation.Out.Line($"follow it with 'vfleet operation wait {operation.Id}'");
        return ExitCodes.Ok;
    }

    /// <summary>Tells how an operation is.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="operation">The operation.</param>
    /// <returns>The exit code: that of its problems when it failed.</returns>
    public static int Tell(Invocation invocation, OperationResource operation)
    {
        var problems = ProblemsOf(operation);
        var code = problems.IsEmpty ? ExitCodes.Ok : ExitCodes.Of(problems);
        if (invocation.IsJson)
        {
            invocation.Answer(operation, WireType.Of<OperationResource>());
            return code;
        }

        if (!problems.IsEmpty)
        {
            return invocation.Refuse(problems);
        }

        if (operation.DryRun && operation.Plan is { } plan)
        {
            Print(invocation.Out, operation, plan);
        }
        else
        {
            var end = Operations.IsOver(operation) ? "is done" : $"is {operation.State.ToString().ToLowerInvariant()}";
            invocation.Out.Line($"{invocation.Out.Paint(Name(operation), Tone.Plain)} {end}");
        }

        ProblemPrinter.Notes(invocation.Error, Named(operation));
        return code;
    }

    /// <summary>What an operation is about.</summary>
    /// <param name="operation">The operation.</param>
    private static string Name(OperationResource operation)
    {
        string?[] about = [operation.Pf?.ToString(), operation.Vm?.ToString(), operation.Host?.ToString()];
        return string.Join(' ', about.OfType<string>().Prepend(operation.Kind));
    }

    private static void Print(Screen screen, OperationResource operation, PlanResource plan)
    {
        screen.Line($"{screen.Paint("plan:", Tone.Strong)} {screen.Paint(Name(operation), Tone.Plain)}");
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            screen.Line($"  {i + 1}. {screen.Paint(plan.Steps[i], Tone.Plain)}");
        }

        foreach (var note in plan.Notes)
        {
            screen.Line($"{screen.Paint("note:", Tone.Warning)} {screen.Paint(note, Tone.Plain)}");
        }

        screen.Line(plan.Guests.Count == 0 ? "disturbs: no guest" : $"disturbs: {screen.Paint(string.Join(", ", plan.Guests), Tone.Warning)}");
        if (plan.Seconds is { } seconds)
        {
            screen.Line($"takes about {Words.Time(TimeSpan.FromSeconds(seconds))}");
        }

        screen.Line(screen.Paint("nothing was changed (--dry-run)", Tone.Dim));
    }

    private static ImmutableArray<Problem> ProblemsOf(OperationResource operation) => operation.State switch
    {
        OperationState.Failed when operation.Problems is { Count: > 0 } => Named(operation),
        OperationState.Failed => [new Problem(EngineCode.OperationFailed, $"{Name(operation)} failed", $"'vfleet operation show {operation.Id}' has what is known")],
        OperationState.Cancelled => [new Problem(ProblemCode.Cancelled, $"{Name(operation)} was cancelled", "ask for it again if it is still wanted"), .. Named(operation)],
        _ => [],
    };

    private static ImmutableArray<Problem> Named(OperationResource operation) =>
        [.. (operation.Problems ?? []).Select(problem => EngineProblems.Of(problem, ProblemKind.Failed))];
}
