using Vfleet.Domain.Availability;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Availability;

public sealed class FreeRuleTests
{
    private static readonly ObservedVf Vf = Given.Vf(PciAddress.Parse("0000:01:00.0"), 3);

    public static TheoryData<string, ObservedVf> Free => new()
    {
        { "no driver", Vf },
        { "vfio-pci that nobody opened", Vf.OnVfio() },
        { "variant driver", Vf.OnVfio("mlx5_vfio_pci") },
        { "host driver, idle netdev", Vf.OnHost("eth3") },
        { "not a network function, so no netdev is missed", Vf with { IsNetwork = false, Driver = "qat_4xxxvf" } },
        { "no IOMMU: that is another refusal", Vf with { IommuGroup = null, GroupPeers = [] } },
    };

    public static TheoryData<NetdevUseKind, string, string, string> HostUses => new()
    {
        { NetdevUseKind.BridgePort, "br0", "eth3 is a port of bridge br0", "ip link set eth3 nomaster" },
        { NetdevUseKind.BondSlave, "bond0", "eth3 is a slave of bond bond0", "ip link set eth3 nomaster" },
        { NetdevUseKind.OtherMaster, "vrf-red", "eth3 belongs to vrf-red", "ip link set eth3 nomaster" },
        { NetdevUseKind.OtherMaster, "ovs-system", "eth3 belongs to ovs-system", "ovs-vsctl del-port eth3" },
        { NetdevUseKind.Vlan, "eth3.100", "VLAN device eth3.100 stands on eth3", "ip link del eth3.100" },
        { NetdevUseKind.Macvtap, "macvtap0", "macvtap macvtap0 stands on eth3", "ip link del macvtap0" },
        { NetdevUseKind.OtherUpper, "vxlan7", "vxlan7 stands on eth3", "ip link del vxlan7" },
        { NetdevUseKind.IpAddress, "192.0.2.1/24", "eth3 has the address 192.0.2.1/24", "ip address del 192.0.2.1/24 dev eth3" },
    };

    [Theory]
    [MemberData(nameof(Free))]
    public void A_VF_that_nobody_holds_is_free_whatever_its_driver(string why, ObservedVf vf)
    {
        why.ShouldNotBeEmpty();
        FreeRule.Holds(vf).ShouldBeEmpty(why);
        FreeRule.Users(vf).ShouldBeEmpty(why);
    }

    [Theory]
    [MemberData(nameof(HostUses))]
    public void A_VF_whose_netdev_the_host_uses_is_held(NetdevUseKind kind, string with, string reason, string remedy)
    {
        var hold = Only(Vf.OnHost("eth3").Used(kind, with));
        (hold.Reason, hold.RemedyFor("pf/3")).ShouldBe((reason, remedy));
    }

    [Fact]
    public void Every_kind_of_host_use_has_its_words() =>
        HostUses.Select(row => row.Data.Item1).Distinct().Order().ShouldBe(Enum.GetValues<NetdevUseKind>().Order());

    [Fact]
    public void A_guest_that_runs_with_it_holds_it_once_though_its_QEMU_has_it_open()
    {
        var hold = Only(Held().Vf("enp1s0f0/3"));
        hold.Reason.ShouldBe("guest web1");
        hold.RemedyFor("enp1s0f0/3").ShouldBe("vfleet vm detach web1 --device ua-net0");
    }

    [Fact]
    public void A_guest_that_is_off_holds_it_by_its_configuration()
    {
        var hold = Only(Held(live: false, config: true, alias: null).Vf("enp1s0f0/3"));
        hold.Reason.ShouldBe("in the configuration of guest web1");
        hold.RemedyFor("enp1s0f0/3").ShouldBe("vfleet vm detach web1 --device enp1s0f0/3");
        hold.Remedy.ShouldContain("vfleet vm detach");
    }

    [Fact]
    public void Two_guests_that_name_one_VF_are_both_told()
    {
        var vf = Held().WithGuests([.. Held().Guests, Given.Guest("db1", GuestState.ShutOff)]).Giving("enp1s0f0/3", "db1", live: false, config: true).Vf("enp1s0f0/3");
        FreeRule.Holds(vf).Select(hold => hold.Reason).ShouldBe(["guest web1", "in the configuration of guest db1"]);
    }

    [Fact]
    public void A_process_that_opened_it_holds_it()
    {
        var hold = Only(Vf.OnVfio() with { Holders = [new DeviceHolder(77, "dpdk-testpmd", null)] });
        hold.Reason.ShouldBe("opened by dpdk-testpmd (pid 77)");
        hold.Remedy.ShouldContain("77");
        Only(Vf.OnVfio() with { Holders = [new DeviceHolder(78, "qemu-system-x86", "old1")] }).Reason.ShouldBe("opened by guest old1 (pid 78)");
    }

    [Fact]
    public void A_host_driver_without_a_netdev_here_holds_it()
    {
        var hold = Only(Vf.OnHost("eth3") with { Netdevs = [] });
        hold.ShouldBeOfType<Hold.NetdevElsewhere>().Reason.ShouldContain("igbvf");
        hold.Remedy.ShouldContain("lsns -t net");
    }

    [Fact]
    public void A_shared_IOMMU_group_keeps_it_from_guests_but_nobody_uses_it()
    {
        var vf = Vf with { GroupPeers = [PciAddress.Parse("0000:01:00.0"), PciAddress.Parse("0000:01:10.0")] };
        var hold = FreeRule.Holds(vf).ShouldHaveSingleItem();
        hold.Reason.ShouldBe($"shares IOMMU group {vf.IommuGroup} with 0000:01:00.0, 0000:01:10.0");
        hold.Remedy.ShouldContain("ACS");
        FreeRule.Users(vf).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(VfPhase.Attaching, "an attach to web1 was interrupted")]
    [InlineData(VfPhase.Attached, "given to guest web1, which does not show it now")]
    [InlineData(VfPhase.Detaching, "a detach from web1 was interrupted")]
    public void What_we_gave_away_and_did_not_put_back_is_held(VfPhase phase, string reason)
    {
        var vf = Vf with { Record = Given.Record("web1", phase) };
        var hold = FreeRule.Holds(vf).ShouldHaveSingleItem();
        (hold.Reason, hold.RemedyFor("enp1s0f0/3")).ShouldBe((reason, "vfleet vf reset enp1s0f0/3"));
        FreeRule.Users(vf).ShouldBeEmpty();
    }

    [Fact]
    public void The_record_of_a_VF_that_its_guest_has_is_no_reason_of_its_own() =>
        Only(Held().Vf("enp1s0f0/3") with { Record = Given.Record("web1") }).ShouldBeOfType<Hold.ByGuest>();

    [Fact]
    public void Every_reason_is_told()
    {
        var vf = Vf.OnHost("eth3").Used(NetdevUseKind.IpAddress, "192.0.2.1/24").Used(NetdevUseKind.BridgePort, "br0") with
        {
            Record = Given.Record("web1"),
            GroupPeers = [PciAddress.Parse("0000:01:00.0")],
            Holders = [new DeviceHolder(77, "x", null)],
        };
        FreeRule.Holds(vf).Length.ShouldBe(5);
        FreeRule.Users(vf).Length.ShouldBe(3);
    }

    private static ObservedHost Held(bool live = true, bool config = false, string? alias = "ua-net0") => Given.Host(Given.Pf(vfs: 4))
        .WithGuests(Given.Guest("web1", live ? GuestState.Running : GuestState.ShutOff)).Giving("enp1s0f0/3", "web1", live, config, alias);

    private static Hold Only(ObservedVf vf)
    {
        FreeRule.Users(vf).Length.ShouldBe(1);
        return FreeRule.Holds(vf).ShouldHaveSingleItem();
    }
}
