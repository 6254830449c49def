using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Placing;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.Storage;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Engine.Tests.Placing;

public sealed class PlacementsTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_VM_gets_a_host_VFs_MAC_addresses_memory_and_claims_in_one()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1", pfs: 2);
        var (red, blue) = (await scene.ProfileAsync("red"), await scene.ProfileAsync("blue"));
        var placed = Placed(await scene.PlaceAsync(scene.NewVm("web", red, blue)));
        placed.Vm.HostId.ShouldBe(host.Id);
        placed.Vm.Status.ShouldBe(VmStatus.Placed);
        placed.Vm.Nics.ShouldAllBe(nic => nic.Mac.IsLocal);
        placed.Nics.Select(nic => nic.Claim!.Vf).Distinct().Count().ShouldBe(2);
        placed.Nics.ShouldAllBe(nic => nic.Claim!.Generation == 1 && nic.Claim.State == ClaimState.Held && nic.Claim.VmId == placed.Vm.Id);
        scene.Engine.State.UseOf(host.Id).MemoryMiB.ShouldBe(512);
        scene.Engine.State.VmsOn(host.Id).ShouldBe([placed.Vm.Id]);
    }

    [Fact]
    public async Task A_full_fleet_refuses_with_words_and_keeps_nothing()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.HostAsync("h1", vfs: 2);
        var red = await scene.ProfileAsync("red");
        Placed(await scene.PlaceAsync(scene.NewVm("a", red)));
        var refused = (await scene.PlaceAsync(scene.NewVm("b", red, red))).ShouldBeOfType<PlacingResult.Refused>();
        refused.Problems.Single().Code.ShouldBe(EngineCode.NoHostFits);
        refused.Problems.Single().Message.ShouldContain("b");
        scene.Engine.State.Vms.Count.ShouldBe(1);
        Placed(await scene.PlaceAsync(scene.NewVm("c", red)));
    }

    [Fact]
    public async Task Several_VMs_are_placed_together_or_none_is()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.HostAsync("h1", vfs: 3);
        var red = await scene.ProfileAsync("red");
        var many = new PlacingWish([.. Enumerable.Range(0, 4).Select(i => new WishedVm(null, scene.NewVm($"vm{i}", red)))]);
        (await scene.Engine.Placements.PlaceAsync(many, Scene.Admin, None)).ShouldBeOfType<PlacingResult.Refused>();
        scene.Engine.State.Claims.Count.ShouldBe(0);
        var fewer = many with { Vms = many.Vms[..3] };
        (await scene.Engine.Placements.PlaceAsync(fewer, Scene.Admin, None)).ShouldBeOfType<PlacingResult.Done>().Vms.Length.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_only_tried_takes_nothing()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.HostAsync("h1", vfs: 1);
        var red = await scene.ProfileAsync("red");
        var wish = new PlacingWish([new WishedVm(null, scene.NewVm("a", red))]) { DryRun = true };
        for (var i = 0; i < 3; i++)
        {
            (await scene.Engine.Placements.PlaceAsync(wish, Scene.Admin, None)).ShouldBeOfType<PlacingResult.Done>().Vms.Single().Nics.Single().Claim.ShouldNotBeNull();
        }

        scene.Engine.State.Vms.Count.ShouldBe(0);
        Placed(await scene.PlaceAsync(scene.NewVm("a", red)));
    }

    [Fact]
    public async Task A_VF_that_was_given_up_is_free_only_when_the_host_says_that_it_is_clean_after_that()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1", vfs: 1);
        var red = await scene.ProfileAsync("red");
        var vm = Placed(await scene.PlaceAsync(scene.NewVm("a", red))).Vm;
        var before = scene.Engine.Desired.GenerationOf(host.Id);
        (await scene.Engine.Places.ReleaseAsync(vm.Id, null, Scene.Admin, None)).ShouldBeOfType<ChangeResult<Vm>.Done>();
        scene.Engine.State.Claims.All.Single().State.ShouldBe(ClaimState.Releasing);
        (await scene.PlaceAsync(scene.NewVm("b", red))).ShouldBeOfType<PlacingResult.Refused>();

        // A report from before the release says nothing about it.
        await scene.ReportAsync(host.Id, generation: before);
        scene.Engine.State.Claims.Count.ShouldBe(1);

        // One whose changes could not be understood says nothing about what was known.
        await scene.Engine.Reports.ReceiveAsync(new ReadReport(host.Id, null, scene.Engine.Desired.GenerationOf(host.Id), [], []) { IsWhole = false }, None);
        scene.Engine.State.Claims.Count.ShouldBe(1);

        // One that finds something left keeps it too.
        var dirty = Scene.Inventory(host.Id, 1, 1);
        await scene.ReportAsync(host.Id, dirty with { Pfs = [dirty.Pfs[0] with { Vfs = [new InventoryVf(0) { IsUnclean = true }] }] });
        scene.Engine.State.Claims.Count.ShouldBe(1);

        await scene.ReportAsync(host.Id, dirty);
        scene.Engine.State.Claims.Count.ShouldBe(0);
        Placed(await scene.PlaceAsync(scene.NewVm("b", red))).Nics.Single().Claim!.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task A_place_with_a_lease_ends_by_itself_unless_it_is_confirmed()
    {
        var time = new ManualTime();
        await using var scene = await Scene.OpenAsync(time: time);
        await scene.HostAsync("h1", vfs: 2);
        var red = await scene.ProfileAsync("red");
        var (kept, lost) = (
            Placed(await scene.PlaceAsync(scene.NewVm("kept", red), lease: TimeSpan.FromSeconds(30))),
            Placed(await scene.PlaceAsync(scene.NewVm("lost", red), lease: TimeSpan.FromSeconds(30))));
        (await scene.Engine.Places.ConfirmAsync(kept.Vm.Id, Scene.Admin, None)).ShouldBeOfType<ChangeResult<Vm>.Done>();
        time.Advance(TimeSpan.FromSeconds(20));
        scene.Engine.State.Claims.All.ShouldAllBe(claim => claim.State == ClaimState.Held);
        await Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            return scene.Engine.State.Vms.Find(FleetKinds.Text(lost.Vm.Id))!.HostId is null;
        });
        scene.Engine.State.Claims.Of(lost.Vm.Id).Single().State.ShouldBe(ClaimState.Releasing);
        scene.Engine.State.Claims.Of(kept.Vm.Id).Single().ShouldSatisfyAllConditions(claim => claim.State.ShouldBe(ClaimState.Held), claim => claim.Lease.ShouldBeNull());
    }

    [Fact]
    public async Task A_place_that_another_engine_confirmed_at_the_last_moment_stays()
    {
        var time = new ManualTime();
        await using var scene = await Scene.OpenAsync(engines: 2, time: time);
        await scene.HostAsync("h1", vfs: 8);
        var red = await scene.ProfileAsync("red");
        for (var i = 0; i < 8; i++)
        {
            var placed = Placed(await scene.PlaceAsync(scene.NewVm($"vm{i}", red), lease: TimeSpan.FromSeconds(1)));
            await scene.SyncAsync();
            time.Advance(TimeSpan.FromSeconds(1));
            var confirming = scene.Engines[1].Places.ConfirmAsync(placed.Vm.Id, Scene.Admin, None);
            await scene.Engines[0].Places.EndLeasesAsync(None);
            var confirmed = await confirming;
            await scene.SyncAsync();
            (scene.Engine.State.Vms.Find(FleetKinds.Text(placed.Vm.Id))!.HostId is not null).ShouldBe(confirmed is ChangeResult<Vm>.Done);
        }
    }

    [Fact]
    public async Task Engines_at_one_store_never_give_a_VF_twice_and_fill_the_fleet_to_the_last()
    {
        await using var scene = await Scene.OpenAsync(engines: 3);
        for (var i = 0; i < 4; i++)
        {
            await scene.HostAsync($"h{i}", pfs: 2, vfs: 8);
        }

        var red = await scene.ProfileAsync("red");
        await scene.SyncAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => scene.PlaceAsync(scene.NewVm($"vm{i}", red), scene.Engines[i % 3])));
        results.OfType<PlacingResult.Done>().Count().ShouldBe(64);
        var vfs = results.OfType<PlacingResult.Done>().SelectMany(done => done.Vms).SelectMany(vm => vm.Nics).Select(nic => nic.Claim!.Vf).ToList();
        vfs.Distinct().Count().ShouldBe(64);
        await scene.SyncAsync();
        foreach (var engine in scene.Engines)
        {
            engine.State.Claims.Count.ShouldBe(64);
            engine.State.Hosts.Values.Sum(host => engine.State.UseOf(host.Id).MemoryMiB).ShouldBe(64 * 512);
        }
    }

    [Fact]
    public async Task A_placement_of_which_the_store_did_not_say_whether_it_was_done_is_asked_again_under_its_key()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.HostAsync("h1", vfs: 1);
        var red = await scene.ProfileAsync("red");
        var keyed = Scene.Admin with { IdempotencyKey = "k", RequestDigest = "d" };
        PlacingWish Wish() => new([new WishedVm(null, scene.NewVm("a", red))]);
        scene.Store.FailCommits(new StoreException("commit", "memory", "connection lost", "wait") { IsUncertain = true });
        await Should.ThrowAsync<StoreException>(() => scene.Engine.Placements.PlaceAsync(Wish(), keyed, None));
        var again = Placed(await scene.Engine.Placements.PlaceAsync(Wish(), keyed, None));
        again.Nics.Single().Claim.ShouldNotBeNull();
        scene.Engine.State.Vms.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_placement_that_the_store_refused_leaves_the_VF_free()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.HostAsync("h1", vfs: 1);
        var red = await scene.ProfileAsync("red");
        scene.Store.FailCommits(new StoreException("commit", "memory", "disk full", "make room"));
        await Should.ThrowAsync<StoreException>(() => scene.PlaceAsync(scene.NewVm("a", red)));
        Placed(await scene.PlaceAsync(scene.NewVm("a", red)));
    }

    [Fact]
    public async Task Labels_of_networks_count_as_they_are_now()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");
        var network = await scene.NetworkAsync("red");
        var red = await scene.ProfileAsync(network);
        await scene.AddAsync(FleetKinds.Configurations, new VfsConfiguration(host.Id, Scene.Pf(1)) { AllNetworksAllowed = false, Labels = ["fast"] });
        (await scene.PlaceAsync(scene.NewVm("a", red))).ShouldBeOfType<PlacingResult.Refused>();
        (await scene.Engine.Changes.UpdateAsync(
            FleetKinds.Networks, FleetKinds.Text(network.Id), null, now => now with { Labels = ["fast"] }, Scene.Admin, ChangeOptions.Usual, None))
            .ShouldBeOfType<ChangeResult<Network>.Done>();
        Placed(await scene.PlaceAsync(scene.NewVm("a", red)));
    }

    [Fact]
    public async Task Who_may_only_read_places_nothing()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.HostAsync("h1");
        var red = await scene.ProfileAsync("red");
        var viewer = new Caller("eve", [new Grant(AccessRole.Viewer)]);
        (await scene.Engine.Placements.PlaceAsync(new PlacingWish([new WishedVm(null, scene.NewVm("a", red))]), viewer, None)).ShouldBeOfType<PlacingResult.Forbidden>();
        scene.Engine.State.Vms.Count.ShouldBe(0);
    }

    [Fact]
    public async Task After_a_restart_everything_is_as_it_was()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1", vfs: 2);
        var red = await scene.ProfileAsync("red");
        var vm = Placed(await scene.PlaceAsync(scene.NewVm("a", red)));
        await using var after = await scene.AnotherAsync();
        after.State.Claims.Of(vm.Vm.Id).ShouldBe(scene.Engine.State.Claims.Of(vm.Vm.Id));
        after.State.UseOf(host.Id).MemoryMiB.ShouldBe(512);
        Placed(await scene.PlaceAsync(scene.NewVm("b", red), after));
        (await scene.PlaceAsync(scene.NewVm("c", red), after)).ShouldBeOfType<PlacingResult.Refused>();
    }

    internal static async Task Until(Func<bool> isSo)
    {
        for (var i = 0; i < 500; i++)
        {
            if (isSo())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        isSo().ShouldBeTrue();
    }

    private static PlacedVm Placed(PlacingResult result) => result
        .ShouldBeOfType<PlacingResult.Done>(result is PlacingResult.Refused refused ? string.Join("; ", refused.Problems) : "").Vms.Single();
}
