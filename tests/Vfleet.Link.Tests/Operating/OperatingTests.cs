using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Changes;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Link.Tests.Operating;

public sealed class OperatingTests
{
    private static readonly DesiredPf s_three = new(LinkRig.Pf, 3);

    private static HostOperation Three(bool dryRun = false) => new(Guid.NewGuid(), HostOperation.ConfigurePf, dryRun) { Pf = LinkRig.Pf, Vfs = 3 };

    [Fact]
    public async Task Configuring_a_PF_tells_the_plan_carries_it_out_and_tells_the_end()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var operation = Three();
        var go = new TaskCompletionSource();
        rig.Hold = go.Task.WaitAsync;

        rig.Engine.Desire(1, [s_three], operation);
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Running }, "it runs");
        var running = rig.Engine.Operation(operation.Id)!;
        running.Plan!.Steps.ShouldContain(step => step.Contains("3 VFs", StringComparison.Ordinal));
        rig.Engine.Last!.Generation.ShouldBe(0, "that is not carried out yet");

        go.SetResult();
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done } && rig.Engine.Last?.Generation == 1, "it is done");
        rig.Engine.Operation(operation.Id)!.Plan!.Steps.ShouldBe(running.Plan.Steps);
        rig.Engine.Operation(operation.Id)!.Plan!.Seconds.ShouldBe(1.5);
        rig.Applied.ShouldHaveSingleItem().ShouldBeOfType<HostChange.SetPf>().Vfs.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_disk_does_not_forget_does_not_keep_the_next_operation_waiting()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var (first, next) = (Three(dryRun: true), Three(dryRun: true));
        rig.Engine.Desire(1, [], first);
        await rig.UntilAsync(() => rig.Engine.Operation(first.Id) is { State: OperationState.Done }, "the first has ended");

        // A folder in the file's place stands for a disk that takes nothing.
        File.Delete(rig.Folder.Operations);
        Directory.CreateDirectory(rig.Folder.Operations);
        rig.Engine.Desire(2, [], next);

        await rig.UntilAsync(() => rig.Engine.Operation(next.Id) is { State: OperationState.Done or OperationState.Failed }, "the next is told");
        rig.Told.ShouldContain(told => told.Contains("what became of operations cannot be written", StringComparison.Ordinal));
        rig.Status!.DesiredGeneration.ShouldBe(2);
    }

    [Fact]
    public async Task Where_drift_is_mended_the_operation_goes_first()
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "drift: mend");
        await rig.JoinedAsync();
        var operation = Three();

        rig.Engine.Desire(1, [s_three], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "it is done");
        rig.Applied.ShouldHaveSingleItem().ShouldBeOfType<HostChange.SetPf>();
    }

    [Fact]
    public async Task A_dry_run_tells_the_plan_and_touches_nothing()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var operation = Three(dryRun: true);

        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "the plan is here");
        rig.Engine.Operation(operation.Id)!.Plan!.Steps.ShouldNotBeEmpty();
        rig.Applied.ShouldBeEmpty();
        rig.Observed.Pf(LinkRig.Pf)!.NumVfs.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_done_is_not_done_again_by_the_next_agent_and_its_end_is_still_told()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var operation = Three();
        rig.Engine.Desire(1, [], operation);
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "it is done");
        await rig.StopAgentAsync();
        rig.SetVfs(0);
        var reports = rig.Engine.Reports.Count;

        rig.StartAgent();

        await rig.UntilAsync(() => rig.Engine.Reports.Count > reports + 1, "the next agent tells");
        rig.Engine.Operation(operation.Id)!.State.ShouldBe(OperationState.Done);
        rig.Applied.Count.ShouldBe(1);

        rig.Engine.Desire(2, []);
        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 2, Operations.Count: 0 }, "the engine has dropped it");
        File.ReadAllText(Path.Join(rig.Folder.Path, "operations.json")).ShouldNotContain(operation.Id.ToString());
    }

    [Theory]
    [InlineData(3, OperationState.Done)]
    [InlineData(0, OperationState.Failed)]
    public async Task One_that_was_interrupted_is_told_by_what_the_PF_is(int vfs, OperationState state)
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var operation = Three();
        rig.Hold = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        rig.Engine.Desire(1, [], operation);
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Running }, "it runs");
        await rig.StopAgentAsync();

        rig.SetVfs(vfs);
        rig.StartAgent();

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id)?.State == state, "its end is told");
        rig.Applied.ShouldBeEmpty();
        rig.Engine.Operation(operation.Id)!.Plan!.Steps.ShouldNotBeEmpty();
        (rig.Engine.Operation(operation.Id)!.Problems is [{ Code: "CANCELLED" }]).ShouldBe(state == OperationState.Failed);
    }

    [Fact]
    public async Task What_cannot_be_done_is_told_with_every_reason()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var held = new HostOperation(Guid.NewGuid(), HostOperation.ConfigurePf, false) { Pf = SampleHost.First, Vfs = 7 };
        var unknown = new HostOperation(Guid.NewGuid(), "host.dance", false) { Pf = LinkRig.Pf, Vfs = 0 };

        rig.Engine.Desire(1, [], held, unknown);

        await rig.UntilAsync(() => rig.Engine.Operation(held.Id) is { State: OperationState.Failed } && rig.Engine.Operation(unknown.Id) is { State: OperationState.Failed }, "both");
        rig.Engine.Operation(held.Id)!.Problems!.Select(problem => problem.Code).ShouldBe(["VF_NOT_FREE", "VF_NOT_FREE"]);
        rig.Engine.Operation(unknown.Id)!.Problems!.ShouldHaveSingleItem().Code.ShouldBe("UNSUPPORTED");
        rig.Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_host_s_own_document_forbids_is_refused()
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "neverTouch: [{ netdev: enp2s0f0 }]");
        await rig.JoinedAsync();
        var operation = Three(dryRun: true);

        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Failed }, "refused");
        rig.Engine.Operation(operation.Id)!.Problems!.ShouldHaveSingleItem().Code.ShouldBe("ENTRIES_CONFLICT");
    }
}
