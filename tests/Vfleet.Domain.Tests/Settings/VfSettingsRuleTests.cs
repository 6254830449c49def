using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Settings;

public sealed class VfSettingsRuleTests
{
    public static TheoryData<VfSettings> Sensible =>
    [
        VfSettings.Nothing,
        VfSettings.Neutral,
        VfSettings.Neutral with { Mac = MacAddress.Zero },
        new VfSettings { Mac = MacAddress.Parse("52:54:00:00:00:01"), Vlan = new VlanTag(1), MaxRate = 1 },
        new VfSettings { Vlan = new VlanTag(4094, 7, VlanProtocol.Dot1Ad), LinkState = VfLinkState.Disable },
        new VfSettings { MinRate = 100, MaxRate = 100 },
        new VfSettings { MinRate = 100, MaxRate = 0 },
        new VfSettings { MinRate = VfSettingsRule.MaxRate, MaxRate = VfSettingsRule.MaxRate },
    ];

    [Theory]
    [MemberData(nameof(Sensible))]
    public void What_makes_sense_passes(VfSettings wish) => VfSettingsRule.Check(wish).ShouldBeEmpty();

    [Theory]
    [InlineData("01:00:5e:00:00:01")]
    [InlineData("ff:ff:ff:ff:ff:ff")]
    public void A_multicast_MAC_is_refused(string mac) =>
        One(new() { Mac = MacAddress.Parse(mac) }, ProblemCode.MacInvalid, "mac").Message.ShouldContain(mac);

    [Fact]
    public void VLAN_4095_is_refused_as_reserved() =>
        One(new() { Vlan = new VlanTag(4095) }, ProblemCode.VlanInvalid, "vlan").Message.ShouldBe("VLAN 4095 is reserved by IEEE 802.1Q");

    [Fact]
    public void A_VLAN_past_4095_does_not_exist() =>
        One(new() { Vlan = new VlanTag(4096) }, ProblemCode.VlanInvalid, "vlan").Remedy.ShouldContain("1 to 4094");

    [Fact]
    public void A_priority_past_7_is_refused() => One(new() { Vlan = new VlanTag(1, 8) }, ProblemCode.OutOfRange, "qos");

    [Fact]
    public void An_unknown_VLAN_protocol_is_refused() =>
        One(new() { Vlan = new VlanTag(1, 0, (VlanProtocol)0x9100) }, ProblemCode.OutOfRange, "vlan-protocol").Message.ShouldContain("0x9100");

    [Fact]
    public void A_priority_without_a_VLAN_is_refused() => One(new() { Vlan = new VlanTag(0, 1) }, ProblemCode.OptionsConflict, "vlan");

    [Fact]
    public void A_protocol_without_a_VLAN_is_refused() => One(new() { Vlan = new VlanTag(0, 0, VlanProtocol.Dot1Ad) }, ProblemCode.OptionsConflict, "vlan");

    [Fact]
    public void Rates_past_the_fastest_link_are_refused()
    {
        One(new() { MaxRate = VfSettingsRule.MaxRate + 1 }, ProblemCode.OutOfRange, "max-rate");
        One(new() { MinRate = uint.MaxValue }, ProblemCode.OutOfRange, "min-rate");
    }

    [Fact]
    public void A_guarantee_above_the_limit_is_refused() =>
        One(new() { MinRate = 101, MaxRate = 100 }, ProblemCode.OutOfRange, "min-rate").Message.ShouldContain("101 Mbit/s is above the limit of 100");

    [Fact]
    public void An_unknown_link_state_is_refused() => One(new() { LinkState = (VfLinkState)3 }, ProblemCode.OutOfRange, "link-state");

    [Fact]
    public void All_problems_are_told_at_once() => VfSettingsRule.Check(new()
    {
        Mac = MacAddress.Parse("01:00:00:00:00:00"),
        Vlan = new VlanTag(4095, 9, (VlanProtocol)1),
        MinRate = uint.MaxValue,
        MaxRate = uint.MaxValue - 1,
        LinkState = (VfLinkState)9,
    }).Select(problem => problem.Path).ShouldBe(["mac", "vlan", "qos", "vlan-protocol", "link-state", "min-rate", "max-rate", "min-rate"]);

    private static Problem One(VfSettings wish, ProblemCode code, string path)
    {
        var problem = VfSettingsRule.Check(wish).ShouldHaveSingleItem();
        (problem.Code, problem.Path).ShouldBe((code, path));
        return problem;
    }
}
