using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.Linux.Tests.Netlink.Kernel;

/// <summary>VF attributes, long lists and representors on the real kernel, with the driver that can do everything.</summary>
[Trait("Category", "OnHost")]
public sealed class NetdevsimTests : IDisposable
{
    private readonly RouteClient _route = new(RunningKernel.Instance);

    public void Dispose() => _route.Dispose();

    [Fact]
    public void Every_attribute_of_every_VF_is_written_in_one_message_and_read_back()
    {
        using var device = new NetdevsimDevice(256);
        var pf = device.LinkIndex;
        VfChange[] changes = [.. Enumerable.Range(0, 256).Select(Everything)];
        var result = _route.SetVfs(pf, changes);
        result.AllApplied.ShouldBeTrue();
        (result.Messages, result.RoundTrips).ShouldBe((1, 1));

        var list = _route.GetVfs(pf, 256, withCounters: true);
        list.Completeness.ShouldBe(VfListCompleteness.CompleteDespiteOverflow);
        foreach (var vf in list.Items)
        {
            ShouldMatch(vf, changes[vf.Index]);
            vf.Counters.ShouldBe(default(VfCounters));
        }
    }

    [Fact]
    public void All_of_600_VFs_are_read_although_the_kernel_states_a_length_for_265()
    {
        using var device = new NetdevsimDevice(600);
        var pf = device.LinkIndex;
        VfChange[] changes = [.. Enumerable.Range(0, 600).Select(Everything)];
        var result = _route.SetVfs(pf, changes);
        result.AllApplied.ShouldBeTrue();
        result.RoundTrips.ShouldBe(1);

        var list = _route.GetVfs(pf, 600);
        list.Completeness.ShouldBe(VfListCompleteness.CompleteDespiteOverflow);
        list.KernelCount.ShouldBe(600);
        list.Items.Length.ShouldBe(600);
        foreach (var vf in list.Items)
        {
            ShouldMatch(vf, changes[vf.Index]);
        }
    }

    [Fact]
    public void A_VF_that_does_not_exist_is_refused_and_the_others_are_changed()
    {
        using var device = new NetdevsimDevice(4);
        var pf = device.LinkIndex;
        var result = _route.SetVfs(pf, [Everything(0), Everything(9), Everything(3)]);
        result.Outcomes.Where(outcome => outcome.Index == 9).ShouldAllBe(outcome => outcome.Outcome is NetlinkOutcome.Refused);
        result.Outcomes.Where(outcome => outcome.Index != 9).ShouldAllBe(outcome => outcome.Outcome.IsApplied);
        ShouldMatch(_route.GetVfs(pf).Items[3], Everything(3));
    }

    [Fact]
    public void A_maximum_rate_alone_keeps_the_minimum()
    {
        using var device = new NetdevsimDevice(1);
        var pf = device.LinkIndex;
        _route.SetVfs(pf, [new VfChange { Index = 0, MinTxRate = 10, MaxTxRate = 20 }]).AllApplied.ShouldBeTrue();
        _route.SetVfs(pf, [new VfChange { Index = 0, MaxTxRate = 30 }]).AllApplied.ShouldBeTrue();
        var vf = _route.GetVfs(pf).Items[0];
        (vf.MinTxRate, vf.MaxTxRate).ShouldBe((10u, 30u));
    }

    [Fact]
    public void Switchdev_mode_makes_a_representor_for_each_VF_and_rates_unsupported()
    {
        using var device = new NetdevsimDevice(12);
        using var devlink = new DevlinkClient(RunningKernel.Instance);
        var handle = new DevlinkHandle("netdevsim", device.Name);
        devlink.GetDevices().ShouldContain(handle);
        devlink.GetDescription(handle).ValueOrNull.ShouldNotBeNull().Driver.ShouldBe("netdevsim");
        devlink.GetEswitch(handle).ValueOrNull.ShouldNotBeNull().Mode.ShouldBe(EswitchMode.Legacy);

        devlink.SetEswitchMode(handle, EswitchMode.Switchdev).IsApplied.ShouldBeTrue();
        devlink.GetEswitch(handle).ValueOrNull.ShouldNotBeNull().Mode.ShouldBe(EswitchMode.Switchdev);
        var representors = Representors.Of(devlink.GetPorts(handle));
        representors.Select(r => r.VfIndex).ShouldBe(Enumerable.Range(0, 12));
        var links = _route.GetLinks();
        foreach (var representor in representors)
        {
            links.Single(link => link.Index == representor.LinkIndex).PhysPortName.ShouldBe($"pf0vf{representor.VfIndex}");
        }

        var pf = _route.GetLink(device.LinkIndex)!;
        Representors.Of(links, pf).Select(r => r.LinkIndex).ShouldBe(representors.Select(r => r.LinkIndex));
        _route.SetVfs(pf.Index, [new VfChange { Index = 0, MinTxRate = 0, MaxTxRate = 10 }]).Outcomes
            .ShouldHaveSingleItem().Outcome.ShouldBeOfType<NetlinkOutcome.Unsupported>();

        devlink.SetEswitchMode(handle, EswitchMode.Legacy).IsApplied.ShouldBeTrue();
        Representors.Of(devlink.GetPorts(handle)).ShouldBeEmpty();
    }

    [Fact]
    public void A_device_without_devlink_is_told_from_one_with_it()
    {
        using var devlink = new DevlinkClient(RunningKernel.Instance);
        devlink.GetEswitch(new DevlinkHandle("netdevsim", "netdevsim9999")).ShouldBeOfType<DevlinkReading<Eswitch>.NoDevlink>();
    }

    private static void ShouldMatch(VfAttributes vf, VfChange change)
    {
        vf.IsReported.ShouldBeTrue();
        (vf.Index, vf.Mac, vf.Vlan, vf.SpoofCheck, vf.Trust).ShouldBe((change.Index, change.Mac, change.Vlan, change.SpoofCheck, change.Trust));
        (vf.MinTxRate, vf.MaxTxRate, vf.LinkState, vf.RssQuery).ShouldBe(
            (change.MinTxRate, change.MaxTxRate, change.LinkState, change.RssQuery));
    }

    private static VfChange Everything(int index) => new()
    {
        Index = index,
        Mac = new MacAddress(0x020000000100UL + (uint)index),
        Vlan = new VlanTag((ushort)(1 + index), (byte)(index % 8), index % 2 == 0 ? VlanProtocol.Dot1Ad : VlanProtocol.Dot1Q),
        MinTxRate = 10,
        MaxTxRate = 100 + (uint)index,
        SpoofCheck = index % 2 == 0,
        LinkState = (VfLinkState)(index % 3),
        RssQuery = index % 2 == 1,
        Trust = index % 2 == 1,
    };
}
