using Vfleet.Domain.Functions;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Host.Tests.Reading;

public sealed class CountersTests
{
    [Fact]
    public async Task What_the_PFs_driver_counts_is_read_for_each_VF()
    {
        await using var rig = new Rig(vfs: 3);
        rig.Link.Vfs[2].Counters = new VfCounters(1, 2, 3, 4, 5, 6, 7, ulong.MaxValue);
        var pf = (await rig.Host.ObserveAsync(ObserveScope.VfSettings, TestContext.Current.CancellationToken)).Pf(Rig.Pf).ShouldNotBeNull();

        var counted = await rig.Host.CountersAsync(pf, TestContext.Current.CancellationToken);

        counted.Select(one => one.Vf).ShouldBe([new VfId(Rig.Pf, 0), new VfId(Rig.Pf, 1), new VfId(Rig.Pf, 2)]);
        var last = counted[2];
        (last.RxPackets, last.TxPackets, last.RxBytes, last.TxBytes).ShouldBe((1UL, 2UL, 3UL, 4UL));
        (last.Broadcast, last.Multicast, last.RxDropped, last.TxDropped).ShouldBe((5UL, 6UL, 7UL, ulong.MaxValue));
    }

    [Fact]
    public async Task A_PF_whose_netdev_is_gone_has_nothing_to_count()
    {
        await using var rig = new Rig(vfs: 1);
        var pf = (await rig.Host.ObserveAsync(ObserveScope.VfSettings, TestContext.Current.CancellationToken)).Pf(Rig.Pf).ShouldNotBeNull();

        (await rig.Host.CountersAsync(pf with { Netdevs = [pf.Netdevs[0] with { Index = 4711 }] }, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await rig.Host.CountersAsync(pf with { Netdevs = [] }, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }
}
