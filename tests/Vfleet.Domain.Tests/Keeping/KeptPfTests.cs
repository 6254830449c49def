using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Keeping;

/// <summary>What a PF is kept as: the sum of the wishes that were carried out, and the wish that makes it so again.</summary>
public sealed class KeptPfTests
{
    private static readonly PciAddress Address = PciAddress.Parse("0000:01:00.0");
    private static readonly FunctionSelector Pf = new FunctionSelector.ByAddress(Address);
    private static readonly FunctionSelector Vf = new FunctionSelector.ByIndex(Pf, 2);
    private static readonly VfSettings Vlan = new() { Vlan = new VlanTag(7) };
    private static readonly VfSettings Trusted = new() { Trust = true };

    private static KeptPf Four => KeptPf.Nothing.After(new HostChange.SetPf(Pf) { Vfs = 4, Driver = VfDriverChoice.Vfio }, vf: null);

    private static KeptPf WithVlan => Four.After(new HostChange.SetVf(Vf, Vlan), vf: 2);

    [Fact]
    public void Each_change_of_a_PF_adds_to_what_was_kept_before()
    {
        var kept = Four.After(new HostChange.SetPf(Pf) { Mtu = 9000 }, null).After(new HostChange.SetPf(Pf) { Up = false }, null);

        kept.ShouldBe(new KeptPf { Vfs = 4, Driver = VfDriverChoice.Vfio, Mtu = 9000, Up = false });
        kept.ToString().ShouldBe("4 VFs, driver vfio, MTU 9000, down");
    }

    [Fact]
    public void Settings_of_a_VF_add_up_and_a_reset_forgets_them()
    {
        var kept = WithVlan.After(new HostChange.SetVf(Vf, Trusted), vf: 2);

        kept.Settings[2].ShouldBe(new VfSettings { Vlan = new VlanTag(7), Trust = true });
        kept.After(new HostChange.SetVf(Vf, new VfSettings { Vlan = VlanTag.None }), vf: 2).Settings[2].Vlan.ShouldBe(VlanTag.None);
        kept.After(new HostChange.ResetVf(Vf), vf: 2).Settings.ShouldBeEmpty();
        kept.After(new HostChange.ResetVf(Vf), vf: 1).ShouldBe(kept);
    }

    [Fact]
    public void Settings_of_VFs_that_others_make_are_not_kept()
    {
        KeptPf.Nothing.After(new HostChange.SetVf(Vf, Vlan), vf: 2).ShouldBe(KeptPf.Nothing);
        (Four with { Vfs = 2 }).After(new HostChange.SetVf(Vf, Vlan), vf: 2).Settings.ShouldBeEmpty();
        (Four with { Vfs = 3 }).After(new HostChange.SetVf(Vf, Vlan), vf: 2).Settings.Keys.ShouldBe([2]);
    }

    [Fact]
    public void VFs_that_are_made_anew_have_none_of_the_settings_of_those_before_them()
    {
        WithVlan.After(new HostChange.SetPf(Pf) { Vfs = 5 }, null).Settings.ShouldBeEmpty();
        WithVlan.After(new HostChange.SetPf(Pf) { EswitchMode = "switchdev" }, null).Settings.ShouldBeEmpty();
    }

    [Fact]
    public void VFs_that_stay_keep_theirs()
    {
        WithVlan.After(new HostChange.SetPf(Pf) { Vfs = 4 }, null).Settings.Keys.ShouldBe([2]);
        WithVlan.After(new HostChange.SetPf(Pf) { Mtu = 9000 }, null).Settings.Keys.ShouldBe([2]);
        var legacy = WithVlan with { EswitchMode = "legacy" };
        legacy.After(new HostChange.SetPf(Pf) { EswitchMode = "legacy" }, null).Settings.Keys.ShouldBe([2]);
    }

    [Theory]
    [InlineData("vfio", VfDriverChoice.Vfio)]
    [InlineData("host", VfDriverChoice.AsConfigured)]
    [InlineData("none", VfDriverChoice.AsConfigured)]
    [InlineData("pci-stub", VfDriverChoice.AsConfigured)]
    public void A_VF_with_a_driver_of_its_own_leaves_the_drivers_of_all_to_the_kernel(string driver, VfDriverChoice kept) =>
        Four.After(new HostChange.BindVf(Vf, driver), vf: 2).Driver.ShouldBe(kept);

    [Fact]
    public void Giving_VFs_to_guests_and_taking_them_back_keeps_nothing()
    {
        WithVlan.After(new HostChange.AttachVf("web1", Vf, Trusted), vf: 2).ShouldBe(WithVlan);
        WithVlan.After(new HostChange.DetachVf("web1", new GuestDeviceSelector(null, null, Vf)), vf: 2).ShouldBe(WithVlan);
    }

    [Fact]
    public void What_the_document_says_lies_over_what_was_set_by_hand()
    {
        var wish = Wish(new DesiredVfs(new VfRange(1, 2), Trusted, At("pfs[0].settings[0]"))) with { Driver = VfDriverChoice.Host, Up = true };

        var kept = WithVlan.After(new HostChange.ConformPf(Pf, wish), null);

        (kept.Vfs, kept.Driver, kept.Up).ShouldBe((4, VfDriverChoice.Host, true));
        kept.Settings[1].ShouldBe(Trusted);
        kept.Settings[2].ShouldBe(new VfSettings { Vlan = new VlanTag(7), Trust = true });
        kept.Settings.Keys.ShouldBe([1, 2]);
    }

    [Fact]
    public void A_document_with_another_number_forgets_what_was_set_by_hand() =>
        WithVlan.After(new HostChange.ConformPf(Pf, Wish(new DesiredVfs(new VfRange(0, 0), Trusted, At("x"))) with { Vfs = 6 }), null)
            .Settings.Keys.ShouldBe([0]);

    [Fact]
    public void A_PF_whose_VFs_are_others_business_is_restored_without_a_number()
    {
        var kept = KeptPf.Nothing.After(new HostChange.ConformPf(Pf, Wish() with { Vfs = null, Ownership = VfOwnership.External, Mtu = 9000 }), null);

        kept.Ownership.ShouldBe(VfOwnership.External);
        (kept with { Vfs = 4 }).ToWish(Address, "kept").Wish.Vfs.ShouldBeNull();
        Four.ToWish(Address, "kept").Wish.Vfs.ShouldBe(4);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void No_VFs_is_what_every_PF_begins_with(int? vfs, bool isEmpty) => new KeptPf { Vfs = vfs }.IsEmpty.ShouldBe(isEmpty);

    [Fact]
    public void Anything_else_is_worth_keeping_without_VFs_too()
    {
        new KeptPf { Mtu = 9000 }.IsEmpty.ShouldBeFalse();
        new KeptPf { Up = false }.IsEmpty.ShouldBeFalse();
        new KeptPf { EswitchMode = "legacy" }.IsEmpty.ShouldBeFalse();
        KeptPf.Nothing.ToString().ShouldBe("nothing");
    }

    [Fact]
    public void The_wish_that_restores_has_every_member_and_names_where_it_comes_from()
    {
        var kept = WithVlan with { EswitchMode = "legacy", Mtu = 9000, Up = true };

        var change = kept.ToWish(Address, "what is kept");

        change.Pf.ShouldBe(Pf);
        var wish = change.Wish;
        (wish.Vfs, wish.Driver, wish.EswitchMode, wish.Mtu, wish.Up).ShouldBe((4, VfDriverChoice.Vfio, "legacy", 9000, true));
        var settings = wish.Settings.ShouldHaveSingleItem();
        (settings.Range, settings.Settings).ShouldBe((new VfRange(2, 2), Vlan));
        settings.Place.ToString().ShouldContain("what is kept");
        KeptPf.Nothing.After(change, null).ShouldBe(kept);
    }

    [Theory]
    [InlineData(VfDriverChoice.Vfio, "igbvf", VfDriverChoice.None)]
    [InlineData(VfDriverChoice.None, "igbvf", VfDriverChoice.None)]
    [InlineData(VfDriverChoice.Host, "igbvf", VfDriverChoice.None)]
    [InlineData(VfDriverChoice.Host, null, VfDriverChoice.AsConfigured)]
    [InlineData(VfDriverChoice.AsConfigured, "igbvf", VfDriverChoice.AsConfigured)]
    public void Before_the_network_managers_VFs_get_no_driver_unless_only_the_kernel_knows_it(VfDriverChoice driver, string? known, VfDriverChoice early)
    {
        var pf = Given.Pf() with { Facts = Given.IgbFacts with { VfDriver = known } };

        var part = (WithVlan with { Driver = driver, Mtu = 9000, Up = true, EswitchMode = "legacy" }).Early(pf);

        part.ShouldBe(new KeptPf { Vfs = 4, Driver = early, Mtu = 9000, EswitchMode = "legacy" });
    }

    [Fact]
    public void What_a_PF_is_now_is_read_from_it_with_the_settings_of_no_VF()
    {
        var pf = Given.Pf(vfs: 2) with { EswitchMode = "legacy" };

        KeptPf.Of(pf).ShouldBe(new KeptPf { Vfs = 2, Driver = VfDriverChoice.Host, EswitchMode = "legacy", Mtu = 1500, Up = true });
        KeptPf.Of(pf.Down()).Up.ShouldBe(false);
        (KeptPf.Of(Given.Pf(name: null)).Mtu, KeptPf.Of(Given.Pf(name: null)).Up).ShouldBe((null, null));
    }

    [Fact]
    public void Drivers_of_VFs_that_the_kernel_does_not_probe_are_seen_from_the_VFs()
    {
        var pf = Given.Pf(vfs: 2) with { Autoprobe = false };
        var vfio = pf with { Vfs = [.. pf.Vfs.Select(vf => vf.OnVfio())] };

        KeptPf.Of(pf).Driver.ShouldBe(VfDriverChoice.None);
        KeptPf.Of(vfio).Driver.ShouldBe(VfDriverChoice.Vfio);
        KeptPf.Of(vfio.WithVf(1, vf => vf with { IsOnVfio = false })).Driver.ShouldBe(VfDriverChoice.None);
        KeptPf.Of(Given.Pf() with { Autoprobe = false }).Driver.ShouldBe(VfDriverChoice.None);
    }

    [Fact]
    public void Two_are_the_same_when_they_say_the_same()
    {
        WithVlan.ShouldBe(Four.After(new HostChange.SetVf(Vf, Vlan), vf: 2));
        WithVlan.GetHashCode().ShouldBe(Four.After(new HostChange.SetVf(Vf, Vlan), vf: 2).GetHashCode());
        WithVlan.ShouldNotBe(Four);
        WithVlan.ShouldNotBe(Four.After(new HostChange.SetVf(Vf, Trusted), vf: 2));
        WithVlan.ToString().ShouldBe("4 VFs, driver vfio, settings of 1 VF");
    }

    private static Place At(string path) => new("host.yaml", 1, 1, path);

    private static DesiredPf Wish(params DesiredVfs[] settings) =>
        new(new PfPattern.ByAddress(At("pfs[0]"), Address), At("pfs[0]")) { Vfs = 4, Settings = [.. settings] };
}
