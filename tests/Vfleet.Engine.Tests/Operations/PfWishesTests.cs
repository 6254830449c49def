using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Tests.Scenes;

namespace Vfleet.Engine.Tests.Operations;

public sealed class PfWishesTests
{
    [Fact]
    public async Task A_number_that_the_host_has_is_written_another_one_is_an_operation_and_what_it_has_nothing_to_do_with_is_written()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");
        var has = scene.Engine.State.InventoryOf(host.Id)!.Pf(Scene.Pf(1))!.NumVfs;

        var same = (await WishAsync(scene, host, now => now with { Count = has })).ShouldBeOfType<PfWish.Written>();
        same.Result.ShouldBeOfType<ChangeResult<VfsConfiguration>.Done>().Entry.Value.Count.ShouldBe(has);
        scene.Engine.Desired.Of(host.Id).Operations.ShouldBeEmpty();

        var closed = (await WishAsync(scene, host, now => now with { IsUsed = false })).ShouldBeOfType<PfWish.Written>();
        closed.Result.ShouldBeOfType<ChangeResult<VfsConfiguration>.Done>().Entry.Value.ShouldSatisfyAllConditions(now => now.IsUsed.ShouldBeFalse(), now => now.Count.ShouldBe(has));

        var tried = (await WishAsync(scene, host, now => now with { Count = has + 1 }, dryRun: true)).ShouldBeOfType<PfWish.Begun>();
        tried.Result.ShouldBeOfType<ChangeResult<FleetOperation>.Done>().Entry.Value.IsDryRun.ShouldBeTrue();

        var more = (await WishAsync(scene, host, now => now with { Count = has + 1 })).ShouldBeOfType<PfWish.Begun>();
        more.Result.ShouldBeOfType<ChangeResult<FleetOperation>.Done>().Entry.Value.Vfs.ShouldBe(has + 1);
    }

    [Fact]
    public async Task What_changes_nothing_is_not_written_what_is_wrong_is_refused_and_an_old_revision_is_stale()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");

        var nothing = (await WishAsync(scene, host, now => now)).ShouldBeOfType<PfWish.Written>();
        nothing.Result.ShouldBeOfType<ChangeResult<VfsConfiguration>.Done>().Entry.Revision.ShouldBe(0);
        scene.Engine.State.Configurations.Entries.ShouldBeEmpty();

        var problem = new Problem(ProblemCode.Malformed, "wrong", "right");
        var wrong = await scene.Engine.Pfs.ChangeAsync(host, Scene.Pf(1), null, now => (now, [problem]), Scene.Admin, dryRun: false, CancellationToken.None);
        wrong.ShouldBeOfType<PfWish.Written>().Result.ShouldBeOfType<ChangeResult<VfsConfiguration>.Refused>().Problems.ShouldBe([problem]);

        var stale = await scene.Engine.Pfs.ChangeAsync(host, Scene.Pf(1), 7, now => (now with { IsUsed = false }, []), Scene.Admin, dryRun: false, CancellationToken.None);
        stale.ShouldBeOfType<PfWish.Written>().Result.ShouldBe(new ChangeResult<VfsConfiguration>.Stale(0));
        scene.Engine.State.Configurations.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_who_write_the_first_wish_of_a_PF_at_once_both_have_theirs()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        var host = await scene.HostAsync("h1");
        await scene.SyncAsync();
        Func<VfsConfiguration, (VfsConfiguration, ImmutableArray<Problem>)>[] wishes =
            [now => (now with { IsUsed = false }, []), now => (now with { PhysicalNetwork = "physnet1" }, [])];

        var results = await Task.WhenAll(wishes.Select((wish, engine) => Task.Run(
            () => scene.Engines[engine].Pfs.ChangeAsync(host, Scene.Pf(1), null, wish, Scene.Admin, dryRun: false, CancellationToken.None), CancellationToken.None)));

        foreach (var result in results)
        {
            ((PfWish.Written)result).Result.ShouldBeOfType<ChangeResult<VfsConfiguration>.Done>(result is PfWish.Written { Result: ChangeResult<VfsConfiguration>.Refused { Problems: var problems } } ? string.Join("; ", problems) : null);
        }
        await scene.SyncAsync();
        scene.Engine.State.Configurations.Find(FleetKinds.IdOf(host.Id, Scene.Pf(1)))!.ShouldSatisfyAllConditions(
            now => now.IsUsed.ShouldBeFalse(), now => now.PhysicalNetwork.ShouldBe("physnet1"));
    }

    private static Task<PfWish> WishAsync(Scene scene, FleetHost host, Func<VfsConfiguration, VfsConfiguration> change, bool dryRun = false) =>
        scene.Engine.Pfs.ChangeAsync(host, Scene.Pf(1), null, now => (change(now), []), Scene.Admin, dryRun, CancellationToken.None);
}
