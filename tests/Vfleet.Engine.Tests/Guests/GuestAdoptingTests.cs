using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Guests;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Engine.Tests.Guests;

public sealed class GuestAdoptingTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_guest_of_a_host_becomes_a_VM_with_claims_and_nothing_is_done_on_the_host()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var (host, guest) = await GuestAsync(scene);
        var red = await scene.ProfileAsync("red");
        var adopted = await scene.BegunAsync(scene.Engine.Life.AdoptAsync(host.Id, guest.Id, new AdoptWish([]), Scene.Admin, None));
        adopted.State.ShouldBe(WorkState.Done);
        var vm = scene.Engine.State.Vms.Values.Single();
        vm.ShouldSatisfyAllConditions(
            now => now.Id.ShouldBe(guest.Id), now => now.IsAdopted.ShouldBeTrue(), now => now.Status.ShouldBe(VmStatus.Up), now => now.HostId.ShouldBe(host.Id), now => now.Cpus.ShouldBe(3),
            now => now.Nics.Single().ProfileId.ShouldBe(red.Id));
        scene.Engine.State.Claims.Of(vm.Id).Single().ShouldSatisfyAllConditions(claim => claim.Vf.Index.ShouldBe(1), claim => claim.NicId.ShouldBe(vm.Nics[0].Id));
        scene.Engine.State.UseOf(host.Id).Cpus.ShouldBe(3);
        await scene.PassAsync(5, host);
        host.Done.ShouldBeEmpty();
        scene.Engine.Problems.Of(null).ShouldBeEmpty();
        VmLifeTests.Refused(await scene.Engine.Life.StopAsync(vm.Id, false, Scene.Admin, None)).Code.ShouldBe(EngineCode.VmAdopted);
    }

    [Fact]
    public async Task What_would_be_adopted_is_shown_and_nothing_is_written_down()
    {
        await using var scene = await Scene.OpenAsync();
        var (host, guest) = await GuestAsync(scene);
        await scene.ProfileAsync("red");

        var shown = await scene.BegunAsync(scene.Engine.Life.AdoptAsync(host.Id, guest.Id, new AdoptWish([]) { IsDryRun = true }, Scene.Admin, None));

        shown.ShouldSatisfyAllConditions(
            now => now.IsDryRun.ShouldBeTrue(), now => now.State.ShouldBe(WorkState.Done), now => now.Plan!.Steps.ShouldContain(step => step.StartsWith("claim VF 1 of ", StringComparison.Ordinal)));
        scene.Engine.State.Vms.Values.ShouldBeEmpty();
        scene.Engine.State.Claims.Count.ShouldBe(0);
    }

    [Fact]
    public async Task An_adopted_guest_that_ended_is_down_and_its_definition_is_left_alone_and_it_can_be_adopted_again()
    {
        await using var scene = await Scene.OpenAsync(time: new ManualTime());
        var (host, guest) = await GuestAsync(scene);
        await scene.ProfileAsync("red");
        await scene.BegunAsync(scene.Engine.Life.AdoptAsync(host.Id, guest.Id, new AdoptWish([]), Scene.Admin, None));
        host.Kill(guest.Id);
        await scene.UntilAsync(() => scene.Engine.State.Vms.Values.Single().Status == VmStatus.Down && scene.Engine.State.Claims.Count == 0, host);
        host.Done.ShouldBeEmpty();
        host.Run(guest);
        await host.WorkAsync();
        await scene.BegunAsync(scene.Engine.Life.AdoptAsync(host.Id, guest.Id, new AdoptWish([]), Scene.Admin, None));
        scene.Engine.State.Vms.Values.Single().Status.ShouldBe(VmStatus.Up);
    }

    [Fact]
    public async Task Every_reason_against_it_is_told_at_once()
    {
        await using var scene = await Scene.OpenAsync();
        var (host, guest) = await GuestAsync(scene);
        var red = await scene.ProfileAsync("red");
        var blue = await scene.ProfileAsync("blue");
        var refused = (await scene.Engine.Life.AdoptAsync(host.Id, guest.Id, new AdoptWish([]), Scene.Admin, None)).ShouldBeOfType<ChangeResult<FleetOperation>.Refused>();
        refused.Problems.ShouldContain(problem => problem.Path == "nics[0].profile" && problem.Message.Contains("blue", StringComparison.Ordinal));
        (await scene.Engine.Life.AdoptAsync(host.Id, Guid.CreateVersion7(), new AdoptWish([]), Scene.Admin, None)).ShouldBeOfType<ChangeResult<FleetOperation>.NotFound>();
        blue.NetworkId.ShouldNotBe(red.NetworkId);
    }

    private static async Task<(PlayedHost Host, GuestSpec Guest)> GuestAsync(Scene scene)
    {
        var host = await scene.PlayedAsync("h1");
        var guest = new GuestSpec(Guid.CreateVersion7(), "old")
        {
            Cpus = 3,
            Nics = [new GuestNic(Guid.CreateVersion7(), "net0", MacAddress.Parse("52:54:00:00:00:01")) { Vf = new GuestVf(Scene.Pf(1), 1, new()) }],
        };
        host.Run(guest);
        await host.WorkAsync();
        return (host, guest);
    }
}
