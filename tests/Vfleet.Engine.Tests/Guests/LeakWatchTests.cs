using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Engine.Tests.Guests;

public sealed class LeakWatchTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_VM_whose_guest_ended_by_itself_becomes_down_and_what_is_left_is_cleared_away()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.StartAsync(await scene.VmAsync("web", await scene.ProfileAsync("red")), host);
        host.Kill(vm.Id);
        await host.WorkAsync();
        Problem(scene).ShouldSatisfyAllConditions(one => one.Kind.ShouldBe("claim-without-guest"), one => one.IsHealed.ShouldBeTrue(), one => one.VmId.ShouldBe(vm.Id));
        await scene.UntilAsync(() => scene.Now(vm).Status == VmStatus.Down && scene.Engine.State.Claims.Count == 0, host);
        host.Done.ShouldContain(one => one.Kind == FleetOperation.StopVm && one.VmId == vm.Id);
        scene.Engine.State.UseOf(host.Id).MemoryMiB.ShouldBe(0);
        scene.Engine.Problems.Of(null).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_VM_that_runs_or_is_being_worked_on_is_left_alone()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var host = await scene.PlayedAsync("h1");
        var red = await scene.ProfileAsync("red");
        var running = await scene.StartAsync(await scene.VmAsync("a", red), host);
        host.Answer = one => one.Kind == FleetOperation.StartVm ? PlayedHost.Running(one) : null;
        var starting = await scene.VmAsync("b", red);
        await scene.BegunAsync(scene.Engine.Life.StartAsync(starting.Id, new(false, null), Scene.Admin, None));
        await scene.PassAsync(20, host);
        scene.Now(running).Status.ShouldBe(VmStatus.Up);
        scene.Now(starting).Status.ShouldBe(VmStatus.Starting);
        scene.Engine.Problems.Of(host.Id).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_that_is_older_than_what_is_desired_proves_nothing()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.StartAsync(await scene.VmAsync("web", await scene.ProfileAsync("red")), host);
        var generation = scene.Engine.Desired.GenerationOf(host.Id);
        await scene.BegunAsync(scene.Engine.Life.RebootAsync(vm.Id, false, Scene.Admin, None));
        host.Kill(vm.Id);
        for (var round = 0; round < 10; round++)
        {
            await host.ReportAsync(generation, []);
            await scene.PassAsync(1);
        }

        scene.Now(vm).Status.ShouldBe(VmStatus.Up);
        scene.Engine.Problems.Of(null).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_left_on_a_VF_is_put_back_after_two_minutes_where_the_fleet_decides_and_only_shown_elsewhere()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var host = await scene.PlayedAsync("h1", pfs: 2);
        await scene.AddAsync(FleetKinds.Configurations, new VfsConfiguration(host.Id, Scene.Pf(1)) { Count = 4 });
        host.Unclean.Add((1, 2));
        host.Unclean.Add((2, 3));
        await scene.PassAsync(10, host);
        host.Done.ShouldBeEmpty();
        await scene.UntilAsync(() => host.Unclean.Count == 1, host);
        host.Done.Single().ShouldSatisfyAllConditions(one => one.Pf.ShouldBe(Scene.Pf(1)), one => one.Vf.ShouldBe(2));
        await scene.PassAsync(3, host);
        Problem(scene).ShouldSatisfyAllConditions(
            one => one.Kind.ShouldBe("left-over"), one => one.IsHealed.ShouldBeFalse(), one => one.Vf.ShouldBe(new VfKey(host.Id, Scene.Pf(2), 3)));
    }

    [Fact]
    public async Task A_VF_that_does_not_get_clean_is_tried_once_in_ten_minutes()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var host = await scene.PlayedAsync("h1");
        await scene.AddAsync(FleetKinds.Configurations, new VfsConfiguration(host.Id, Scene.Pf(1)) { Count = 4 });
        host.Unclean.Add((1, 2));
        var asked = 0;
        host.Answer = one =>
        {
            asked++;
            return PlayedHost.Failed(one, "KERNEL_REFUSED");
        };
        await scene.UntilAsync(() => asked == 1, host);
        await scene.PassAsync(60, host);
        asked.ShouldBe(1);
        await scene.UntilAsync(() => asked == 2, host);
    }

    [Fact]
    public async Task A_suspect_VF_is_given_away_again_when_it_was_clean_for_five_minutes()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var host = await scene.PlayedAsync("h1");
        host.Answer = VmLifeTests.InUse(times: 1);
        var vm = await scene.StartAsync(await scene.VmAsync("web", await scene.ProfileAsync("red")), host);
        Problem(scene).Kind.ShouldBe("suspect");
        await scene.PassAsync(50, host);
        scene.Engine.State.Claims.Count.ShouldBe(2);
        await scene.UntilAsync(() => scene.Engine.State.Claims.Count == 1, host);
        scene.Engine.State.Claims.Of(vm.Id).Single().State.ShouldBe(ClaimState.Held);
    }

    [Fact]
    public async Task A_guest_that_nobody_claimed_is_only_shown()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var host = await scene.PlayedAsync("h1");
        var stranger = new GuestSpec(Guid.CreateVersion7(), "stranger")
        {
            Nics = [new GuestNic(Guid.CreateVersion7(), "net0", Primitives.MacAddress.Parse("52:54:00:00:00:01")) { Vf = new GuestVf(Scene.Pf(1), 1, new()) }],
        };
        host.Run(stranger);
        await scene.PassAsync(20, host);
        Problem(scene).ShouldSatisfyAllConditions(one => one.Kind.ShouldBe("guest-without-claim"), one => one.IsHealed.ShouldBeFalse(), one => one.Message.ShouldContain("stranger"));
        host.Guests.ShouldContainKey(stranger.Id);
    }

    private static Engine.Guests.VfProblem Problem(Scene scene) => scene.Engine.Problems.Of(null).ShouldHaveSingleItem();
}
