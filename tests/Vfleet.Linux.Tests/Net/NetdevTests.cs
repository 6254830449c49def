using Vfleet.Linux.Net;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Net;

public sealed class NetdevTests : IDisposable
{
    private static readonly string[] s_noise =
        ["\n", "|--", "/32 host LOCAL", "00000000000000000000000000000000", "ens1f0_np0", "FFFFFFFF", "1.2.3.4", "zz"];

    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");

    private readonly FakeHost _host = new FakeHost().AddPf(new FakePf { Address = s_pf, Netdevs = ["ens1f0_np0", "ens1f0_np1"] });

    public void Dispose() => _host.Dispose();

    [Fact]
    public void An_interface_shows_what_it_is()
    {
        var device = _host.NetdevPath("ens1f0_np1");
        _host.Files.Write($"{device}/dev_port", "1\n");
        _host.Files.Write($"{device}/phys_port_name", "p1\n");
        _host.Files.Write($"{device}/phys_switch_id", "b8cef60300123456\n");
        var netdevs = Netdev.OfFunction(_host.Root, s_pf);
        netdevs.Select(netdev => netdev.Name).ShouldBe(["ens1f0_np0", "ens1f0_np1"]);
        var second = netdevs[1];
        second.Function.ShouldBe(s_pf);
        (second.DevPort, second.PhysPortName, second.PhysSwitchId).ShouldBe((1, "p1", "b8cef60300123456"));
        second.Address.ShouldBe(MacAddress.Parse("52:54:00:00:00:01"));
        (second.IsUp, second.Carrier, second.Mtu, second.Speed, second.OperState, second.Type).ShouldBe((true, true, 1500, 1000, "up", 1));
        second.Faults.ShouldBeEmpty();
        netdevs[0].PhysPortName.ShouldBeNull();
    }

    [Fact]
    public void A_speed_of_minus_one_and_an_InfiniBand_address_are_unknown()
    {
        _host.Files.Write($"{_host.NetdevPath("ens1f0_np0")}/speed", "-1\n");
        _host.Files.Write($"{_host.NetdevPath("ens1f0_np0")}/address", "80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0b:1a:31\n");
        var netdev = Netdev.Read(_host.Root, "ens1f0_np0")!;
        netdev.Speed.ShouldBeNull();
        netdev.Address.ShouldBeNull();
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a_name_of_16_chr")]
    public void A_name_that_the_kernel_would_not_take_is_no_interface(string name)
    {
        Netdev.Read(_host.Root, name).ShouldBeNull();
        new NetdevUseReader(_host.Root).Read(name).IsUsed.ShouldBeFalse();
    }

    [Fact]
    public void Bridge_bond_VLAN_and_macvtap_use_is_seen()
    {
        _host.AddVirtualNetdev("bond0", "bond").AddVirtualNetdev("br0", "bridge").AddVirtualNetdev("bond0.100", "vlan")
            .AddVirtualNetdev("macvtap3", "macvtap").AddVirtualNetdev("ovs-system").AddVirtualNetdev("mystery");
        _host.Stack("ens1f0_np0", "bond0", asMaster: true).Stack("bond0", "bond0.100", asMaster: false).Stack("bond0.100", "br0", asMaster: true)
            .Stack("ens1f0_np1", "macvtap3", asMaster: false).Stack("ens1f0_np1", "mystery", asMaster: false).Stack("ens1f0_np1", "ovs-system", asMaster: true);
        _host.Files.Write("proc/net/vlan/bond0.100", "bond0.100  VID: 100\t REORDER_HDR: 1  dev->priv_flags: 1\n");
        var reader = new NetdevUseReader(_host.Root);

        reader.Read("ens1f0_np0").Master.ShouldBe(new UpperNetdev("bond0", UpperKind.Bond));
        reader.Read("ens1f0_np0").Users.ShouldBeEmpty();
        var bond = reader.Read("bond0");
        bond.Lowers.ShouldBe(["ens1f0_np0"]);
        bond.Users.ShouldBe([new UpperNetdev("bond0.100", UpperKind.Vlan, 100)]);
        reader.Read("bond0.100").Master.ShouldBe(new UpperNetdev("br0", UpperKind.Bridge));
        var second = reader.Read("ens1f0_np1");
        second.Master!.Kind.ShouldBe(UpperKind.OpenVSwitch);
        second.Users.ShouldBe([new UpperNetdev("macvtap3", UpperKind.Macvtap), new UpperNetdev("mystery", UpperKind.Other)]);
        reader.Read("macvtap3").IsUsed.ShouldBeFalse();
    }

    [Fact]
    public void The_default_route_is_found_through_everything_above()
    {
        _host.AddVirtualNetdev("bond0", "bond").AddVirtualNetdev("bond0.100", "vlan").AddVirtualNetdev("br0", "bridge");
        _host.Stack("ens1f0_np0", "bond0", asMaster: true).Stack("bond0", "bond0.100", asMaster: false).Stack("bond0.100", "br0", asMaster: true);
        _host.Files.Write("proc/net/route", """
            Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
            br0	00000000	0101A8C0	0003	0	0	0	00000000	0	0	0
            br0	0001A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0

            """);
        _host.Files.Write("proc/net/fib_trie", """
            Main:
              +-- 0.0.0.0/0 3 0 5
                    |-- 192.168.1.5
                       /32 host LOCAL
                    |-- 192.168.1.255
                       /32 link BROADCAST
                    |-- 127.0.0.1
                       /32 host LOCAL

            """);
        _host.Files.Write("proc/net/if_inet6", """
            00000000000000000000000000000001 01 80 10 80       lo
            20010db8000000000000000000000007 02 40 00 80 ens1f0_np1
            fe80000000000000505400fffe000001 02 40 20 80 ens1f0_np0

            """);
        var reader = new NetdevUseReader(_host.Root);
        reader.DefaultRouteNetdevs.ShouldBe(["br0"]);
        reader.DefaultRouteAbove("ens1f0_np0").ShouldBe("br0");
        reader.DefaultRouteAbove("ens1f0_np1").ShouldBeNull();
        reader.Read("br0").HasDefaultRoute.ShouldBeTrue();
        reader.Read("br0").Addresses.ShouldBe(["192.168.1.5/24"]);
        reader.Read("ens1f0_np1").Addresses.ShouldBe(["2001:db8::7/64"]);
        reader.Read("ens1f0_np0").Addresses.ShouldBeEmpty("every interface that is up has a link-local address");
    }

    [Fact]
    public void An_IPv6_default_route_counts_and_the_unreachable_one_does_not()
    {
        _host.Files.Write("proc/net/ipv6_route", """
            00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 ens1f0_np0
            00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo

            """);
        new NetdevUseReader(_host.Root).DefaultRouteNetdevs.ShouldBe(["ens1f0_np0"]);
    }

    [Fact]
    public void Rings_of_interfaces_end()
    {
        _host.Stack("ens1f0_np0", "ens1f0_np1", asMaster: false).Stack("ens1f0_np1", "ens1f0_np0", asMaster: false);
        new NetdevUseReader(_host.Root).DefaultRouteAbove("ens1f0_np0").ShouldBeNull();
    }

    [Fact]
    public void Tables_of_noise_are_borne()
    {
        var random = new Random(9);
        for (var round = 0; round < 500; round++)
        {
            foreach (var file in new[] { "route", "ipv6_route", "fib_trie", "if_inet6", "vlan/ens1f0_np0" })
            {
                var words = Enumerable.Range(0, random.Next(40)).Select(_ => s_noise[random.Next(s_noise.Length)]);
                _host.Files.Write($"proc/net/{file}", string.Join(' ', words));
            }

            _ = new NetdevUseReader(_host.Root).Read("ens1f0_np0");
        }
    }

    [Fact]
    public void InfiniBand_ports_and_VF_policies_are_read()
    {
        var device = _host.DevicePath(s_pf);
        _host.Files.Write($"{device}/infiniband/mlx5_0/node_guid", "b8ce:f603:0012:3456\n");
        _host.Files.Write($"{device}/infiniband/mlx5_0/ports/1/state", "4: ACTIVE\n");
        _host.Files.Write($"{device}/infiniband/mlx5_0/ports/1/link_layer", "InfiniBand\n");
        _host.Files.Write($"{device}/sriov/0/node", "00:11:22:33:44:55:66:77\n");
        _host.Files.Write($"{device}/sriov/0/policy", "Follow\n");
        _host.Files.Write($"{device}/sriov/10/policy", "Down\n");
        var found = InfinibandDevice.OfFunction(_host.Root, s_pf).ShouldHaveSingleItem();
        found.Name.ShouldBe("mlx5_0");
        found.NodeGuid.ShouldBe("b8ce:f603:0012:3456");
        found.Ports.ShouldBe([new InfinibandPort(1, "ACTIVE", "InfiniBand")]);
        InfinibandDevice.VfPolicies(_host.Root, s_pf).ShouldBe(
            [new InfinibandVfPolicy(0, "00:11:22:33:44:55:66:77", null, "Follow"), new InfinibandVfPolicy(10, null, null, "Down")]);
        InfinibandDevice.OfFunction(_host.Root, PciAddress.Parse("0000:09:00.0")).ShouldBeEmpty();
    }
}
