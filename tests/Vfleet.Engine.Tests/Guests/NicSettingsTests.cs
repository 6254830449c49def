using Vfleet.Domain.Fleet;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Tests.Scenes;

namespace Vfleet.Engine.Tests.Guests;

public sealed class NicSettingsTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_profile_that_changes_reaches_every_running_guest_with_it_and_no_other()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var (red, blue) = (await scene.ProfileAsync("red"), await scene.ProfileAsync("blue"));
        var vm = await scene.StartAsync(await scene.VmAsync("web", red, blue), host);
        await scene.VmAsync("down", red);
        host.Done.Clear();
        await SetAsync(scene, red, profile => profile with { MaxRate = 500, Trust = true });
        await host.WorkAsync();
        var set = host.Done.Single();
        set.ShouldSatisfyAllConditions(one => one.Kind.ShouldBe(FleetOperation.SetNic), one => one.VmId.ShouldBe(vm.Id), one => one.NicId.ShouldBe(vm.Nics[0].Id));
        set.Nic!.Vf!.Settings.ShouldSatisfyAllConditions(one => one.MaxRate.ShouldBe(500u), one => one.Trust.ShouldBe(true), one => one.Mac.ShouldBe(vm.Nics[0].Mac));
        await SetAsync(scene, red, profile => profile with { Description = "nothing that a host must know" });
        await host.WorkAsync();
        host.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_network_that_gets_another_VLAN_takes_its_running_guests_along()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var (red, blue) = (await scene.ProfileAsync("red"), await scene.ProfileAsync("blue"));
        var vm = await scene.StartAsync(await scene.VmAsync("web", red, blue), host);
        host.Done.Clear();

        (await scene.Engine.Changes.UpdateAsync(FleetKinds.Networks, FleetKinds.Text(red.NetworkId), null, one => one with { Vlan = 333 }, Scene.Admin, new ChangeOptions(), None))
            .ShouldBeOfType<ChangeResult<Network>.Done>();
        await host.WorkAsync();

        var set = host.Done.ShouldHaveSingleItem();
        set.ShouldSatisfyAllConditions(one => one.Kind.ShouldBe(FleetOperation.SetNic), one => one.NicId.ShouldBe(vm.Nics[0].Id), one => one.Nic!.Vf!.Settings.Vlan!.Value.Id.ShouldBe((ushort)333));
    }

    [Fact]
    public async Task What_changed_while_a_VM_was_being_started_reaches_it_when_it_runs()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var red = await scene.ProfileAsync("red");
        var vm = await scene.VmAsync("web", red);
        await scene.BegunAsync(scene.Engine.Life.StartAsync(vm.Id, new(false, null), Scene.Admin, None));
        await SetAsync(scene, red, profile => profile with { MaxRate = 500 });
        await host.WorkAsync();
        host.Done.Select(one => one.Kind).ShouldBe([FleetOperation.StartVm, FleetOperation.SetNic]);
        host.Done[1].Nic!.Vf!.Settings.MaxRate.ShouldBe(500u);
        scene.Now(vm).Status.ShouldBe(VmStatus.Up);
    }

    [Fact]
    public async Task The_cable_of_a_plugged_virtio_vNIC_is_pulled_on_its_host()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var network = await scene.NetworkAsync("red");
        var virtio = await scene.ProfileAsync(network, Passthrough.Disabled);
        await host.WorkAsync();
        (await scene.Engine.Changes.UpdateAsync(
            FleetKinds.Hosts, FleetKinds.Text(host.Id), null, one => one with { Bridges = [new NetworkBridge(network.Id, "br0")] }, Scene.Admin, new ChangeOptions(), None))
            .ShouldBeOfType<ChangeResult<FleetHost>.Done>();
        await scene.SyncAsync();
        var vm = await scene.StartAsync(await scene.VmAsync("web", virtio), host);
        var changed = await scene.Engine.Changes.UpdateAsync(
            FleetKinds.Vms, FleetKinds.Text(vm.Id), null, one => one with { Nics = [one.Nics[0] with { IsLinked = false }] }, Scene.Admin, new ChangeOptions(), None);
        changed.ShouldBeOfType<ChangeResult<Vm>.Done>();
        await host.WorkAsync();
        host.Done[^1].ShouldSatisfyAllConditions(one => one.Kind.ShouldBe(FleetOperation.SetNic), one => one.Nic!.IsLinked.ShouldBeFalse(), one => one.Nic!.Bridge.ShouldBe("br0"));
    }

    private static async Task SetAsync(Scene scene, VnicProfile profile, Func<VnicProfile, VnicProfile> change)
    {
        (await scene.Engine.Changes.UpdateAsync(FleetKinds.Profiles, FleetKinds.Text(profile.Id), null, change, Scene.Admin, new ChangeOptions(), None))
            .ShouldBeOfType<ChangeResult<VnicProfile>.Done>();
        await scene.SyncAsync();
    }
}
