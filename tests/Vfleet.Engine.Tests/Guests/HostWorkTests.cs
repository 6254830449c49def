using Vfleet.Domain.Fleet;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Guests;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Engine.Tests.Guests;

public sealed class HostWorkTests
{
    private static readonly DrainOptions s_drain = new(1, TimeSpan.FromSeconds(60), false);

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_drained_host_is_in_maintenance_its_VMs_run_elsewhere_and_all_its_VFs_are_free()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var (from, to) = (await scene.PlayedAsync("h1"), await scene.PlayedAsync("h2"));
        var red = await scene.ProfileAsync("red");
        Vm[] vms = [await scene.StartAsync(await scene.VmAsync("a", red), from), await scene.StartAsync(await scene.VmAsync("b", red), from)];
        scene.Engine.HostWork.PlanDrain(from.Id).Vms.ShouldBe(vms.Select(vm => new DrainedVm(vm.Id, vm.Name, 1, to.Id, null)));

        var drain = await scene.BegunAsync(scene.Engine.HostWork.DrainAsync(from.Id, s_drain, Scene.Admin, None));
        await scene.UntilAsync(() => scene.Now(drain).IsOver, from, to);
        scene.Now(drain).State.ShouldBe(WorkState.Done);
        vms.ShouldAllBe(vm => scene.Now(vm).Status == VmStatus.Up && scene.Now(vm).HostId == to.Id);
        scene.Engine.State.Hosts.Find(FleetKinds.Text(from.Id))!.Status.ShouldBe(HostStatus.Maintenance);
        scene.Engine.State.Claims.OnHost(from.Id).ShouldBeEmpty();
        from.Done.Count(one => one.Kind == FleetOperation.ShutdownVm).ShouldBe(2);
        to.Done.Count(one => one.Kind == FleetOperation.StartVm).ShouldBe(2);
    }

    [Fact]
    public async Task A_VM_that_does_not_shut_down_and_one_that_fits_nowhere_stay_and_the_drain_says_so()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var (from, to) = (await scene.PlayedAsync("h1"), await scene.PlayedAsync("h2", vfs: 2));
        var red = await scene.ProfileAsync("red");
        var stubborn = await scene.StartAsync(await scene.VmAsync("a", red), from);
        var large = await scene.StartAsync(await scene.VmAsync("b", red, red, red), from);
        from.Answer = one => one.Kind == FleetOperation.ShutdownVm && one.VmId == stubborn.Id ? PlayedHost.Failed(one, "GUEST_SILENT") : null;
        var drain = await scene.BegunAsync(scene.Engine.HostWork.DrainAsync(from.Id, s_drain, Scene.Admin, None));
        await scene.UntilAsync(() => scene.Now(drain).IsOver, from, to);
        scene.Now(drain).State.ShouldBe(WorkState.Failed);
        scene.Now(drain).Problems.Select(problem => (problem.Path, problem.Code)).ShouldBe([("a", "GUEST_SILENT"), ("b", "NO_HOST_FITS")]);
        new[] { stubborn, large }.ShouldAllBe(vm => scene.Now(vm).Status == VmStatus.Up && scene.Now(vm).HostId == from.Id);
        from.Done.ShouldNotContain(one => one.Kind == FleetOperation.ShutdownVm && one.VmId == large.Id);
    }

    [Fact]
    public async Task No_more_hosts_are_drained_at_once_than_the_budget_allows_whichever_engine_looks()
    {
        await using var scene = await Scene.OpenAsync(engines: 2, time: new ManualTime());
        var (first, second, third) = (await scene.PlayedAsync("h1"), await scene.PlayedAsync("h2"), await scene.PlayedAsync("h3", vfs: 8));
        var red = await scene.ProfileAsync("red");
        foreach (var host in new[] { first, second })
        {
            await scene.StartAsync(await scene.VmAsync($"on-{host.Host.Name}", red), host);
        }

        FleetOperation[] drains =
        [
            await scene.BegunAsync(scene.Engines[0].HostWork.DrainAsync(first.Id, s_drain, Scene.Admin, None)),
            await scene.BegunAsync(scene.Engines[1].HostWork.DrainAsync(second.Id, s_drain, Scene.Admin, None)),
        ];
        var most = 0;
        await scene.UntilAsync(
            () =>
            {
                most = Math.Max(most, drains.Count(drain => scene.Now(drain).State == WorkState.Running));
                return drains.All(drain => scene.Now(drain).IsOver);
            },
            first,
            second,
            third);
        most.ShouldBe(1);
        drains.ShouldAllBe(drain => scene.Now(drain).State == WorkState.Done);
        third.Done.Count(one => one.Kind == FleetOperation.StartVm).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Another_engine_goes_on_with_a_drain_and_moves_nothing_twice()
    {
        var time = new ManualTime();
        await using var scene = await Scene.OpenAsync(time: time);
        var (from, to) = (await scene.PlayedAsync("h1"), await scene.PlayedAsync("h2"));
        var vm = await scene.StartAsync(await scene.VmAsync("a", await scene.ProfileAsync("red")), from);
        from.Answer = one => one.Kind == FleetOperation.ShutdownVm ? PlayedHost.Running(one) : null;
        var drain = await scene.BegunAsync(scene.Engine.HostWork.DrainAsync(from.Id, s_drain, Scene.Admin, None));
        await scene.UntilAsync(() => scene.Now(vm).Status == VmStatus.Stopping, from, to);
        await using var other = await scene.AnotherAsync();
        from.Answer = _ => null;
        await scene.UntilAsync(() => scene.Now(drain).IsOver, from, to);
        scene.Now(vm).HostId.ShouldBe(to.Id);
        from.Done.Count(one => one.Kind == FleetOperation.ShutdownVm).ShouldBe(1);
        to.Done.Count(one => one.Kind == FleetOperation.StartVm).ShouldBe(1);
    }

    [Fact]
    public async Task A_drain_that_is_stopped_finishes_the_VM_that_it_moves_and_no_other()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var (from, to) = (await scene.PlayedAsync("h1"), await scene.PlayedAsync("h2"));
        var red = await scene.ProfileAsync("red");
        var (first, second) = (await scene.StartAsync(await scene.VmAsync("a", red), from), await scene.StartAsync(await scene.VmAsync("b", red), from));
        from.Answer = one => one.Kind == FleetOperation.ShutdownVm ? PlayedHost.Running(one) : null;
        var drain = await scene.BegunAsync(scene.Engine.HostWork.DrainAsync(from.Id, s_drain, Scene.Admin, None));
        await scene.UntilAsync(() => scene.Now(first).Status == VmStatus.Stopping, from, to);
        (await scene.Engine.Operations.CancelAsync(drain.Id, Scene.Admin, None)).ShouldBeOfType<ChangeResult<FleetOperation>.Done>();
        from.Answer = _ => null;
        await scene.UntilAsync(() => scene.Now(drain).IsOver, from, to);
        scene.Now(drain).State.ShouldBe(WorkState.Cancelled);
        scene.Now(first).HostId.ShouldBe(to.Id);
        scene.Now(second).HostId.ShouldBe(from.Id);
    }

    [Fact]
    public async Task VMs_of_a_fenced_host_start_elsewhere_and_their_old_guests_are_stopped_when_it_comes_back()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var (lost, other) = (await scene.PlayedAsync("h1"), await scene.PlayedAsync("h2"));
        var vm = await scene.StartAsync(await scene.VmAsync("web", await scene.ProfileAsync("red")), lost);
        Why(await scene.Engine.HostWork.FenceAsync(lost.Id, "h1", Scene.Admin, None)).ShouldBe(EngineCode.HostState.Name);
        await scene.UntilAsync(() => scene.Engine.State.Hosts.Find(FleetKinds.Text(lost.Id))!.Status == HostStatus.Unreachable, other);
        scene.Now(vm).Status.ShouldBe(VmStatus.Up);
        VmLifeTests.Refused(await scene.Engine.Life.StopAsync(vm.Id, false, Scene.Admin, None)).Remedy.ShouldContain("fence");
        Why(await scene.Engine.HostWork.FenceAsync(lost.Id, "h2", Scene.Admin, None)).ShouldBe("OPTIONS_CONFLICT");
        (await scene.Engine.HostWork.FenceAsync(lost.Id, "h1", Scene.Admin, None)).ShouldBeOfType<ChangeResult<FleetHost>.Done>();
        scene.Now(vm).Status.ShouldBe(VmStatus.Down);
        scene.Engine.State.Claims.OnHost(lost.Id).Single().State.ShouldBe(ClaimState.Releasing);
        await scene.StartAsync(vm, other);

        lost.Guests.ShouldContainKey(vm.Id);
        await scene.UntilAsync(() => lost.Guests.Count == 0 && scene.Engine.State.Claims.OnHost(lost.Id).IsEmpty, lost, other);
        scene.Now(vm).ShouldSatisfyAllConditions(now => now.Status.ShouldBe(VmStatus.Up), now => now.HostId.ShouldBe(other.Id));
        other.Guests.ShouldContainKey(vm.Id);
    }

    private static string Why(ChangeResult<FleetHost> result) => result.ShouldBeOfType<ChangeResult<FleetHost>.Refused>().Problems.Single().Code.Name;
}
