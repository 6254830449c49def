using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Planning.Answers;

namespace Vfleet.Domain.Tests.Planning;

public sealed class AttachPlannerTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:00:00:07");
    private static readonly VfSettings Wish = new() { Mac = Mac, Vlan = new VlanTag(100, 3), Trust = true };
    private static readonly ObservedHost Host = Given.Host(Given.Pf(vfs: 3)).WithGuests(Given.Guest("web1"), Given.Guest("off1", GuestState.ShutOff));
    private static readonly ObservedPf Pf = Host.Pfs[0];

    private static ObservedHost WithGuest(Func<ObservedGuest, ObservedGuest> change) => Host.WithGuest(Given.Uuid("web1"), change);

    private static ObservedHost WithVf(Func<ObservedVf, ObservedVf> change) => Host.WithVf(new(Pf.Address, 1), change);

    [Fact]
    public void A_VF_is_saved_written_bound_plugged_in_mended_and_noted()
    {
        var plan = Ready(WithVf(vf => vf.OnHost("eth1")), Attach(settings: Wish));
        plan.Descriptions().ShouldBe(
        [
            "save what enp1s0f0/1 is now: mac 00:00:00:00:00:00, vlan none, min-rate none, max-rate unlimited, spoof-check on, trust off, "
                + "link-state auto; driver igbvf",
            "write to enp1s0f0/1 and read back: mac 52:54:00:00:00:07, vlan 100 qos 3, trust on",
            "bind enp1s0f0/1 to the vfio driver instead of igbvf",
            "plug enp1s0f0/1 into the running guest web1 as ua-vfleet-525400000007",
            "write to enp1s0f0/1 and read back: mac 52:54:00:00:00:07, vlan 100 qos 3, min-rate none, max-rate unlimited, spoof-check on, "
                + "trust on, link-state auto",
            "note that enp1s0f0/1 belongs to guest web1",
        ]);
        (plan.Title, plan.Vf, plan.WholePf).ShouldBe(("give enp1s0f0/1 to guest web1 as 52:54:00:00:00:07", Host.Vf("enp1s0f0/1").Id, null));
        plan.Steps.OfType<PlanStep.WriteVf>().First().MarksMac.ShouldBeTrue();
        plan.Steps.OfType<PlanStep.WriteVf>().Last().Required.ShouldBe(Wish);
        plan.Steps.OfType<PlanStep.PlugIn>().Single().Owner.ShouldBe(
            new VfOwner("web1", Given.Uuid("web1"), "ua-vfleet-525400000007", Live: true, Config: false));
    }

    [Theory]
    [InlineData(null, null, true, false)]
    [InlineData(true, null, true, false)]
    [InlineData(null, true, false, true)]
    [InlineData(true, true, true, true)]
    [InlineData(false, null, false, true)]
    [InlineData(false, true, false, true)]
    public void A_running_guest_gets_it_live_unless_the_wish_says_otherwise(bool? live, bool? config, bool givesLive, bool givesConfig)
    {
        var owner = Ready(Host, Attach() with { Live = live, Config = config }).Steps.OfType<PlanStep.PlugIn>().Single().Owner;
        (owner.Live, owner.Config).ShouldBe((givesLive, givesConfig));
    }

    [Fact]
    public void A_guest_that_is_off_gets_it_into_its_configuration() =>
        Ready(Host, Attach("off1")).Descriptions().ShouldContain(text => text.StartsWith("write enp1s0f0/1 into the configuration of guest off1 as "));

    [Fact]
    public void To_give_it_nowhere_is_no_wish() =>
        Refused(Host, Attach() with { Live = false, Config = false }, ProblemCode.OptionsConflict).Remedy.ShouldBe("use --live, --persistent or both");

    [Theory]
    [InlineData(GuestState.ShutOff, "is not running", "virsh start web1")]
    [InlineData(GuestState.Suspended, "sleeps", "virsh dompmwakeup web1")]
    [InlineData(GuestState.Crashed, "has crashed", "virsh destroy web1")]
    [InlineData(GuestState.ShuttingDown, "is shutting down", "wait until it is off")]
    public void Nothing_is_plugged_into_a_guest_that_does_not_run(GuestState state, string message, string remedy)
    {
        var problem = Refused(WithGuest(guest => guest with { State = state }), Attach() with { Live = true }, ProblemCode.GuestState);
        problem.Message.ShouldBe($"guest web1 {problem.Message["guest web1 ".Length..]}");
        problem.Message.ShouldContain(message);
        problem.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void A_paused_guest_may_be_given_one() =>
        Ready(WithGuest(guest => guest with { State = GuestState.Paused }), Attach()).Notes.ShouldContain("guest web1 is paused: it sees the VF when it is resumed");

    [Fact]
    public void A_transient_guest_has_no_configuration_to_write() =>
        Refused(WithGuest(guest => guest with { IsPersistent = false }), Attach() with { Config = true }, ProblemCode.GuestState).Remedy.ShouldBe("use --live");

    [Fact]
    public void A_guest_without_a_free_port_is_told_so() =>
        Refused(WithGuest(guest => guest with { FreeHotplugPorts = 0 }), Attach(), ProblemCode.GuestNoSlot).Remedy.ShouldContain("pcie-root-port");

    [Fact]
    public void Of_a_PF_the_first_free_VF_is_taken_and_left_over_ones_last()
    {
        Taken(Host.Giving("enp1s0f0/0", "web1")).ShouldBe("enp1s0f0/1");
        Taken(Host.WithVf(new(Pf.Address, 0), vf => vf with { Record = Given.Record("old1") })).ShouldBe("enp1s0f0/1");
        var crowded = Host.Giving("enp1s0f0/0", "web1").Giving("enp1s0f0/2", "web1", alias: "ua-2").WithVf(new(Pf.Address, 1), vf => vf with { Record = Given.Record("old1") });
        Taken(crowded).ShouldBe("enp1s0f0/1");

        static string Taken(ObservedHost host) => host.VfName(Ready(host, Attach(function: "enp1s0f0")).Vf!.Value);
    }

    [Fact]
    public void What_was_saved_of_a_left_over_VF_stays_saved()
    {
        var record = Given.Record("old1", VfPhase.Detaching) with { Original = Given.UntouchedSettings with { Trust = true }, OriginalDriver = "igbvf" };
        var plan = Ready(WithVf(vf => vf.OnVfio() with { Record = record, Settings = record.Applied }), Attach(settings: Wish));
        var save = plan.Steps[0].ShouldBeOfType<PlanStep.SaveVf>();
        (save.Original, save.OriginalDriver, save.OriginalOverride).ShouldBe((record.Original, "igbvf", null));
        plan.Notes.ShouldContain("enp1s0f0/1 was left over from guest old1; what was saved then goes on being what it returns to");
        plan.Steps.OfType<PlanStep.BindVf>().ShouldBeEmpty();
    }

    [Fact]
    public void A_VF_that_the_kernel_does_not_report_will_return_to_neutral()
    {
        var plan = Ready(WithVf(vf => vf with { Settings = null }), Attach());
        plan.Steps[0].ShouldBeOfType<PlanStep.SaveVf>().Original.ShouldBe(Given.UntouchedSettings);
        plan.Notes.ShouldContain(note => note.Contains("does not report the settings of enp1s0f0/1"));
    }

    [Fact]
    public void A_PF_that_is_down_is_set_up_first()
    {
        var plan = Ready(Host.WithPf(Pf.Address, pf => pf.Down()), Attach());
        plan.Descriptions().ElementAt(1).ShouldBe("set enp1s0f0 up");
        plan.Notes.ShouldContain("enp1s0f0 is down and is set up, for its VFs pass no traffic otherwise; it stays up");
    }

    [Fact]
    public void A_PF_without_carrier_is_noted() => Ready(Host.WithPf(Pf.Address, pf => pf.WithNetdev(netdev => netdev with { HasCarrier = false })), Attach())
        .Notes.ShouldContain("enp1s0f0 has no carrier: the guest's link will be down");

    [Fact]
    public void A_MAC_that_nobody_chose_comes_from_the_guest_and_differs_for_its_second_VF()
    {
        var plan = Ready(Host, Attach());
        var mac = plan.Steps.OfType<PlanStep.PlugIn>().Single().Mac;
        plan.Notes.ShouldContain($"no MAC was given: {mac} is derived from the guest's UUID and stays the same");
        (mac.IsUnicast, mac.Value >> 24).ShouldBe((true, 0x525400UL));
        Ready(Host, Attach(function: "enp1s0f0/2")).Steps.OfType<PlanStep.PlugIn>().Single().Mac.ShouldBe(mac);
        Ready(Host, Attach("off1")).Steps.OfType<PlanStep.PlugIn>().Single().Mac.ShouldNotBe(mac);
        Ready(Host.Giving("enp1s0f0/0", "web1", mac: mac), Attach()).Steps.OfType<PlanStep.PlugIn>().Single().Mac.ShouldNotBe(mac);
    }

    [Fact]
    public void A_virtio_interface_of_the_same_guest_may_have_the_MAC_and_that_of_another_may_not()
    {
        var twin = new ObservedGuestDevice("direct", "net0", Mac, null, "eno1", null, true, true);
        var host = WithGuest(guest => guest with { Devices = [twin] }) with { OtherNetdevs = [Given.Netdev("macvtap0") with { Mac = Mac }] };
        Ready(host, Attach(settings: Wish)).Notes.ShouldContain("guest web1 has a virtio interface with the same MAC: the two are a failover pair");
        AllRefused(host, Attach("off1", settings: Wish)).ShouldAllBe(problem => problem.Code == ProblemCode.MacDuplicate);
    }

    [Theory]
    [InlineData("net0")]
    [InlineData("ua-")]
    [InlineData("ua-a b")]
    [InlineData("ua-ä")]
    public void An_alias_is_one_that_libvirt_keeps(string alias) =>
        Refused(Host, Attach() with { Alias = alias }, ProblemCode.Malformed).Message.ShouldBe($"'{alias}' is no user alias");

    [Fact]
    public void An_alias_is_given_once() => Refused(Host.Giving("enp1s0f0/0", "web1", alias: "ua-x"), Attach() with { Alias = "ua-x" }, ProblemCode.OptionsConflict)
        .Message.ShouldBe("guest web1 has a device ua-x already");

    [Fact]
    public void A_VF_that_is_not_free_is_refused_with_the_way_out()
    {
        var problem = Refused(Host.Giving("enp1s0f0/1", "off1", live: false, config: true), Attach(), ProblemCode.VfNotFree);
        (problem.Message, problem.Remedy).ShouldBe(
            ("enp1s0f0/1 is not free: in the configuration of guest off1", "vfleet vm detach off1 --device ua-net0"));
        Refused(WithVf(vf => vf with { GroupPeers = [Pf.Address] }), Attach(), ProblemCode.VfNotFree).Message.ShouldContain("shares IOMMU group");
    }

    [Fact]
    public void A_guest_that_has_just_that_needs_nothing()
    {
        var host = Host.Giving("enp1s0f0/1", "web1", mac: Mac);
        Nothing(host, Attach(settings: new() { Mac = Mac })).ShouldBe("guest web1 has enp1s0f0/1 already");
        Nothing(host, Attach()).ShouldBe("guest web1 has enp1s0f0/1 already");
        Refused(host, Attach(settings: new() { Mac = Mac, Trust = true }), ProblemCode.VfNotFree);
        AllRefused(host, Attach() with { Config = true })[0].Code.ShouldBe(ProblemCode.VfNotFree);
        Refused(host, Attach("off1"), ProblemCode.VfNotFree);
        Ready(host, Attach(function: "enp1s0f0")).Vf!.Value.Index.ShouldBe(0);
    }

    [Fact]
    public void A_PF_without_free_VFs_tells_who_has_them_in_few_words()
    {
        var host = Host.Giving("enp1s0f0/0", "web1").Giving("enp1s0f0/1", "web1", alias: "ua-1")
            .WithVf(new(Pf.Address, 2), vf => vf.Used(NetdevUseKind.BridgePort, "br0"));
        var problem = Refused(host, Attach("off1", "enp1s0f0"), ProblemCode.NoFreeVf);
        problem.Message.ShouldBe("no VF of enp1s0f0 is free (0: guest web1; 1: guest web1; 2: eth2 is a port of bridge br0)");
        problem.Remedy.ShouldContain("vfleet vf list enp1s0f0");
        var crowd = Given.Host(Given.Pf(vfs: 60, total: 63) is var many ? many with { Vfs = [.. many.Vfs.Select(vf => vf with { GroupPeers = [many.Address] })] } : null!)
            .WithGuests(Given.Guest("web1"));
        Refused(crowd, Attach(function: "enp1s0f0"), ProblemCode.NoFreeVf).Message.ShouldEndWith("; and 57 more)");
    }

    [Fact]
    public void A_PF_without_VFs_tells_how_to_make_some() =>
        Refused(Given.Host(Given.Pf()).WithGuests(Given.Guest("web1")), Attach(function: "enp1s0f0"), ProblemCode.NoFreeVf).Remedy
            .ShouldBe("create some: vfleet pf set enp1s0f0 --vfs 4 --driver vfio");

    [Fact]
    public void A_function_needs_an_IOMMU_and_its_PF_a_netdev()
    {
        Refused(WithVf(vf => vf with { IommuGroup = null }), Attach(), ProblemCode.IommuNotViable).Path.ShouldBe("enp1s0f0/1");
        Refused(Host.WithPf(Pf.Address, pf => pf with { Netdevs = [] }), Attach(function: "0000:01:00.0/1"), ProblemCode.Unsupported).Message.ShouldContain("has no netdev");
    }

    [Fact]
    public void A_VLAN_is_refused_in_switchdev_mode() =>
        Refused(Host.WithPf(Pf.Address, pf => pf with { EswitchMode = "switchdev" }), Attach(settings: Wish), ProblemCode.Unsupported).Path.ShouldBe("vlan");

    [Fact]
    public void Guests_are_found_by_name_and_UUID_and_libvirt_must_answer()
    {
        Ready(Host, Attach(Given.Uuid("web1").ToString())).Title.ShouldContain("guest web1");
        Refused(Host, Attach("nobody"), ProblemCode.GuestUnknown).Remedy.ShouldContain("web1, off1");
        Refused(Host.WithGuests(), Attach("nobody"), ProblemCode.GuestUnknown).Remedy.ShouldContain("virsh define");
        Refused(Host with { Guests = default }, Attach(), ProblemCode.LibvirtUnavailable);
        var dead = new Problem(ProblemCode.LibvirtUnavailable, "libvirt does not answer", "systemctl start libvirtd");
        Refused(Host with { LibvirtProblem = dead }, Attach(), ProblemCode.LibvirtUnavailable).ShouldBe(dead);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var host = Host.WithVf(new(Pf.Address, 1), vf => vf with { IommuGroup = null }).Giving("enp1s0f0/1", "off1", live: false, config: true);
        AllRefused(host, Attach("nobody", settings: new() { Mac = MacAddress.Zero, Vlan = new VlanTag(4095), LinkState = VfLinkState.Enable }) with { Alias = "x" })
            .Select(problem => problem.Code.Name)
            .ShouldBe(["VLAN_INVALID", "MAC_INVALID", "GUEST_UNKNOWN", "VF_NOT_FREE", "UNSUPPORTED", "IOMMU_NOT_VIABLE"]);
    }
}
