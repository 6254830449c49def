using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.Primitives;

namespace Vfleet.Engine.Tests.Hosts;

public sealed class HostNetworksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Networks_and_labels_change_in_one_commit_or_not_at_all()
    {
        await using var scene = await Scene.OpenAsync();
        var (host, network) = (await scene.HostAsync("h1", pfs: 2), await scene.NetworkAsync("red"));
        var pfs = scene.Engine.State.InventoryOf(host.Id)!.Pfs.Select(pf => pf.Address).ToList();
        await scene.ReportAsync(host.Id, scene.Engine.State.InventoryOf(host.Id)! with { Bridges = ["br0"] });
        await CloseAsync(scene, host, pfs[0]);
        var attach = new NetworkBridge(network.Id, "br0") { Pf = pfs[0] };

        // The second PF allows every network, so that no label can be set.
        var wish = new HostNetworkWish { Bridges = [attach], Labels = [new PfLabel(pfs[0], "front"), new PfLabel(pfs[1], "front")] };
        var refused = await scene.Engine.Networks.ChangeAsync(host.Id, wish, Scene.Admin, Token);
        refused.ShouldBeOfType<ChangeResult<FleetHost>.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(FleetCode.AllNetworksAllowed);
        Now(scene, host).Bridges.ShouldBeEmpty();
        LabelsOf(scene, host, pfs[0]).ShouldBeEmpty();

        var before = scene.Engine.State.Revision;
        var done = await scene.Engine.Networks.ChangeAsync(host.Id, wish with { Labels = [new PfLabel(pfs[0], "front")] }, Scene.Admin, Token);
        done.ShouldBeOfType<ChangeResult<FleetHost>.Done>();
        Now(scene, host).Bridges.ShouldBe([attach]);
        LabelsOf(scene, host, pfs[0]).ShouldBe(["front"]);
        scene.Engine.State.Revision.ShouldBe(before + 1);
        var gone = new HostNetworkWish { WithoutBridge = [network.Id], WithoutLabels = [new PfLabel(pfs[0], "front")] };
        (await scene.Engine.Networks.ChangeAsync(host.Id, gone, Scene.Admin, Token)).ShouldBeOfType<ChangeResult<FleetHost>.Done>();
        Now(scene, host).Bridges.ShouldBeEmpty();
        LabelsOf(scene, host, pfs[0]).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_many_change_at_once_with_two_engines_is_all_there()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        var host = await scene.HostAsync("h1");
        var pf = scene.Engine.State.InventoryOf(host.Id)!.Pfs[0].Address;
        await CloseAsync(scene, host, pf);
        await scene.Engines[1].CatchUpAsync(Token);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            scene.Engines[i % 2].Networks.ChangeAsync(host.Id, new HostNetworkWish { Labels = [new PfLabel(pf, $"label{i}")] }, Scene.Admin, Token)));

        results.ShouldAllBe(result => result is ChangeResult<FleetHost>.Done);
        await scene.Engine.CatchUpAsync(Token);
        LabelsOf(scene, host, pf).Order().ShouldBe(Enumerable.Range(0, 8).Select(i => $"label{i}"));
    }

    [Fact]
    public async Task A_host_rests_and_wakes_and_one_that_was_put_out_does_neither()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.HostAsync("h1");

        (await scene.Engine.Resting.RestAsync(host.Id, null, Scene.Admin, dryRun: false, Token)).ShouldBeOfType<ChangeResult<FleetHost>.Done>();
        Now(scene, host).Status.ShouldBe(HostStatus.Maintenance);
        (await scene.Engine.Resting.WakeAsync(host.Id, null, Scene.Admin, dryRun: false, Token)).ShouldBeOfType<ChangeResult<FleetHost>.Done>();
        Now(scene, host).Status.ShouldBe(HostStatus.Up);
        await scene.Engine.Membership.RevokeAsync(host.Id, null, Scene.Admin, dryRun: false, Token);
        foreach (var result in new[]
        {
            await scene.Engine.Resting.RestAsync(host.Id, null, Scene.Admin, dryRun: false, Token),
            await scene.Engine.Resting.WakeAsync(host.Id, null, Scene.Admin, dryRun: false, Token),
        })
        {
            result.ShouldBeOfType<ChangeResult<FleetHost>.Refused>().Problems[0].Code.ShouldBe(EngineCode.HostState);
        }
    }

    private static FleetHost Now(Scene scene, FleetHost host) => scene.Engine.State.Hosts.Find(FleetKinds.Text(host.Id))!;

    private static ImmutableArray<string> LabelsOf(Scene scene, FleetHost host, PciAddress pf) => scene.Engine.State.Configurations.Find(FleetKinds.IdOf(host.Id, pf))!.Labels;

    private static async Task CloseAsync(Scene scene, FleetHost host, PciAddress pf) => (await scene.Engine.Changes.AddAsync(
        FleetKinds.Configurations, new VfsConfiguration(host.Id, pf) { AllNetworksAllowed = false }, Scene.Admin, dryRun: false, Token)).ShouldBeOfType<ChangeResult<VfsConfiguration>.Done>();
}
