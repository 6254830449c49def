using Vfleet.Domain.Availability;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Availability;

public sealed class LeftoverRuleTests
{
    private static readonly ObservedPf s_pf = Given.Pf(vfs: 2);

    private static ObservedVf With(VfSettings settings) => s_pf.Vfs[0] with { Settings = settings.Or(Given.UntouchedSettings) };

    [Fact]
    public void A_VF_that_nobody_configured_is_clean_on_every_driver()
    {
        LeftoverRule.Of(s_pf, s_pf.Vfs[0], kept: null).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, s_pf.Vfs[0].OnVfio(), kept: null).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, s_pf.Vfs[0] with { Settings = null }, kept: null).ShouldBeEmpty();
    }

    [Fact]
    public void Everything_that_a_guest_may_leave_is_named() =>
        LeftoverRule.Of(
            s_pf,
            With(new VfSettings { Vlan = new VlanTag(100), Mac = MacAddress.Parse("52:54:00:00:00:01"), Trust = true, MaxRate = 500, MinRate = 10 }),
            kept: null).ShouldBe(["VLAN 100", "MAC address 52:54:00:00:00:01", "trusted", "limit of 500 Mbit/s", "guarantee of 10 Mbit/s"]);

    [Fact]
    public void What_the_PF_is_kept_with_is_meant_to_be_there()
    {
        var kept = new VfSettings { Vlan = new VlanTag(100), Trust = true, MaxRate = 500 };

        LeftoverRule.Of(s_pf, With(kept), kept).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, With(kept with { MaxRate = 600 }), kept).ShouldBe(["limit of 600 Mbit/s"]);
    }

    [Fact]
    public void What_has_a_record_or_a_user_is_no_leftover()
    {
        var vf = With(new VfSettings { Vlan = new VlanTag(100) });

        LeftoverRule.Of(s_pf, vf with { Record = Given.Record("web1") }, kept: null).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, vf with { Guests = [new GuestUse("web1", Given.Uuid("web1"), null, null, Live: true, Config: false)] }, kept: null).ShouldBeEmpty();
    }

    [Fact]
    public void A_MAC_address_tells_of_a_guest_only_where_the_driver_shows_none_of_its_own()
    {
        var vf = With(new VfSettings { Mac = MacAddress.Parse("52:54:00:00:00:01") });

        LeftoverRule.Of(s_pf with { Driver = "i40e" }, vf, kept: null).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, vf.OnHost("eth3"), kept: null).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, With(new VfSettings { Mac = MacAddress.Parse("02:00:00:00:00:00") }), kept: null).ShouldBeEmpty();
    }
}
