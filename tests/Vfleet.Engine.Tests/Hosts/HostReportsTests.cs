using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Placing;
using Vfleet.Engine.Tests.Placing;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Engine.Tests.Hosts;

public sealed class HostReportsTests
{
    [Fact]
    public async Task A_host_is_up_with_its_first_report()
    {
        await using var scene = await Scene.OpenAsync();
        (await scene.HostAsync("h1")).Status.ShouldBe(HostStatus.Up);
    }

    [Fact]
    public async Task The_same_report_again_writes_nothing()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");
        var revision = scene.Store.Revision;
        await scene.ReportAsync(host.Id, Scene.Inventory(host.Id, 1, 4));
        await scene.ReportAsync(host.Id);
        scene.Store.Revision.ShouldBe(revision);
    }

    [Fact]
    public async Task A_silent_host_gets_no_VM_until_it_reports_again()
    {
        var time = new ManualTime();
        await using var scene = await Scene.OpenAsync(time: time);
        var host = await scene.HostAsync("h1");
        var red = await scene.ProfileAsync("red");
        await PlacementsTests.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return scene.Engine.State.Hosts.Find(FleetKinds.Text(host.Id))!.Status == HostStatus.Unreachable;
        });
        scene.Engine.State.Hosts.Find(FleetKinds.Text(host.Id))!.StatusReason.ShouldContain("60 s");
        (await scene.PlaceAsync(scene.NewVm("a", red))).ShouldBeOfType<PlacingResult.Refused>();
        await scene.ReportAsync(host.Id);
        scene.Engine.State.Hosts.Find(FleetKinds.Text(host.Id))!.Status.ShouldBe(HostStatus.Up);
        (await scene.PlaceAsync(scene.NewVm("a", red))).ShouldBeOfType<PlacingResult.Done>();
    }

    [Fact]
    public async Task A_host_that_reports_to_another_engine_is_not_taken_for_silent()
    {
        var time = new ManualTime();
        await using var scene = await Scene.OpenAsync(engines: 2, time: time);
        var host = await scene.HostAsync("h1");
        for (var i = 0; i < 30; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            await scene.Engines[i % 2].Reports.ReceiveAsync(new(host.Id, null, 0, [], []), CancellationToken.None);
        }

        scene.Engines[0].State.Hosts.Find(FleetKinds.Text(host.Id))!.Status.ShouldBe(HostStatus.Up);
    }

    [Fact]
    public async Task When_engines_take_reports_of_one_host_at_once_what_is_kept_is_one_that_was_taken()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        var host = await scene.HostAsync("h1");
        var inventory = Scene.Inventory(host.Id, 1, 4);
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => scene.Engines[i % 2].Reports.ReceiveAsync(
            new(host.Id, inventory with { Kernel = $"k{i}" }, 0, [], []), CancellationToken.None)));
        await scene.SyncAsync();
        all.ShouldContain(true);
        var kept = scene.Engines[0].State.InventoryOf(host.Id)!.Kernel;
        scene.Engines[1].State.InventoryOf(host.Id)!.Kernel.ShouldBe(kept);
        Enumerable.Range(0, 20).Where(i => all[i]).Select(i => $"k{i}").ShouldContain(kept);
    }
}
