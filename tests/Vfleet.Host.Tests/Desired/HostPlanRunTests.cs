using Vfleet.Domain.Desired;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Desired;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Host.Tests.Desired;

public sealed class HostPlanRunTests
{
    private static readonly Problem Broken = new(ProblemCode.KernelRefused, "it broke", "mend it");

    [Fact]
    public async Task A_failure_on_one_PF_stops_none_of_the_others()
    {
        var outcomes = await HostPlanRun.ApplyAsync(
            Plan(),
            () => new ScriptedHost(SampleHost.TwoPorts())
            {
                Execute = (plan, progress, cancellationToken) => plan.WholePf == SampleHost.First
                    ? ScriptedHost.FailsAt(1, Broken, ["it"])(plan, progress, cancellationToken)
                    : Task.FromResult<ChangeOutcome>(new ChangeOutcome.Done(plan, [], TimeSpan.Zero)),
            },
            null,
            TestContext.Current.CancellationToken);

        outcomes.Select(pf => pf.Name).ShouldBe(["enp1s0f0", "enp2s0f0"]);
        outcomes[0].Outcome.ShouldBeOfType<ChangeOutcome.Failed>().Problem.ShouldBe(Broken);
        outcomes[1].Outcome.ShouldBeOfType<ChangeOutcome.Done>();
    }

    [Fact]
    public async Task PFs_are_changed_side_by_side()
    {
        using var both = new Barrier(2);

        var outcomes = await HostPlanRun.ApplyAsync(
            Plan(),
            () => new ScriptedHost(SampleHost.TwoPorts())
            {
                // Neither goes on before the other has begun.
                Execute = (plan, _, cancellationToken) => Task.FromResult<ChangeOutcome>(both.SignalAndWait(TimeSpan.FromSeconds(30), cancellationToken)
                    ? new ChangeOutcome.Done(plan, [], TimeSpan.Zero)
                    : new ChangeOutcome.Failed(plan, plan.Steps[0], Broken, [], [])),
            },
            null,
            TestContext.Current.CancellationToken);

        outcomes.ShouldAllBe(pf => pf.Outcome is ChangeOutcome.Done);
    }

    [Fact]
    public async Task What_cannot_be_read_on_one_PF_is_told_for_it()
    {
        var opened = 0;

        var outcomes = await HostPlanRun.ApplyAsync(
            Plan(),
            () => new ScriptedHost(SampleHost.TwoPorts()) { Fault = Interlocked.Increment(ref opened) == 1 ? new IOException("no disk") : null },
            null,
            TestContext.Current.CancellationToken);

        outcomes.Count(pf => pf.Outcome is ChangeOutcome.Done).ShouldBe(1);
        outcomes.Select(pf => pf.Outcome).OfType<ChangeOutcome.Refused>().ShouldHaveSingleItem().Problems[0].Message.ShouldContain("no disk");
    }

    [Fact]
    public async Task Who_cancels_before_a_PF_is_touched_is_told_so()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        var outcomes = await HostPlanRun.ApplyAsync(
            Plan(), () => new ScriptedHost(SampleHost.TwoPorts()) { Fault = new OperationCanceledException() }, null, stopped.Token);

        outcomes.ShouldAllBe(pf => ((ChangeOutcome.Refused)pf.Outcome).Problems[0].Code == ProblemCode.Cancelled);
    }

    private static HostPlan Plan()
    {
        var place = new Place("host.yaml", 1, 1, "pfs[0]");
        var document = new DesiredHost { Pfs = [new DesiredPf(new PfPattern.ByNetdev(place, "enp*"), place) { Up = false }] };
        var plan = DesiredPlanner.Plan(document, SampleHost.TwoPorts(), force: true).ShouldBeOfType<HostPlanResult.Planned>().Plan;
        plan.Pfs.ShouldAllBe(pf => pf.Result is PlanResult.Ready);
        return plan;
    }
}
