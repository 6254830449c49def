using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Guests;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.Primitives;
using Vfleet.Storage;

namespace Vfleet.Engine.Tests.Guests;

public sealed class VmLifeTests
{
    private static readonly VmStart s_anywhere = new(false, null);

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_VM_is_placed_claimed_and_told_to_its_host_in_one_and_runs_when_the_host_says_so()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync(await scene.NetworkAsync("red", vlan: 100)));
        var operation = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None));
        scene.Now(vm).ShouldSatisfyAllConditions(now => now.Status.ShouldBe(VmStatus.Starting), now => now.HostId.ShouldBe(host.Id));
        var wished = scene.Engine.Desired.Of(host.Id).Operations.Single();
        var nic = wished.Guest!.Nics.Single();
        wished.Id.ShouldBe(operation.Id);
        nic.Mac.ShouldBe(vm.Nics[0].Mac);
        nic.Vf!.Settings.Vlan.ShouldBe(new VlanTag(100));
        nic.Vf.Settings.Mac.ShouldBe(nic.Mac);
        scene.Engine.State.Claims.Of(vm.Id).Single().Vf.ShouldBe(new VfKey(host.Id, nic.Vf.Pf, nic.Vf.Index));

        await host.WorkAsync();
        scene.Now(vm).Status.ShouldBe(VmStatus.Up);
        scene.Now(operation).ShouldSatisfyAllConditions(now => now.State.ShouldBe(WorkState.Done), now => now.Plan!.Steps.ShouldBe(["vm.start"]));
        scene.Engine.Desired.Of(host.Id).Operations.ShouldBeEmpty();
        (await CodesAsync(scene)).ShouldBe(["vm.up", "vm.start.done", "vm.starting"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_the_VM_down_with_the_reason_and_its_VFs_free_once_they_are_clean()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        host.Answer = one => PlayedHost.Failed(one, "LIBVIRT_FAILED");
        host.Unclean.Add((1, 0));
        var operation = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).ShouldSatisfyAllConditions(now => now.Status.ShouldBe(VmStatus.Down), now => now.HostId.ShouldBeNull());
        scene.Now(operation).ShouldSatisfyAllConditions(now => now.State.ShouldBe(WorkState.Failed), now => now.Problems.Single().Code.ShouldBe("LIBVIRT_FAILED"));
        scene.Engine.State.Claims.All.Single().State.ShouldBe(ClaimState.Releasing);
        scene.Engine.State.UseOf(host.Id).MemoryMiB.ShouldBe(0);
        host.Unclean.Clear();
        await host.WorkAsync();
        scene.Engine.State.Claims.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_VF_that_is_in_use_becomes_suspect_and_the_same_operation_goes_on_with_another()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        host.Answer = InUse(times: 1);
        var operation = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).Status.ShouldBe(VmStatus.Up);
        scene.Now(operation).ShouldSatisfyAllConditions(now => now.State.ShouldBe(WorkState.Done), now => now.Attempt.ShouldBe(1));
        var claims = scene.Engine.State.Claims.Of(vm.Id);
        claims.Select(claim => claim.State).ShouldBe([ClaimState.Held, ClaimState.Suspect], ignoreOrder: true);
        var held = claims.Single(claim => claim.State == ClaimState.Held).Vf;
        host.Guests[vm.Id].Nics.Single().Vf!.Index.ShouldBe(held.Index);
        scene.Engine.Placements.Explain(scene.NewVm("b", scene.Engine.State.Profiles.Values.Single()), host.Id).Pfs.Single().NotFree
            .ShouldContain(vf => vf.Reason == Domain.Placement.VfReason.Suspect);
    }

    [Fact]
    public async Task A_host_without_another_VF_is_left_for_one_that_has()
    {
        await using var scene = await Scene.OpenAsync();
        var small = await scene.PlayedAsync("h1", vfs: 1);
        var large = await scene.PlayedAsync("h2");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        small.Answer = InUse(times: 9);
        var operation = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, new VmStart(false, small.Id), Scene.Admin, None));
        await small.WorkAsync();
        scene.Now(operation).HostId.ShouldBe(large.Id);
        scene.Engine.State.UseOf(small.Id).MemoryMiB.ShouldBe(0);
        await large.WorkAsync();
        scene.Now(vm).ShouldSatisfyAllConditions(now => now.Status.ShouldBe(VmStatus.Up), now => now.HostId.ShouldBe(large.Id));
    }

    [Fact]
    public async Task After_three_other_VFs_the_start_has_failed()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1", vfs: 8);
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        host.Answer = InUse(times: 99);
        var operation = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).Status.ShouldBe(VmStatus.Down);
        scene.Now(operation).ShouldSatisfyAllConditions(now => now.State.ShouldBe(WorkState.Failed), now => now.Attempt.ShouldBe(3));
        scene.Engine.State.Claims.All.Count(claim => claim.State == ClaimState.Suspect).ShouldBe(4);
    }

    [Theory]
    [InlineData(FleetOperation.ShutdownVm)]
    [InlineData(FleetOperation.StopVm)]
    [InlineData(FleetOperation.RebootVm)]
    [InlineData(FleetOperation.UnplugNic)]
    public async Task What_would_be_done_is_asked_of_the_host_and_changes_nothing(string kind)
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.StartAsync(await scene.VmAsync("web", await scene.ProfileAsync("red")), host);
        var revision = scene.Engine.State.Vms.TryGet(FleetKinds.Text(vm.Id), out var entry) ? entry.Revision : 0;
        var life = scene.Engine.Life;
        var operation = await scene.BegunAsync(kind switch
        {
            FleetOperation.ShutdownVm => life.ShutdownAsync(vm.Id, TimeSpan.FromSeconds(9), true, Scene.Admin, None),
            FleetOperation.StopVm => life.StopAsync(vm.Id, true, Scene.Admin, None),
            FleetOperation.RebootVm => life.RebootAsync(vm.Id, true, Scene.Admin, None),
            _ => life.UnplugAsync(vm.Id, vm.Nics[0].Id, TimeSpan.FromSeconds(9), false, true, Scene.Admin, None),
        });
        operation.ShouldSatisfyAllConditions(one => one.Kind.ShouldBe(kind), one => one.IsDryRun.ShouldBeTrue(), one => one.Guest.ShouldNotBeNull().Id.ShouldBe(vm.Id));
        await host.WorkAsync();
        host.Done[^1].ShouldSatisfyAllConditions(one => one.Id.ShouldBe(operation.Id), one => one.IsDryRun.ShouldBeTrue());
        scene.Now(operation).State.ShouldBe(WorkState.Done);
        scene.Now(vm).ShouldSatisfyAllConditions(now => now.Status.ShouldBe(VmStatus.Up), now => now.Nics[0].IsPlugged.ShouldBeTrue());
        scene.Engine.State.Vms.TryGet(FleetKinds.Text(vm.Id), out entry).ShouldBeTrue();
        entry.Revision.ShouldBe(revision);
        scene.Engine.State.Claims.All.ShouldAllBe(claim => claim.State == ClaimState.Held);
    }

    [Fact]
    public async Task A_second_operation_is_refused_with_the_id_of_the_first()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        var first = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None));
        var second = (await scene.Engine.Life.RebootAsync(vm.Id, false, Scene.Admin, None)).ShouldBeOfType<ChangeResult<FleetOperation>.Refused>();
        second.Problems.Single().ShouldSatisfyAllConditions(one => one.Code.ShouldBe(EngineCode.VmBusy), one => one.Message.ShouldContain(first.Id.ToString()));
    }

    [Fact]
    public async Task A_stop_ends_a_start_that_the_host_has_begun_and_only_then_begins()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        host.Answer = one => one is { Kind: FleetOperation.StartVm, IsCancelWanted: false } ? PlayedHost.Running(one) : null;
        var start = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None));
        await host.WorkAsync();
        var stop = await scene.BegunAsync(scene.Engine.Life.StopAsync(vm.Id, false, Scene.Admin, None));
        scene.Engine.Desired.Of(host.Id).Operations.Single().ShouldSatisfyAllConditions(one => one.Id.ShouldBe(start.Id), one => one.IsCancelWanted.ShouldBeTrue());
        await host.WorkAsync();
        scene.Now(start).State.ShouldBe(WorkState.Cancelled);
        scene.Now(stop).State.ShouldBe(WorkState.Done);
        scene.Now(vm).Status.ShouldBe(VmStatus.Down);
        scene.Engine.State.Claims.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_start_that_no_host_has_begun_is_cancelled_at_once()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        var start = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None));
        (await scene.Engine.Operations.CancelAsync(start.Id, Scene.Admin, None)).ShouldBeOfType<ChangeResult<FleetOperation>.Done>().Entry.Value.State.ShouldBe(WorkState.Cancelled);
        scene.Now(vm).Status.ShouldBe(VmStatus.Down);
        await host.WorkAsync();
        host.Done.ShouldBeEmpty();
        scene.Engine.State.Claims.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_guest_that_does_not_shut_down_goes_on_as_a_running_VM()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.StartAsync(await scene.VmAsync("web", await scene.ProfileAsync("red")), host);
        host.Answer = one => one.Kind == FleetOperation.ShutdownVm && one.Seconds == 7 ? PlayedHost.Failed(one, "GUEST_SILENT") : null;
        var refused = await scene.BegunAsync(scene.Engine.Life.ShutdownAsync(vm.Id, TimeSpan.FromSeconds(7), false, Scene.Admin, None));
        scene.Now(vm).Status.ShouldBe(VmStatus.Stopping);
        await host.WorkAsync();
        scene.Now(refused).Problems.Single().Code.ShouldBe("GUEST_SILENT");
        scene.Now(vm).Status.ShouldBe(VmStatus.Up);
        scene.Engine.State.Claims.All.ShouldAllBe(claim => claim.State == ClaimState.Held);
        await scene.BegunAsync(scene.Engine.Life.ShutdownAsync(vm.Id, TimeSpan.FromSeconds(60), false, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).Status.ShouldBe(VmStatus.Down);
        scene.Engine.State.Claims.Count.ShouldBe(0);
        scene.Engine.State.UseOf(host.Id).MemoryMiB.ShouldBe(0);
    }

    [Fact]
    public async Task Whichever_engine_lives_goes_on_with_an_operation()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        host.Answer = InUse(times: 1);
        var start = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None));
        await using var other = await scene.AnotherAsync();
        await host.WorkAsync(other);
        other.State.Operations.Find(FleetKinds.Text(start.Id))!.State.ShouldBe(WorkState.Done);
        scene.Now(vm).Status.ShouldBe(VmStatus.Up);
        scene.Engine.State.Claims.Of(vm.Id).Count(claim => claim.State == ClaimState.Held).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_engines_that_are_asked_to_start_a_VM_one_does()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        await scene.PlayedAsync("h1", vfs: 8);
        var red = await scene.ProfileAsync("red");
        for (var round = 0; round < 5; round++)
        {
            var vm = await scene.VmAsync($"vm{round}", red);
            var results = await Task.WhenAll(scene.Engines.Select(engine => engine.Life.StartAsync(vm.Id, s_anywhere, Scene.Admin, None)));
            results.OfType<ChangeResult<FleetOperation>.Done>().Count().ShouldBe(1);
            results.OfType<ChangeResult<FleetOperation>.Refused>().Single().Problems.Single().Code.ShouldBe(EngineCode.VmBusy);
            await scene.SyncAsync();
            scene.Engine.State.Claims.Of(vm.Id).Length.ShouldBe(1);
        }
    }

    [Fact]
    public async Task The_same_request_begins_one_operation()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        var caller = Scene.Admin with { IdempotencyKey = "k", RequestDigest = "d" };
        var results = await Task.WhenAll(scene.Engines.Select(engine => engine.Life.StartAsync(vm.Id, s_anywhere, caller, None)));
        results.Select(result => result.ShouldBeOfType<ChangeResult<FleetOperation>.Done>().Entry.Value.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Trying_a_start_asks_the_host_and_claims_nothing()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        var tried = await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, new VmStart(true, null), Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(tried).ShouldSatisfyAllConditions(now => now.State.ShouldBe(WorkState.Done), now => now.Plan.ShouldNotBeNull());
        scene.Now(vm).Status.ShouldBe(VmStatus.Down);
        scene.Engine.State.Claims.Count.ShouldBe(0);
        host.Guests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_VM_without_disk_and_kernel_is_not_started_and_a_full_fleet_says_why()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.PlayedAsync("h1", vfs: 1);
        var red = await scene.ProfileAsync("red");
        scene.Engine.Macs.TryGive(scene.NewVm("bare", red), out var bare, out _).ShouldBeTrue();
        await scene.AddAsync(FleetKinds.Vms, bare);
        Refused(await scene.Engine.Life.StartAsync(bare.Id, s_anywhere, Scene.Admin, None)).Code.ShouldBe(FleetCode.VmNotBootable);
        await scene.BegunAsync(scene.Engine.Life.StartAsync((await scene.VmAsync("a", red)).Id, s_anywhere, Scene.Admin, None));
        Refused(await scene.Engine.Life.StartAsync((await scene.VmAsync("b", red)).Id, s_anywhere, Scene.Admin, None)).Code.ShouldBe(EngineCode.NoHostFits);
    }

    [Fact]
    public async Task A_place_that_was_given_is_the_place_of_the_start()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        await scene.Engine.Placements.PlaceAsync(new PlacingWish([new WishedVm(vm.Id, null)]) { Lease = TimeSpan.FromHours(1) }, Scene.Admin, None);
        var claim = scene.Engine.State.Claims.Of(vm.Id).Single();
        await scene.StartAsync(vm, host);
        scene.Engine.State.Claims.Of(vm.Id).Single().ShouldBe(claim with { Lease = null });
    }

    internal static Func<FleetOperation, WorkReport?> InUse(int times) => one =>
    {
        var vf = (one.Nic ?? one.Guest!.Nics.FirstOrDefault())?.Vf;
        return vf is not null && one.Kind is (FleetOperation.StartVm or FleetOperation.PlugNic) && times-- > 0 ? PlayedHost.Failed(one, "VF_IN_USE", $"{vf.Pf}/{vf.Index}") : null;
    };

    internal static Domain.Problems.Problem Refused(ChangeResult<FleetOperation> result) => result.ShouldBeOfType<ChangeResult<FleetOperation>.Refused>().Problems.Single();

    private static async Task<IEnumerable<string>> CodesAsync(Scene scene) =>
        (await scene.Engine.Events.ReadAsync(new EventQuery(100), None)).Select(one => one.Code).Where(code => code.StartsWith("vm.", StringComparison.Ordinal) && code != "vm.added");
}
