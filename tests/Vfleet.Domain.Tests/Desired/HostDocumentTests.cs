using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using static Vfleet.Domain.Tests.Desired.Written;

namespace Vfleet.Domain.Tests.Desired;

public sealed class HostDocumentTests
{
    [Fact]
    public void Every_key_of_an_entry_arrives()
    {
        var host = Entry(
            ("address", "0000:01:00.0"), ("required", "true"), ("vfs", "8"), ("driver", "vfio"), ("eswitch", "legacy"), ("mtu", "9000"), ("up", "true"),
            ("settings", Map(("0-3", Map(("vlan", "100"), ("qos", "3"), ("vlanProtocol", "802.1ad"), ("trust", "true"), ("spoofCheck", "false"))),
                ("5", Map(("mac", "52:54:00:12:34:56"), ("minRate", "10"), ("maxRate", "500"), ("linkState", "enable"), ("rssQuery", "true"),
                    ("nodeGuid", "00:11:22:33:44:55:66:77"), ("portGuid", "00:00:00:00:00:00:00:01"))))));

        var pf = host.Pfs.ShouldHaveSingleItem();
        pf.Select.ShouldBeOfType<PfPattern.ByAddress>().Address.ShouldBe(new PciAddress(0, 1, 0, 0));
        (pf.Vfs, pf.Driver, pf.EswitchMode, pf.Mtu, pf.Up, pf.Required, pf.Ownership)
            .ShouldBe((8, VfDriverChoice.Vfio, "legacy", 9000, true, true, VfOwnership.Managed));
        pf.Settings.Select(vfs => vfs.Range).ShouldBe([new VfRange(0, 3), new VfRange(5, 5)]);
        pf.Settings[0].Settings.ShouldBe(
            new VfSettings { Vlan = new VlanTag(100, 3, VlanProtocol.Dot1Ad), Trust = true, SpoofCheck = false });
        pf.Settings[1].Settings.ShouldBe(new VfSettings
        {
            Mac = MacAddress.Parse("52:54:00:12:34:56"),
            MinRate = 10,
            MaxRate = 500,
            LinkState = VfLinkState.Enable,
            RssQuery = true,
            NodeGuid = 0x0011223344556677,
            PortGuid = 1,
        });
    }

    [Fact]
    public void An_empty_document_wishes_nothing()
    {
        var host = Host(Map());

        host.Pfs.ShouldBeEmpty();
        host.NeverTouch.ShouldBeEmpty();
        host.Drift.ShouldBe(DriftPolicy.Report);
    }

    [Fact]
    public void All_problems_are_told_at_once_each_with_its_place_and_a_remedy()
    {
        var problems = ProblemsOf(Map(
            ("drift", "fix"),
            ("pfs", List(
                Map(("netdev", "enp1s0f0"), ("vfs", "many"), ("drivr", "vfio"), ("settings", Map(("0-3", Map(("vlan", "4095"))), ("3", Map(("trust", "maybe")))))),
                Map(("vfs", "4"))))));

        problems.Select(problem => problem.Path).ShouldBe(
            ["drift", "pfs[0].vfs", "pfs[0].drivr", "pfs[0].settings.0-3.vlan", "pfs[0].settings.3.trust", "pfs[1]", "pfs[0].settings.3"]);
        problems.ShouldAllBe(problem => problem.Message.StartsWith("host.yaml:") && problem.Remedy.Length > 5);
        problems[2].Remedy.ShouldBe("did you mean driver?");
    }

    [Theory]
    [InlineData("vfs", "010", "octal")]
    [InlineData("vfs", "0x10", "octal or hexadecimal")]
    [InlineData("vfs", "1_000", "no whole number")]
    [InlineData("vfs", "1e3", "no whole number")]
    [InlineData("vfs", "-1", "out of range")]
    [InlineData("vfs", "65536", "out of range")]
    [InlineData("vfs", "99999999999", "out of range")]
    [InlineData("vfs", "-", "no whole number")]
    [InlineData("vfs", "", "has no value")]
    [InlineData("vfs", "null", "has no value")]
    [InlineData("mtu", "67", "out of range")]
    [InlineData("up", "yes", "is neither")]
    [InlineData("driver", "vfoi", "did you mean vfio")]
    [InlineData("netdev", "a b", "cannot be the name of a netdev")]
    [InlineData("netdev", "enp1/0", "cannot be the name of a netdev")]
    public void A_value_that_is_none_is_refused_with_what_may_stand_there(string key, string value, string why)
    {
        (string, object)[] select = key == "netdev" ? [] : [("netdev", "enp1s0f0")];

        var problem = EntryProblems([.. select, (key, value)]).ShouldHaveSingleItem();

        problem.Path.ShouldBe($"pfs[0].{key}");
        problem.Message.ShouldContain(why);
        problem.Remedy.ShouldStartWith("give ");
    }

    [Theory]
    [InlineData("address", "1:2", "no PCI address")]
    [InlineData("device", "8086", "no pair of PCI ids")]
    [InlineData("device", "8086:10c9f", "no pair of PCI ids")]
    [InlineData("device", "xxxx:10c9", "no pair of PCI ids")]
    public void A_selector_that_is_none_is_refused(string key, string value, string why) =>
        EntryProblems((key, value)).ShouldHaveSingleItem().Message.ShouldContain(why);

    [Fact]
    public void A_number_in_quotes_is_a_text() =>
        EntryProblems(("netdev", "e*"), ("vfs", Text("8", quoted: true))).ShouldHaveSingleItem().Message.ShouldContain("'8' is a text, for it stands in quotes");

    [Theory]
    [InlineData("vlan", "4095", "VLAN_INVALID", "reserved")]
    [InlineData("vlan", "70000", "VLAN_INVALID", "out of range")]
    [InlineData("vlan", "-1", "VLAN_INVALID", "out of range")]
    [InlineData("mac", "01:00:5e:00:00:01", "MAC_INVALID", "multicast")]
    [InlineData("mac", "52:54:00", "MAC_INVALID", "no MAC address")]
    [InlineData("qos", "3", "OPTIONS_CONFLICT", "without a VLAN")]
    [InlineData("qos", "8", "OUT_OF_RANGE", "priority 8")]
    [InlineData("maxRate", "1600001", "OUT_OF_RANGE", "more than any Ethernet")]
    [InlineData("nodeGuid", "00:11", "MALFORMED", "no GUID")]
    public void A_setting_that_makes_no_sense_is_refused_at_its_own_line(string key, string value, string code, string why)
    {
        var problems = EntryProblems(("netdev", "e*"), ("settings", Map(("0", Map((key, value))))));

        problems[0].Code.Name.ShouldBe(code);
        problems[0].Message.ShouldContain(why);
        problems[0].Path.ShouldStartWith("pfs[0].settings.0");
    }

    [Fact]
    public void A_guaranteed_rate_above_the_limit_is_refused() => EntryProblems(
        ("netdev", "e*"), ("settings", Map(("0", Map(("minRate", "100"), ("maxRate", "50")))))).ShouldHaveSingleItem().Path.ShouldBe("pfs[0].settings.0.minRate");

    [Theory]
    [InlineData("00")]
    [InlineData("03-5")]
    [InlineData("5-3")]
    [InlineData("-3")]
    [InlineData("3-")]
    [InlineData("0-65535")]
    [InlineData("a")]
    [InlineData("0-1-2")]
    [InlineData("")]
    public void What_is_no_range_of_VFs_is_refused(string range) =>
        EntryProblems(("netdev", "e*"), ("settings", Map((range, Map())))).ShouldHaveSingleItem().Message.ShouldContain("neither a VF index nor a range");

    [Fact]
    public void Ranges_must_not_overlap_even_when_another_lies_between()
    {
        var problems = EntryProblems(("netdev", "e*"), ("settings", Map(("0-9", Map()), ("1", Map()), ("5-12", Map()))));

        problems.Select(problem => problem.Path).ShouldBe(["pfs[0].settings.1", "pfs[0].settings.5-12"]);
        problems.ShouldAllBe(problem => problem.Message.Contains("belongs to 0-9"));
    }

    [Fact]
    public void A_range_beyond_the_number_of_VFs_is_refused() =>
        EntryProblems(("netdev", "e*"), ("vfs", "4"), ("settings", Map(("2-4", Map())))).ShouldHaveSingleItem().Message.ShouldContain("VF 4 does not exist");

    [Fact]
    public void One_MAC_for_several_VFs_is_refused()
    {
        var mac = Map(("mac", "52:54:00:00:00:01"));
        var problems = EntryProblems(("netdev", "e*"), ("settings", Map(("0-1", mac), ("2", mac))));

        problems.Select(problem => problem.Code).ShouldBe([ProblemCode.MacDuplicate, ProblemCode.MacDuplicate]);
        problems[0].Message.ShouldContain("same for 2 VFs");
        problems[1].Message.ShouldContain("is the MAC of VF pfs[0].settings.0-1 too");
        EntryProblems(("netdev", "e*"), ("settings", Map(("0-1", Map(("mac", "00:00:00:00:00:00")))))).ShouldBeEmpty();
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused() =>
        EntryProblems(("netdev", "e*"), ("vfs", "4"), ("vfs", "8")).ShouldHaveSingleItem().Message.ShouldContain("'vfs' stands here a second time");

    [Fact]
    public void Exactly_one_selector_says_which_PFs_are_meant()
    {
        EntryProblems(("vfs", "4")).ShouldHaveSingleItem().Remedy.ShouldBe("give exactly one of address, netdev, device, network");
        EntryProblems(("netdev", "e*"), ("device", "8086:10c9")).ShouldHaveSingleItem().Message.ShouldContain("netdev and device cannot stand together");
    }

    [Fact]
    public void The_PF_of_others_cannot_be_changed()
    {
        var problems = EntryProblems(("netdev", "e*"), ("ownership", "external"), ("vfs", "4"), ("mtu", "9000"), ("driver", "vfio"));

        problems.Select(problem => problem.Path).ShouldBe(["pfs[0].vfs", "pfs[0].mtu"]);
    }

    [Fact]
    public void A_physical_network_must_be_known()
    {
        var known = ("networks", (object)Map(("storage", List(Map(("netdev", "enp3*"))))));

        Host(Map(known, ("pfs", List(Map(("network", "storage")))))).Networks["storage"].ShouldHaveSingleItem();
        ProblemsOf(Map(known, ("pfs", List(Map(("network", "storag")))))).ShouldHaveSingleItem().Remedy.ShouldBe("did you mean storage?");
        ProblemsOf(Map(("neverTouch", List(Map(("network", "dmz")))))).ShouldHaveSingleItem().Remedy.ShouldContain("networks: { dmz:");
    }

    [Fact]
    public void A_list_where_keys_belong_and_keys_where_a_list_belongs_are_refused()
    {
        ProblemsOf(Map(("pfs", Map(("netdev", "e*"))))).ShouldHaveSingleItem().Message.ShouldContain("must be a list");
        ProblemsOf(Map(("pfs", List("enp1s0f0")))).Select(problem => problem.Path).ShouldBe(["pfs[0]", "pfs[0]"]);
        ProblemsOf(List()).ShouldHaveSingleItem().Message.ShouldContain("must be a group of keys");
        EntryProblems(("netdev", "e*"), ("vfs", List("4"))).ShouldHaveSingleItem().Message.ShouldContain("not a list");
    }
}
