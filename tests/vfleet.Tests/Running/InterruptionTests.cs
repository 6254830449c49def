using System.Text.Json;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host;

namespace Vfleet.Cli.Tests.Running;

public sealed class InterruptionTests
{
    private const string Attach = "vm attach web1 enp1s0f0/2";

    [Theory]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    [InlineData(1, 129)]
    public async Task A_signal_undoes_and_tells_what_was_undone(int signal, int code)
    {
        var undo = new TaskCompletionSource();
        var cli = new Cli { Execute = UndoWhenCancelled(undo.Task) };

        var run = cli.RunAsync(Attach);
        cli.Signals.Raise(signal);
        undo.SetResult();
        var result = await run;

        result.Code.ShouldBe(code);
        result.Error.ShouldStartWith("interrupted: undoing what was done, please wait\n");
        result.Error.ShouldContain("interrupted at step 1 of 5: ");
        result.Error.ShouldEndWith("undone: forget enp1s0f0/2\neverything is as it was\n");
        cli.Signals.IsTaken.ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_signal_does_not_end_the_undoing()
    {
        var undo = new TaskCompletionSource();
        var cli = new Cli { Execute = UndoWhenCancelled(undo.Task) };

        var run = cli.RunAsync(Attach);
        cli.Signals.Raise(2);
        cli.Signals.Raise(2);
        cli.Signals.Raise(15);
        run.IsCompleted.ShouldBeFalse();
        undo.SetResult();
        var result = await run;

        result.Code.ShouldBe(130);
        result.Error.Split("still undoing").Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_change_that_was_done_before_the_signal_arrived_is_done()
    {
        Cli cli = null!;
        cli = new Cli
        {
            Execute = (plan, _, _) =>
            {
                cli.Signals.Raise(2);
                return Task.FromResult<ChangeOutcome>(new ChangeOutcome.Done(plan, [], TimeSpan.FromSeconds(1)));
            },
        };

        var result = await cli.RunAsync(Attach);

        result.Code.ShouldBe(0);
        result.Out.ShouldStartWith("done: ");
    }

    [Fact]
    public async Task A_signal_before_the_first_step_leaves_everything_as_it_was()
    {
        var cli = new Cli { Execute = WaitForever };

        var run = cli.RunAsync(Attach);
        cli.Signals.Raise(2);
        var result = await run;

        result.Code.ShouldBe(130);
        result.Error.ShouldEndWith("interrupted; everything is as it was\n");
    }

    [Fact]
    public async Task Under_JSON_the_answer_is_still_one_document()
    {
        var undo = new TaskCompletionSource();
        var cli = new Cli { Execute = UndoWhenCancelled(undo.Task) };

        var run = cli.RunAsync(Attach + " --json");
        cli.Signals.Raise(2);
        undo.SetResult();
        var result = await run;

        result.Code.ShouldBe(130);
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("outcome").GetString().ShouldBe("interrupted");
        json.RootElement.GetProperty("undone")[0].GetString().ShouldBe("forget enp1s0f0/2");
    }

    private static async Task<ChangeOutcome> WaitForever(Plan plan, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return new ChangeOutcome.Nothing("never");
    }

    private static Func<Plan, IProgress<StepProgress>?, CancellationToken, Task<ChangeOutcome>> UndoWhenCancelled(Task undo) =>
        async (plan, progress, cancellationToken) =>
        {
            progress?.Report(new StepProgress(1, plan.Steps.Length, plan.Steps[0], StepState.Started));
            var cancelled = new TaskCompletionSource();
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            progress?.Report(new StepProgress(1, plan.Steps.Length, plan.Steps[0], StepState.Undoing));
            await undo;
            return new ChangeOutcome.Failed(
                plan, plan.Steps[0], new Problem(ProblemCode.Cancelled, "cancelled", "start it again"), ["forget enp1s0f0/2"], []);
        };
}
