using Vfleet.Domain.Desired;
using Vfleet.Domain.Forwarding;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Forwarding.GivenBridge;

namespace Vfleet.Domain.Tests.Forwarding;

public sealed class ForwardingRuleTests
{
    private static readonly ForwardingChoice Guests = new(ForwardingPolicy.Guests);
    private static readonly MacAddress Web1 = MacAddress.Parse("52:54:00:00:00:01");

    [Fact]
    public void The_bridge_and_the_running_guests_on_it_are_wanted()
    {
        var wish = Wish(Host().WithBridged("web2", "52:54:00:00:00:02").WithBridged("web1", "52:54:00:00:00:01"));

        wish.Addresses.Select(address => address.ToString()).ShouldBe(
        [
            new ForwardedAddress(BridgeMac, new AddressOwner(AddressOwnerKind.Bridge, "br0")).ToString(),
            new ForwardedAddress(Web1, new AddressOwner(AddressOwnerKind.Guest, "web1")).ToString(),
            new ForwardedAddress(MacAddress.Parse("52:54:00:00:00:02"), new AddressOwner(AddressOwnerKind.Guest, "web2")).ToString(),
        ]);
        (wish.Because, wish.IsComplete).ShouldBe(("", true));
    }

    [Fact]
    public void A_guest_that_is_stopped_or_on_another_bridge_is_not_wanted() => Macs(Host()
        .WithBridged("web1", "52:54:00:00:00:01", live: false)
        .WithBridged("web2", "52:54:00:00:00:02", bridge: "br1")
        .WithBridged("web3", "52:54:00:00:00:03", bridge: "lan", kind: "network")).ShouldBe([BridgeMac]);

    [Fact]
    public void A_macvtap_on_the_bridge_is_wanted_and_one_on_the_PF_is_not() => Macs(Host()
        .WithOthers(Given.Netdev("macvtap0"))
        .WithBridged("web1", "52:54:00:00:00:01", bridge: "br0", tap: "macvtap0", kind: "direct")
        .WithBridged("web2", "52:54:00:00:00:02", bridge: "enp1s0f0", kind: "direct")).ShouldBe([BridgeMac, Web1]);

    [Fact]
    public void The_tap_says_where_an_interface_is_whatever_the_definition_says()
    {
        var host = Host()
            .WithOthers(Given.Netdev("vnet0").With(NetdevUseKind.BridgePort, "br0"), Given.Netdev("vnet1").With(NetdevUseKind.BridgePort, "br1"))
            .WithBridged("web1", "52:54:00:00:00:01", bridge: "lan", tap: "vnet0", kind: "network")
            .WithBridged("web2", "52:54:00:00:00:02", bridge: "br0", tap: "vnet1");

        Macs(host).ShouldBe([BridgeMac, Web1]);
    }

    [Fact]
    public void A_bridge_is_found_through_bonds_and_VLAN_devices()
    {
        var host = Given
            .Host(Given.Pf(vfs: 1).WithNetdev(netdev => netdev.With(NetdevUseKind.BondSlave, "bond0")))
            .WithOthers(
                Given.Netdev("bond0").With(NetdevUseKind.Vlan, "bond0.100").With(NetdevUseKind.Vlan, "bond0.200"),
                Given.Netdev("bond0.100").With(NetdevUseKind.BridgePort, "br100"),
                Given.Netdev("bond0.200").With(NetdevUseKind.BridgePort, "br200"))
            .WithGuests(Given.Guest("off1"))
            .Giving("enp1s0f0/0", "off1")
            .WithBridged("web1", "52:54:00:00:00:01", bridge: "br100")
            .WithBridged("web2", "52:54:00:00:00:02", bridge: "br200")
            .WithBridged("web3", "52:54:00:00:00:03", bridge: "br300");

        Wish(host).Bridges.Select(bridge => bridge.Name).ShouldBe(["br100", "br200"]);
        Macs(host).Select(mac => mac.ToString()).ShouldBe(["52:54:00:00:00:01", "52:54:00:00:00:02"]);
    }

    [Fact]
    public void Netdevs_that_stand_on_each_other_in_a_circle_are_no_trap()
    {
        var host = Given
            .Host(Given.Pf(vfs: 1).WithNetdev(netdev => netdev.With(NetdevUseKind.BondSlave, "bond0")))
            .WithOthers(Given.Netdev("bond0").With(NetdevUseKind.Vlan, "v1"), Given.Netdev("v1").With(NetdevUseKind.BondSlave, "bond0"));

        Wish(host).Because.ShouldBe("it is in no bridge");
    }

    [Fact]
    public void A_bridge_with_the_MAC_of_the_PF_needs_no_entry() =>
        Wish(Host().WithPf(PciAddress.Parse("0000:01:00.0"), pf => pf.WithNetdev(netdev => netdev with { Mac = BridgeMac }))).Addresses.ShouldBeEmpty();

    [Fact]
    public void An_address_that_a_VF_of_the_PF_has_is_left_out()
    {
        var standby = MacAddress.Parse("52:54:00:aa:00:00");
        var wish = Wish(Host().WithBridged("off2", standby.ToString()));

        wish.Addresses.Select(address => address.Mac).ShouldBe([BridgeMac]);
        wish.LeftOut.ShouldHaveSingleItem().Why.ShouldBe("VF enp1s0f0/0 has it, and frames for it would reach the bridge as well");
    }

    [Theory]
    [InlineData("it is in no bridge")]
    [InlineData("none of its VFs is in use")]
    [InlineData("it has no netdev on this host")]
    [InlineData("in switchdev mode the bridge decides, through representors")]
    public void Nothing_is_wanted_where_it_would_be_of_no_use(string because)
    {
        var host = Host().WithBridged("web1", "52:54:00:00:00:01").WithPf(PciAddress.Parse("0000:01:00.0"), pf => because switch
        {
            "it is in no bridge" => pf.WithNetdev(netdev => netdev with { Uses = [] }),
            "none of its VFs is in use" => pf with { Vfs = [.. pf.Vfs.Select(vf => Given.Vf(pf.Address, vf.Id.Index))] },
            "it has no netdev on this host" => pf with { Netdevs = [] },
            _ => pf with { EswitchMode = "switchdev" },
        });

        var wish = Wish(host);
        (wish.Because, wish.Addresses.Length).ShouldBe((because, 0));
    }

    [Fact]
    public void What_the_document_names_comes_before_guests_and_only_where_something_may_be_forwarded()
    {
        var named = new ForwardedAddress(MacAddress.Parse("52:54:00:ff:00:01"), new AddressOwner(AddressOwnerKind.Document, "host.yaml line 3"));
        var host = Host().WithBridged("web1", "52:54:00:00:00:01");

        ForwardingRule.Wish(host, host.Pfs[0], Guests with { Named = [named] }).Addresses.Select(address => address.Mac).ShouldBe([BridgeMac, named.Mac, Web1]);
        var none = ForwardingRule.Wish(host, host.Pfs[0], new ForwardingChoice(ForwardingPolicy.None) { Named = [named], Because = "nobody wants it" });
        (none.Because, none.Addresses.Length).ShouldBe(("nobody wants it", 0));
    }

    [Fact]
    public void A_silent_libvirt_or_a_guest_that_cannot_be_read_makes_the_wish_incomplete()
    {
        Wish(Host() with { LibvirtProblem = new Problem(ProblemCode.LibvirtUnavailable, "it is off", "start it") }).IsComplete.ShouldBeFalse();
        Wish(Host() with { Problems = [new Problem(ProblemCode.Malformed, "the XML of guest web1 cannot be understood", "look at it")] })
            .IsComplete.ShouldBeFalse();
        (Given.Host(Host().Pfs[0] with { Vfs = [] }) with { OtherNetdevs = Host().OtherNetdevs, Guests = default }).ShouldSatisfyAllConditions(
            host => Wish(host).Because.ShouldBe("none of its VFs is in use"), host => Wish(host).IsComplete.ShouldBeFalse());
    }

    private static ForwardingWish Wish(ObservedHost host) => ForwardingRule.Wish(host, host.Pfs[0], Guests);

    private static IEnumerable<MacAddress> Macs(ObservedHost host) => Wish(host).Addresses.Select(address => address.Mac);
}
