using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.Tests.Scenes;

namespace Vfleet.Engine.Tests.Operations;

public sealed class HostOperationsTests
{
    private static readonly WorkPlan s_plan = new(["set the number of VFs of ens1 to 8"], [], [], 1.5);

    [Fact]
    public async Task While_the_number_of_VFs_is_changed_none_is_given_away_and_then_it_is_kept()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");
        var red = await scene.ProfileAsync("red");
        var operation = await ConfigureAsync(scene, host, 8);
        scene.Engine.Desired.Of(host.Id).Operations.Single().Id.ShouldBe(operation.Id);
        (await scene.PlaceAsync(scene.NewVm("a", red))).ShouldBeOfType<PlacingResult.Refused>();

        await scene.ReportAsync(host.Id, work: new WorkReport(operation.Id, WorkState.Running, "writing", s_plan, []));
        scene.Engine.State.Operations.Find(FleetKinds.Text(operation.Id))!.ShouldSatisfyAllConditions(
            now => now.State.ShouldBe(WorkState.Running), now => now.Plan!.Steps.ShouldBe(s_plan.Steps), now => now.Progress.ShouldBe("writing"));
        await scene.ReportAsync(host.Id, Scene.Inventory(host.Id, 1, 8), work: new WorkReport(operation.Id, WorkState.Done, null, s_plan, []));
        scene.Engine.Desired.Of(host.Id).ShouldSatisfyAllConditions(wish => wish.Operations.ShouldBeEmpty(), wish => wish.Pfs.Single().Count.ShouldBe(8));
        (await scene.PlaceAsync(scene.NewVm("a", red))).ShouldBeOfType<PlacingResult.Done>();
    }

    [Fact]
    public async Task A_change_that_failed_leaves_what_was_wished_before()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");
        var operation = await ConfigureAsync(scene, host, 8);
        await scene.ReportAsync(host.Id, work: new WorkReport(operation.Id, WorkState.Failed, null, s_plan, [new WorkProblem("KERNEL_REFUSED", "no", "see dmesg", "")]));
        scene.Engine.Desired.Of(host.Id).Pfs.ShouldBeEmpty();
        scene.Engine.State.Operations.Find(FleetKinds.Text(operation.Id))!.Problems.Single().Code.ShouldBe("KERNEL_REFUSED");
        scene.Engine.State.Configurations.Entries.ShouldAllBe(entry => !entry.IsFrozen);
        (await scene.PlaceAsync(scene.NewVm("a", await scene.ProfileAsync("red")))).ShouldBeOfType<PlacingResult.Done>();
    }

    [Fact]
    public async Task The_number_is_not_changed_while_a_VF_is_claimed_whichever_engine_was_asked()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        var host = await scene.HostAsync("h1");
        var red = await scene.ProfileAsync("red");
        for (var round = 0; round < 15; round++)
        {
            var vm = scene.NewVm($"vm{round}", red);
            var placing = scene.PlaceAsync(vm, scene.Engines[1]);
            var changing = scene.Engines[0].Operations.ConfigureAsync(
                host, Scene.Pf(1), null, now => now with { Count = round % 2 == 0 ? 2 : 7 }, Scene.Admin, false, CancellationToken.None);
            await Task.WhenAll(placing, changing);
            await scene.SyncAsync();
            var isPlaced = await placing is PlacingResult.Done;
            var isChanging = await changing is ChangeResult<FleetOperation>.Done;
            (isPlaced && isChanging).ShouldBeFalse($"round {round}: a VF is claimed and its PF is being changed");
            if (await changing is ChangeResult<FleetOperation>.Done done)
            {
                await scene.ReportAsync(host.Id, work: new WorkReport(done.Entry.Value.Id, WorkState.Cancelled, null, null, []));
            }

            if (isPlaced)
            {
                await scene.Engine.Places.ReleaseAsync(vm.Id, null, Scene.Admin, CancellationToken.None);
                await scene.ReportAsync(host.Id);
            }

            await scene.SyncAsync();
        }
    }

    [Fact]
    public async Task A_number_that_the_PF_cannot_have_is_refused_before_the_host_hears_of_it()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");
        var result = await scene.Engine.Operations.ConfigureAsync(
            host, Scene.Pf(1), null, now => now with { Count = 9 }, Scene.Admin, false, CancellationToken.None);
        result.ShouldBeOfType<ChangeResult<FleetOperation>.Refused>().Problems.Single().Code.ShouldBe(FleetCode.VfCountOutOfRange);
        scene.Engine.Desired.Of(host.Id).Operations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_that_is_only_asked_for_changes_nothing()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");
        var result = await scene.Engine.Operations.ConfigureAsync(host, Scene.Pf(1), null, now => now with { Count = 2 }, Scene.Admin, dryRun: true, CancellationToken.None);
        var operation = result.ShouldBeOfType<ChangeResult<FleetOperation>.Done>().Entry.Value;
        (await scene.PlaceAsync(scene.NewVm("a", await scene.ProfileAsync("red")))).ShouldBeOfType<PlacingResult.Done>();
        await scene.ReportAsync(host.Id, work: new WorkReport(operation.Id, WorkState.Done, null, s_plan, []));
        scene.Engine.State.Operations.Find(FleetKinds.Text(operation.Id))!.Plan!.Steps.ShouldBe(s_plan.Steps);
        scene.Engine.Desired.Of(host.Id).Pfs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Work_that_no_host_has_begun_can_be_stopped_and_later_no_more()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");
        var first = await ConfigureAsync(scene, host, 8);
        (await scene.Engine.Operations.CancelAsync(first.Id, Scene.Admin, CancellationToken.None)).ShouldBeOfType<ChangeResult<FleetOperation>.Done>()
            .Entry.Value.State.ShouldBe(WorkState.Cancelled);
        var second = await ConfigureAsync(scene, host, 7);
        await scene.ReportAsync(host.Id, work: new WorkReport(second.Id, WorkState.Running, null, s_plan, []));
        (await scene.Engine.Operations.CancelAsync(second.Id, Scene.Admin, CancellationToken.None)).ShouldBeOfType<ChangeResult<FleetOperation>.Refused>();
    }

    private static async Task<FleetOperation> ConfigureAsync(Scene scene, FleetHost host, int count)
    {
        var result = await scene.Engine.Operations.ConfigureAsync(
            host, Scene.Pf(1), null, now => now with { Count = count }, Scene.Admin, dryRun: false, CancellationToken.None);
        return result.ShouldBeOfType<ChangeResult<FleetOperation>.Done>(
            result is ChangeResult<FleetOperation>.Refused refused ? string.Join("; ", refused.Problems) : "").Entry.Value;
    }
}
