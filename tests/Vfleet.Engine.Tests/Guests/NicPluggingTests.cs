using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Tests.Scenes;

namespace Vfleet.Engine.Tests.Guests;

public sealed class NicPluggingTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_vNIC_is_given_to_a_running_VM_and_taken_again()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await RunningAsync(scene, host);
        var nic = vm.Nics[1];
        await scene.BegunAsync(scene.Engine.Life.PlugAsync(vm.Id, nic.Id, false, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).Nics[1].IsPlugged.ShouldBeTrue();
        host.Guests[vm.Id].Nics.Length.ShouldBe(2);
        scene.Engine.State.Claims.Of(vm.Id).Select(claim => claim.NicId).ShouldBe(vm.Nics.Select(one => one.Id), ignoreOrder: true);

        await scene.BegunAsync(scene.Engine.Life.UnplugAsync(vm.Id, nic.Id, TimeSpan.FromSeconds(30), false, false, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).Nics[1].IsPlugged.ShouldBeFalse();
        host.Guests[vm.Id].Nics.Length.ShouldBe(1);
        scene.Engine.State.Claims.Of(vm.Id).Single().NicId.ShouldBe(vm.Nics[0].Id);
    }

    [Fact]
    public async Task A_guest_that_does_not_let_go_keeps_its_vNIC()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await RunningAsync(scene, host);
        host.Answer = one => one is { Kind: FleetOperation.UnplugNic, IsForced: false } ? PlayedHost.Failed(one, "GUEST_REFUSED") : null;
        var refused = await scene.BegunAsync(scene.Engine.Life.UnplugAsync(vm.Id, vm.Nics[0].Id, TimeSpan.FromSeconds(1), false, false, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(refused).Problems.Single().Code.ShouldBe("GUEST_REFUSED");
        scene.Now(vm).Nics[0].IsPlugged.ShouldBeTrue();
        scene.Engine.State.Claims.Of(vm.Id).Single().State.ShouldBe(ClaimState.Held);
        await scene.BegunAsync(scene.Engine.Life.UnplugAsync(vm.Id, vm.Nics[0].Id, TimeSpan.FromSeconds(1), true, false, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).Nics[0].IsPlugged.ShouldBeFalse();
    }

    [Fact]
    public async Task Plugging_that_fails_leaves_the_vNIC_unplugged_and_its_VF_to_others()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await RunningAsync(scene, host);
        host.Answer = one => one.Kind == FleetOperation.PlugNic ? PlayedHost.Failed(one, "GUEST_NO_SLOT") : null;
        await scene.BegunAsync(scene.Engine.Life.PlugAsync(vm.Id, vm.Nics[1].Id, false, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).ShouldSatisfyAllConditions(now => now.Nics[1].IsPlugged.ShouldBeFalse(), now => now.Status.ShouldBe(VmStatus.Up));
        scene.Engine.State.Claims.Of(vm.Id).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Plugging_goes_on_with_another_VF_when_one_is_in_use()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await RunningAsync(scene, host);
        host.Answer = VmLifeTests.InUse(times: 1);
        await scene.BegunAsync(scene.Engine.Life.PlugAsync(vm.Id, vm.Nics[1].Id, false, Scene.Admin, None));
        await host.WorkAsync();
        scene.Now(vm).Nics[1].IsPlugged.ShouldBeTrue();
        scene.Engine.State.Claims.Of(vm.Id).Select(claim => claim.State).ShouldBe([ClaimState.Held, ClaimState.Held, ClaimState.Suspect], ignoreOrder: true);
    }

    [Fact]
    public async Task While_the_VM_is_down_plugging_is_only_noted()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1");
        var vm = await scene.VmAsync("web", await scene.ProfileAsync("red"));
        var unplugged = await scene.BegunAsync(scene.Engine.Life.UnplugAsync(vm.Id, vm.Nics[0].Id, TimeSpan.FromSeconds(1), false, false, Scene.Admin, None));
        unplugged.State.ShouldBe(WorkState.Done);
        scene.Now(vm).Nics[0].IsPlugged.ShouldBeFalse();
        (await scene.BegunAsync(scene.Engine.Life.PlugAsync(vm.Id, vm.Nics[0].Id, false, Scene.Admin, None))).State.ShouldBe(WorkState.Done);
        scene.Now(vm).Nics[0].IsPlugged.ShouldBeTrue();
        scene.Engine.Desired.Of(host.Id).Operations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_free_VF_a_vNIC_is_not_plugged()
    {
        await using var scene = await Scene.OpenAsync();
        var host = await scene.PlayedAsync("h1", vfs: 1);
        var vm = await RunningAsync(scene, host);
        VmLifeTests.Refused(await scene.Engine.Life.PlugAsync(vm.Id, vm.Nics[1].Id, false, Scene.Admin, None)).Code.ShouldBe(FleetCode.VnicNoSuitableVf);
        scene.Now(vm).Nics[1].IsPlugged.ShouldBeFalse();
    }

    // A VM that runs with one of its two vNICs.
    private static async Task<Vm> RunningAsync(Scene scene, PlayedHost host)
    {
        var red = await scene.ProfileAsync("red");
        var vm = await scene.VmAsync("web", red, red);
        await scene.BegunAsync(scene.Engine.Life.UnplugAsync(vm.Id, vm.Nics[1].Id, TimeSpan.FromSeconds(1), false, false, Scene.Admin, None));
        return await scene.StartAsync(vm, host);
    }
}
