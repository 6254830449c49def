using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Planning.Answers;

namespace Vfleet.Domain.Tests.Planning;

public sealed class VfPlannerTests
{
    private static readonly ObservedHost Host = Given.Host(Given.Pf(vfs: 3)).WithGuests(Given.Guest("web1"));
    private static readonly ObservedPf Pf = Host.Pfs[0];
    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:00:00:07");

    private static HostChange.SetVf Set(VfSettings settings, string vf = "enp1s0f0/1") => new(Function(vf), settings);

    [Fact]
    public void Only_settings_that_differ_are_written()
    {
        var plan = Ready(Host, Set(new() { Vlan = new VlanTag(100), SpoofCheck = true, Trust = true }));
        var write = plan.Steps.ShouldHaveSingleItem().ShouldBeOfType<PlanStep.WriteVf>();
        write.Write.ShouldBe(new VfSettings { Vlan = new VlanTag(100), Trust = true });
        (write.Required, write.Before, write.MarksMac, write.IsRestore).ShouldBe((write.Write, Given.UntouchedSettings, true, false));
        (plan.Title, plan.Vf, plan.Disturbs.Length).ShouldBe(("set enp1s0f0/1: vlan 100, spoof-check on, trust on", Host.Vf("enp1s0f0/1").Id, 0));
    }

    [Fact]
    public void Settings_that_hold_need_nothing() => Nothing(Host, Set(VfSettings.Neutral)).ShouldStartWith("enp1s0f0/1 has vlan none");

    [Fact]
    public void A_MAC_is_written_though_it_reads_the_same_for_only_then_it_is_the_administrators()
    {
        var host = Host.WithVf(new(Pf.Address, 1), vf => vf with { Settings = vf.Settings! with { Mac = Mac } });
        Ready(host, Set(new() { Mac = Mac })).Steps.OfType<PlanStep.WriteVf>().Single().Write.ShouldBe(new VfSettings { Mac = Mac });
    }

    [Fact]
    public void A_setting_that_the_driver_has_not_holds_when_it_is_to_be_off() => Nothing(Host, Set(new() { LinkState = VfLinkState.Auto, MinRate = 0 }));

    [Theory]
    [InlineData("link-state", "igb, the driver of enp1s0f0, cannot set the link state of a VF")]
    [InlineData("min-rate", "igb, the driver of enp1s0f0, cannot guarantee a rate")]
    [InlineData("vlan-protocol", "igb, the driver of enp1s0f0, cannot tag with 802.1ad")]
    [InlineData("max-rate", "igb, the driver of enp1s0f0, cannot limit a rate")]
    [InlineData("trust", "igb, the driver of enp1s0f0, cannot trust a VF")]
    [InlineData("spoof-check", "igb, the driver of enp1s0f0, cannot switch the spoof check")]
    public void What_the_driver_is_known_not_to_do_is_refused(string path, string message)
    {
        var host = Host.WithPf(Pf.Address, pf => path is "max-rate" or "trust" or "spoof-check"
            ? pf with { Facts = new DriverFacts { MaxRate = false, Trust = false, SpoofCheck = false } }
            : pf);
        var problem = Refused(host, Set(path switch
        {
            "link-state" => new() { LinkState = VfLinkState.Enable },
            "min-rate" => new() { MinRate = 1 },
            "vlan-protocol" => new() { Vlan = new VlanTag(5, 0, VlanProtocol.Dot1Ad) },
            "max-rate" => new() { MaxRate = 1 },
            "trust" => new() { Trust = true },
            _ => new() { SpoofCheck = false },
        }), ProblemCode.Unsupported);
        (problem.Path, problem.Message).ShouldBe((path, message));
    }

    [Fact]
    public void What_nothing_is_known_of_is_left_to_the_kernel()
    {
        var host = Host.WithPf(Pf.Address, pf => pf with { Facts = DriverFacts.Unknown });
        Ready(host, Set(new() { LinkState = VfLinkState.Enable, MinRate = 1, MaxRate = 5000, Vlan = new VlanTag(5, 0, VlanProtocol.Dot1Ad) })).Steps.Length.ShouldBe(1);
    }

    [Fact]
    public void A_rate_needs_a_carrier_and_fits_the_link()
    {
        var dark = Host.WithPf(Pf.Address, pf => pf.WithNetdev(netdev => netdev with { HasCarrier = false, Speed = null }));
        Refused(dark, Set(new() { MaxRate = 10 }), ProblemCode.Unsupported).Remedy.ShouldContain("vfleet pf set enp1s0f0 --up");
        Refused(Host, Set(new() { MaxRate = 1001 }), ProblemCode.Unsupported).Remedy.ShouldBe("give a max-rate of at most 1000");
        Ready(Host, Set(new() { MaxRate = 1000 })).Steps.Length.ShouldBe(1);
    }

    [Fact]
    public void A_rate_must_fit_the_other_one_that_stays()
    {
        var host = Host.WithPf(Pf.Address, pf => pf with { Facts = DriverFacts.Unknown })
            .WithVf(new(Pf.Address, 1), vf => vf with { Settings = vf.Settings! with { MinRate = 50, MaxRate = 100 } });
        Refused(host, Set(new() { MinRate = 101 }), ProblemCode.OutOfRange).Message.ShouldContain("above the limit of 100");
        Refused(host, Set(new() { MaxRate = 49 }), ProblemCode.OutOfRange).Message.ShouldContain("50 Mbit/s is above");
        Ready(host, Set(new() { MaxRate = 0 })).Steps.Length.ShouldBe(1);
        Ready(host, Set(new() { Trust = true })).Steps.Length.ShouldBe(1);
    }

    [Fact]
    public void In_switchdev_mode_VLAN_and_rates_belong_elsewhere()
    {
        var host = Host.WithPf(Pf.Address, pf => pf with { EswitchMode = "switchdev", Facts = DriverFacts.Unknown });
        Refused(host, Set(new() { Vlan = new VlanTag(100) }), ProblemCode.Unsupported).Remedy.ShouldContain("ovs-vsctl set port");
        Refused(host, Set(new() { MaxRate = 100 }), ProblemCode.Unsupported).Remedy.ShouldContain("devlink port function rate");
        Refused(host, Set(new() { MinRate = 100 }), ProblemCode.Unsupported).Path.ShouldBe("min-rate");
        Nothing(host, Set(new() { Vlan = VlanTag.None, MaxRate = 0 }));
        Ready(host, Set(new() { Trust = true })).Steps.Length.ShouldBe(1);
    }

    [Fact]
    public void A_MAC_that_something_else_has_is_refused()
    {
        var guest = Given.Guest("db1") with { Devices = [new("network", "net0", Mac, null, "default", null, true, true)] };
        var message = (ObservedHost host) => Refused(host, Set(new() { Mac = Mac }), ProblemCode.MacDuplicate).Message;
        message(Host.WithGuests(guest)).ShouldBe("52:54:00:00:00:07 is the MAC of guest db1 (net0) already");
        message(Host.WithVf(new(Pf.Address, 2), vf => vf with { Settings = vf.Settings! with { Mac = Mac } })).ShouldContain("of enp1s0f0/2 already");
        message(Host.WithPf(Pf.Address, pf => pf.WithNetdev(netdev => netdev with { Mac = Mac }))).ShouldContain("the PF enp1s0f0");
        message(Host with { OtherNetdevs = [Given.Netdev("eno1") with { Mac = Mac }] }).ShouldContain("the netdev eno1");
    }

    [Fact]
    public void A_VF_may_keep_the_MAC_that_its_own_guest_knows()
    {
        var twin = new ObservedGuestDevice("direct", "net0", Mac, null, "eno1", null, true, true);
        var host = (Host with { OtherNetdevs = [Given.Netdev("macvtap0") with { Mac = Mac }] }).Giving("enp1s0f0/1", "web1", mac: Mac)
            .WithGuest(Given.Uuid("web1"), guest => guest with { Devices = guest.Devices.Add(twin) });
        Ready(host, Set(new() { Mac = Mac }) with { Force = true }).Disturbs.ShouldBe(["web1"]);
    }

    [Fact]
    public void A_new_MAC_for_a_running_guest_needs_force_and_other_settings_name_the_guest()
    {
        var host = Host.Giving("enp1s0f0/1", "web1");
        Refused(host, Set(new() { Mac = Mac }), ProblemCode.VfNotFree).Message.ShouldContain("guest web1 is running with enp1s0f0/1");
        Ready(host, Set(new() { Vlan = new VlanTag(7) })).Disturbs.ShouldBe(["web1"]);
    }

    [Fact]
    public void All_problems_of_settings_are_told_at_once() =>
        AllRefused(Host, Set(new() { Mac = MacAddress.Parse("01:00:00:00:00:00"), Vlan = new VlanTag(4095), MinRate = 1, LinkState = VfLinkState.Disable }))
            .Select(problem => problem.Path).ShouldBe(["mac", "vlan", "link-state", "min-rate"], ignoreOrder: true);

    [Fact]
    public void No_setting_is_no_wish() => Refused(Host, Set(VfSettings.Nothing), ProblemCode.OptionsConflict);

    [Fact]
    public void A_PF_without_a_netdev_can_write_nothing()
    {
        var host = Given.Host(Given.Pf(null, vfs: 1) with { Driver = "vfio-pci" });
        Refused(host, Set(new() { Trust = true }, "0000:01:00.0/0"), ProblemCode.Unsupported).Message.ShouldContain("has no netdev (driver: vfio-pci)");
        Refused(host, new HostChange.ResetVf(Function("0000:01:00.0/0")), ProblemCode.Unsupported);
    }

    [Fact]
    public void A_reset_makes_a_VF_without_a_past_neutral()
    {
        var plan = Ready(Host, new HostChange.ResetVf(Function("enp1s0f0/1")));
        plan.Steps.Select(step => step.GetType()).ShouldBe([typeof(PlanStep.ResetFunction), typeof(PlanStep.WriteVf)]);
        plan.Steps.OfType<PlanStep.WriteVf>().Single().Write.ShouldBe(Given.UntouchedSettings);
        plan.Notes.ShouldBe(["nothing is saved of enp1s0f0/1: it gets neutral settings and no MAC"]);
    }

    [Fact]
    public void A_reset_puts_back_what_was_saved_and_forgets_it()
    {
        var host = Host.WithVf(new(Pf.Address, 1), vf => vf.OnVfio() with
        {
            Record = Given.Record("old1") with { Original = Given.UntouchedSettings with { Trust = true }, OriginalDriver = "igbvf" },
            Settings = VfSettings.Neutral with { Mac = Mac, MaxRate = 5 },
        });
        var plan = Ready(host, new HostChange.ResetVf(Function("enp1s0f0/1")));
        plan.Descriptions().Skip(2).ShouldBe(["bind enp1s0f0/1 to igbvf instead of vfio-pci", "forget the saved state of enp1s0f0/1: it is free"]);
        var write = plan.Steps.OfType<PlanStep.WriteVf>().Single();
        (write.Write, write.IsRestore).ShouldBe((Given.UntouchedSettings with { Trust = true }, true));
        write.Required.ShouldBe(new VfSettings { Mac = MacAddress.Zero, Trust = true, MaxRate = 0 });
        write.Before.ShouldBe(VfSettings.Neutral with { Mac = Mac, MaxRate = 5 });
    }

    [Fact]
    public void A_reset_is_refused_while_somebody_uses_the_VF_or_may_use_it()
    {
        Refused(Host.Giving("enp1s0f0/1", "web1"), new HostChange.ResetVf(Function("enp1s0f0/1")), ProblemCode.VfNotFree);
        var silent = Host.WithVf(new(Pf.Address, 1), vf => vf with { Record = Given.Record("web1") }) with { Guests = default };
        Refused(silent, new HostChange.ResetVf(Function("enp1s0f0/1")), ProblemCode.LibvirtUnavailable).Message
            .ShouldBe("enp1s0f0/1 was given to guest web1, and libvirt does not say whether it still has it");
    }

    [Theory]
    [InlineData("vfio", "bind enp1s0f0/1 to the vfio driver", "vfio")]
    [InlineData("vfio-pci", "bind enp1s0f0/1 to vfio-pci", "vfio-pci")]
    [InlineData("host", "bind enp1s0f0/1 to igbvf", null)]
    [InlineData("uio_pci_generic", "bind enp1s0f0/1 to uio_pci_generic", null)]
    public void A_VF_is_bound_by_override_which_only_vfio_keeps(string driver, string description, string? toOverride)
    {
        var plan = Ready(Host, new HostChange.BindVf(Function("enp1s0f0/1"), driver));
        var bind = plan.Steps.ShouldHaveSingleItem().ShouldBeOfType<PlanStep.BindVf>();
        (bind.Description, bind.ToOverride, bind.Address).ShouldBe((description, toOverride, Host.Vf("enp1s0f0/1").Address));
    }

    [Fact]
    public void A_VF_that_is_bound_so_needs_nothing()
    {
        Nothing(Host, new HostChange.BindVf(Function("enp1s0f0/1"), "none")).ShouldBe("enp1s0f0/1 is bound to no driver already");
        var host = Host.WithVf(new(Pf.Address, 1), vf => vf.OnVfio("mlx5_vfio_pci"));
        Nothing(host, new HostChange.BindVf(Function("enp1s0f0/1"), "vfio")).ShouldContain("mlx5_vfio_pci");
        Ready(host, new HostChange.BindVf(Function("enp1s0f0/1"), "none")).Descriptions().ShouldBe(["unbind enp1s0f0/1 from mlx5_vfio_pci"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../vfio-pci")]
    [InlineData("two words")]
    [InlineData("igbvf\n")]
    public void What_cannot_be_a_drivers_name_is_refused(string driver) =>
        Refused(Host, new HostChange.BindVf(Function("enp1s0f0/1"), driver), ProblemCode.Malformed).Remedy.ShouldContain("vfio, host, none");

    [Fact]
    public void Binding_is_refused_while_somebody_uses_the_VF() =>
        Refused(Host.Giving("enp1s0f0/1", "web1"), new HostChange.BindVf(Function("enp1s0f0/1"), "none"), ProblemCode.VfNotFree);

    [Theory]
    [InlineData("vfio")]
    [InlineData("vfio-pci")]
    public void Vfio_needs_an_IOMMU_group_of_its_own_to_be_of_use(string driver)
    {
        Refused(Host.WithVf(new(Pf.Address, 1), vf => vf with { IommuGroup = null }), new HostChange.BindVf(Function("enp1s0f0/1"), driver), ProblemCode.IommuNotViable);
        Ready(Host.WithVf(new(Pf.Address, 1), vf => vf with { GroupPeers = [Pf.Address] }), new HostChange.BindVf(Function("enp1s0f0/1"), driver))
            .Notes.ShouldHaveSingleItem().ShouldContain("a guest gets it only with all of them");
    }

    [Fact]
    public void The_host_driver_that_is_not_in_the_table_must_be_named()
    {
        var host = Host.WithPf(Pf.Address, pf => pf with { Facts = DriverFacts.Unknown });
        Refused(host, new HostChange.BindVf(Function("enp1s0f0/1"), "host"), ProblemCode.Unsupported).Remedy.ShouldBe("name it: vfleet vf bind enp1s0f0/1 DRIVER");
    }
}
