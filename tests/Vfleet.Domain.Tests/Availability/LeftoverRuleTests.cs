using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Keeping;
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
        LeftoverRule.Of(s_pf, s_pf.Vfs[0], KeptPf.Nothing).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, s_pf.Vfs[0].OnVfio(), KeptPf.Nothing).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, s_pf.Vfs[0] with { Settings = null }, KeptPf.Nothing).ShouldBeEmpty();
    }

    [Fact]
    public void Everything_that_a_guest_may_leave_is_named() =>
        LeftoverRule.Of(
            s_pf,
            With(new VfSettings { Vlan = new VlanTag(100), Mac = MacAddress.Parse("52:54:00:00:00:01"), Trust = true, MaxRate = 500, MinRate = 10 }),
            KeptPf.Nothing).ShouldBe(["VLAN 100", "MAC address 52:54:00:00:00:01", "trusted", "limit of 500 Mbit/s", "guarantee of 10 Mbit/s"]);

    [Fact]
    public void What_the_PF_is_kept_with_is_meant_to_be_there()
    {
        var kept = new VfSettings { Vlan = new VlanTag(100), Trust = true, MaxRate = 500 };

        var pf = KeptPf.Nothing with { Settings = KeptPf.Nothing.Settings.Add(0, kept) };

        LeftoverRule.Of(s_pf, With(kept), pf).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, With(kept with { MaxRate = 600 }), pf).ShouldBe(["limit of 600 Mbit/s"]);
    }

    [Fact]
    public void What_has_a_record_or_a_user_is_no_leftover()
    {
        var vf = With(new VfSettings { Vlan = new VlanTag(100) });

        LeftoverRule.Of(s_pf, vf with { Record = Given.Record("web1") }, KeptPf.Nothing).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, vf with { Guests = [new GuestUse("web1", Given.Uuid("web1"), null, null, Live: true, Config: false)] }, KeptPf.Nothing).ShouldBeEmpty();
    }

    [Fact]
    public void A_MAC_address_tells_of_a_guest_only_where_the_driver_shows_none_of_its_own()
    {
        var vf = With(new VfSettings { Mac = MacAddress.Parse("52:54:00:00:00:01") });

        LeftoverRule.Of(s_pf with { Driver = "i40e" }, vf, KeptPf.Nothing).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, vf.OnHost("eth3"), KeptPf.Nothing).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, With(new VfSettings { Mac = MacAddress.Parse("02:00:00:00:00:00") }), KeptPf.Nothing).ShouldBeEmpty();
    }

    [Fact]
    public void A_VF_on_vfio_or_meant_for_it_is_left_over_where_VFs_are_kept_on_the_host_s_driver()
    {
        var kept = KeptPf.Nothing with { Driver = VfDriverChoice.Host };
        var meant = s_pf.Vfs[0] with { Driver = null, DriverOverride = "vfio-pci" };

        LeftoverRule.Of(s_pf, s_pf.Vfs[0].OnVfio(), kept).ShouldBe(["driver vfio-pci"]);
        LeftoverRule.Of(s_pf, meant, kept).ShouldBe(["driver_override vfio-pci"]);
        LeftoverRule.Of(s_pf, meant, KeptPf.Nothing).ShouldBeEmpty();
        LeftoverRule.Of(s_pf, s_pf.Vfs[0].OnVfio() with { Record = Given.Record("web1") }, kept).ShouldBeEmpty();
    }
}
