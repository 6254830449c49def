using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.Storage;

namespace Vfleet.Engine.Tests.Changing;

public sealed class FleetChangesTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_new_fleet_has_a_data_centre_a_cluster_and_MAC_addresses()
    {
        await using var scene = await Scene.OpenAsync();
        scene.DataCenter.Name.ShouldBe("default");
        scene.Cluster.DataCenterId.ShouldBe(scene.DataCenter.Id);
        scene.Engine.State.MacPools.Values.Single().From.IsLocal.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_engine_makes_no_second_beginning()
    {
        await using var scene = await Scene.OpenAsync(engines: 3);
        await scene.SyncAsync();
        scene.Engines.ShouldAllBe(engine => engine.State.DataCenters.Count == 1 && engine.State.Clusters.Count == 1);
    }

    [Fact]
    public async Task What_one_engine_adds_the_others_know()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        var network = await scene.NetworkAsync("red", 100);
        scene.Engines[1].State.Networks.Find(FleetKinds.Text(network.Id)).ShouldNotBeNull().Vlan.ShouldBe(100);
    }

    [Fact]
    public async Task A_name_is_taken_once_even_when_two_engines_are_asked_at_the_same_time()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        var dataCenter = scene.DataCenter.Id;
        for (var round = 0; round < 30; round++)
        {
            var results = await Task.WhenAll(scene.Engines.Select(engine => engine.Changes.AddAsync(
                FleetKinds.Networks, new Network(Guid.CreateVersion7(), $"red{round}", dataCenter), Scene.Admin, false, None)));
            results.Count(result => result is ChangeResult<Network>.Done).ShouldBe(1);
            results.OfType<ChangeResult<Network>.Refused>().Single().Problems.Single().Code.ShouldBe(FleetCode.NetworkNameInUse);
        }
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_changed_meanwhile_is_refused()
    {
        await using var scene = await Scene.OpenAsync();
        var network = await scene.NetworkAsync("red");
        var id = FleetKinds.Text(network.Id);
        scene.Engine.State.Networks.TryGet(id, out var entry).ShouldBeTrue();
        (await scene.Engine.Changes.UpdateAsync(FleetKinds.Networks, id, entry.Revision, now => now with { Description = "one" }, Scene.Admin, ChangeOptions.Usual, None))
            .ShouldBeOfType<ChangeResult<Network>.Done>();
        var late = await scene.Engine.Changes.UpdateAsync(FleetKinds.Networks, id, entry.Revision, now => now with { Description = "two" }, Scene.Admin, ChangeOptions.Usual, None);
        late.ShouldBeOfType<ChangeResult<Network>.Stale>().Revision.ShouldBeGreaterThan(entry.Revision);
        scene.Engine.State.Networks.Find(id)!.Description.ShouldBe("one");
    }

    [Fact]
    public async Task What_is_only_tried_changes_nothing()
    {
        await using var scene = await Scene.OpenAsync();
        var revision = scene.Store.Revision;
        (await scene.Engine.Changes.AddAsync(FleetKinds.Networks, new Network(Guid.CreateVersion7(), "red", scene.DataCenter.Id), Scene.Admin, dryRun: true, None))
            .ShouldBeOfType<ChangeResult<Network>.Done>();
        scene.Engine.State.Networks.Count.ShouldBe(0);
        (await scene.Store.ReadEventsAsync(new EventQuery(10) { Code = "network" }, None)).ShouldBeEmpty();
        scene.Store.Revision.ShouldBe(revision);
    }

    [Fact]
    public async Task Every_change_is_told_with_who_and_what_it_was_and_is()
    {
        await using var scene = await Scene.OpenAsync();
        var network = await scene.NetworkAsync("red");
        await scene.Engine.Changes.UpdateAsync(
            FleetKinds.Networks, FleetKinds.Text(network.Id), null, now => now with { Vlan = 7 }, Scene.Admin, ChangeOptions.Usual, None);
        await scene.Engine.Changes.RemoveAsync(FleetKinds.Networks, FleetKinds.Text(network.Id), null, Scene.Admin, ChangeOptions.Usual, None);
        var events = await scene.Store.ReadEventsAsync(new EventQuery(10) { Subject = $"network/{network.Id:D}" }, None);
        events.Select(one => one.Code).ShouldBe(["network.removed", "network.changed", "network.added"]);
        events.ShouldAllBe(one => one.Actor == "admin");
        var change = System.Text.Encoding.UTF8.GetString(events[1].Body.Span);
        change.ShouldContain("\"before\":{");
        change.ShouldContain("\"vlan\":7");
    }

    [Fact]
    public async Task Who_may_not_is_told_so_and_nothing_is_changed()
    {
        await using var scene = await Scene.OpenAsync();
        var viewer = new Caller("eve", [new Grant(AccessRole.Operator)]);
        var result = await scene.Engine.Changes.AddAsync(FleetKinds.Networks, new Network(Guid.CreateVersion7(), "red", scene.DataCenter.Id), viewer, false, None);
        result.ShouldBeOfType<ChangeResult<Network>.Forbidden>().Problem.Code.ShouldBe(EngineCode.Forbidden);
        scene.Engine.State.Networks.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_role_in_one_cluster_is_none_in_another()
    {
        await using var scene = await Scene.OpenAsync();
        var other = await scene.AddAsync(FleetKinds.Clusters, new Cluster(Guid.CreateVersion7(), "other", scene.DataCenter.Id));
        var here = new Caller("bob", [new Grant(AccessRole.Operator, Cluster: other.Id)]);
        (await scene.Engine.Changes.AddAsync(FleetKinds.Vms, new Vm(Guid.CreateVersion7(), "a", other.Id), here, false, None)).ShouldBeOfType<ChangeResult<Vm>.Done>();
        var elsewhere = scene.Engine.State.Clusters.Values.Single(cluster => cluster.Name == "default").Id;
        (await scene.Engine.Changes.AddAsync(FleetKinds.Vms, new Vm(Guid.CreateVersion7(), "b", elsewhere), here, false, None)).ShouldBeOfType<ChangeResult<Vm>.Forbidden>();
    }

    [Fact]
    public async Task A_request_with_a_key_is_done_once_and_its_key_fits_no_other()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        var keyed = Scene.Admin with { IdempotencyKey = "k1", RequestDigest = "d1" };
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => scene.Engines[i % 2].Changes.AddAsync(
            FleetKinds.Networks, new Network(Guid.CreateVersion7(), "red", scene.DataCenter.Id), keyed, false, None)));
        all.Select(result => result.ShouldBeOfType<ChangeResult<Network>.Done>().Entry.Value.Id).Distinct().Count().ShouldBe(1);
        all.Cast<ChangeResult<Network>.Done>().Count(done => !done.IsRepeated).ShouldBe(1);
        (await scene.Engine.Changes.AddAsync(
            FleetKinds.Networks, new Network(Guid.CreateVersion7(), "blue", scene.DataCenter.Id), keyed with { RequestDigest = "d2" }, false, None))
            .ShouldBeOfType<ChangeResult<Network>.Refused>().Problems.Single().Code.ShouldBe(EngineCode.KeyReused);
    }

    [Fact]
    public async Task A_profile_that_is_removed_while_VMs_begin_to_use_it_is_used_by_none_or_stays()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        for (var round = 0; round < 25; round++)
        {
            var profile = await scene.ProfileAsync($"net{round}");
            var adding = Enumerable.Range(0, 6).Select(i => scene.Engines[i % 2].Changes.AddAsync(
                FleetKinds.Vms, scene.NewVm($"vm{round}-{i}", profile) with { Nics = [new Vnic(Guid.CreateVersion7(), "nic1") { ProfileId = profile.Id, Type = VnicType.PciPassthrough, Mac = new Primitives.MacAddress(0x0200_0000_0000UL + (ulong)((round * 10) + i)) }] }, Scene.Admin, false, None)).ToList();
            var removing = scene.Engines[round % 2].Changes.RemoveAsync(FleetKinds.Profiles, FleetKinds.Text(profile.Id), null, Scene.Admin, ChangeOptions.Usual, None);
            await Task.WhenAll([.. adding, removing]);
            await scene.SyncAsync();
            var isThere = scene.Engine.State.Profiles.Find(FleetKinds.Text(profile.Id)) is not null;
            var users = scene.Engine.State.Vms.Values.Count(vm => vm.Nics.Any(nic => nic.ProfileId == profile.Id));
            (isThere || users == 0).ShouldBeTrue($"round {round}: the profile is gone, {users} VMs use it");
            (await removing is ChangeResult<VnicProfile>.Done).ShouldBe(!isThere);
            scene.Engine.State.Profiles.Entries.ShouldAllBe(entry => !entry.IsFrozen);
        }
    }

    [Fact]
    public async Task A_store_that_fails_is_told_and_the_next_change_goes_on()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Store.FailCommits(new StoreException("commit", "memory", "disk full", "make room"));
        await Should.ThrowAsync<StoreException>(() => scene.Engine.Changes.AddAsync(
            FleetKinds.Networks, new Network(Guid.CreateVersion7(), "red", scene.DataCenter.Id), Scene.Admin, false, None));
        (await scene.NetworkAsync("red")).Name.ShouldBe("red");
    }

    [Fact]
    public async Task A_change_whose_fate_was_uncertain_is_known_when_the_store_answers_again()
    {
        await using var scene = await Scene.OpenAsync();
        var keyed = Scene.Admin with { IdempotencyKey = "k", RequestDigest = "d" };
        var network = new Network(Guid.CreateVersion7(), "red", scene.DataCenter.Id);
        scene.Store.FailCommits(new StoreException("commit", "memory", "connection lost", "wait") { IsUncertain = true });
        await Should.ThrowAsync<StoreException>(() => scene.Engine.Changes.AddAsync(FleetKinds.Networks, network, keyed, false, None));
        await scene.SyncAsync();
        var again = await scene.Engine.Changes.AddAsync(FleetKinds.Networks, network with { Id = Guid.CreateVersion7() }, keyed, false, None);
        again.ShouldBeOfType<ChangeResult<Network>.Done>().Entry.Value.Id.ShouldBe(network.Id);
    }
}
