using Vfleet.Domain.Fleet;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Engine.Tests.Guests;

public sealed class MixedLifeTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_mixed_operations_of_two_engines_and_guests_that_end_by_themselves_everything_fits_together(int seed)
    {
        await using var scene = await Scene.OpenAsync(engines: 2, time: new ManualTime());
        PlayedHost[] hosts = [await scene.PlayedAsync("h1", vfs: 6), await scene.PlayedAsync("h2", vfs: 6)];
        var red = await scene.ProfileAsync("red");
        var vms = new List<Vm>();
        for (var i = 0; i < 5; i++)
        {
            vms.Add(await scene.VmAsync($"vm{i}", red, red));
        }

        var random = new Random(seed);
        foreach (var host in hosts)
        {
            host.Answer = one => random.Next(6) switch
            {
                0 => PlayedHost.Failed(one, "LIBVIRT_FAILED"),
                1 => VmLifeTests.InUse(times: 1)(one),
                _ => null,
            };
        }

        for (var round = 0; round < 150; round++)
        {
            await ActAsync(scene, hosts, vms[random.Next(vms.Count)], random);
            await scene.SyncAsync();
        }

        foreach (var host in hosts)
        {
            host.Answer = _ => null;
        }

        await scene.PassAsync(20, hosts);
        Check(scene, hosts, vms);
    }

    private static async Task ActAsync(Scene scene, PlayedHost[] hosts, Vm vm, Random random)
    {
        var (engine, nic) = (scene.Engines[random.Next(2)], vm.Nics[random.Next(2)].Id);
        switch (random.Next(10))
        {
            case 0 or 1 or 2:
                await engine.Life.StartAsync(vm.Id, new(false, null), Scene.Admin, None);
                break;
            case 3:
                await engine.Life.StopAsync(vm.Id, false, Scene.Admin, None);
                break;
            case 4:
                await engine.Life.ShutdownAsync(vm.Id, TimeSpan.FromSeconds(9), false, Scene.Admin, None);
                break;
            case 5:
                await engine.Life.UnplugAsync(vm.Id, nic, TimeSpan.FromSeconds(9), false, false, Scene.Admin, None);
                break;
            case 6:
                await engine.Life.PlugAsync(vm.Id, nic, false, Scene.Admin, None);
                break;
            case 7 when engine.State.Operations.Values.FirstOrDefault(operation => !operation.IsOver) is { } running:
                await engine.Operations.CancelAsync(running.Id, Scene.Admin, None);
                break;
            case 8 when random.Next(3) == 0:
                Array.ForEach(hosts, host => host.Kill(vm.Id));
                break;
            default:
                await hosts[random.Next(2)].WorkAsync(engine);
                await scene.PassAsync(1);
                break;
        }
    }

    private static void Check(Scene scene, PlayedHost[] hosts, List<Vm> vms)
    {
        foreach (var engine in scene.Engines)
        {
            engine.State.Operations.Values.ShouldAllBe(operation => operation.IsOver);
        }

        foreach (var vm in vms.Select(scene.Now))
        {
            var guests = hosts.Where(host => host.Guests.ContainsKey(vm.Id)).ToList();
            vm.Status.ShouldBeOneOf(VmStatus.Up, VmStatus.Down);
            guests.Select(host => host.Id).ShouldBe(vm.Status == VmStatus.Up ? [vm.HostId!.Value] : Array.Empty<Guid>(), vm.Name);
            var held = scene.Engine.State.Claims.Of(vm.Id).Where(claim => claim.State != ClaimState.Suspect).ToList();
            held.ShouldAllBe(claim => claim.State == ClaimState.Held);
            held.Select(claim => (claim.NicId, claim.Vf.Pf, claim.Vf.Index)).ShouldBe(
                guests.SelectMany(host => host.Guests[vm.Id].Nics).Select(nic => (nic.Id, nic.Vf!.Pf, nic.Vf.Index)), ignoreOrder: true);
        }

        foreach (var host in hosts)
        {
            scene.Engine.State.UseOf(host.Id).MemoryMiB.ShouldBe(vms.Select(scene.Now).Where(vm => vm.HostId == host.Id).Sum(vm => vm.MemoryMiB));
        }
    }
}
