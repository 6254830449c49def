using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Planning.Answers;

namespace Vfleet.Domain.Tests.Planning;

public sealed class DetachPlannerTests
{
    private static readonly ObservedHost Host = Given.Host(Given.Pf(vfs: 3)).WithGuests(Given.Guest("web1"), Given.Guest("off1", GuestState.ShutOff));
    private static readonly ObservedPf Pf = Host.Pfs[0];

    private static ObservedHost Held(bool live = true, bool config = false, bool ours = true) => Host.Giving("enp1s0f0/1", "web1", live, config)
        .WithVf(new(Pf.Address, 1), vf => vf with { Record = ours ? Given.Record("web1") : null });

    [Fact]
    public void The_guest_lets_go_then_everything_is_put_back_and_forgotten()
    {
        var plan = Ready(Held(), Detach());
        plan.Descriptions().ShouldBe(
        [
            "note that enp1s0f0/1 is being taken back from guest web1",
            "ask guest web1 to let go of ua-net0, wait at most 60 s",
            "write to enp1s0f0/1 and read back: mac 00:00:00:00:00:00, vlan none, min-rate none, max-rate unlimited, spoof-check on, trust off, link-state auto",
            "unbind enp1s0f0/1 from vfio-pci",
            "forget the saved state of enp1s0f0/1: it is free",
        ]);
        (plan.Title, plan.Vf).ShouldBe(("take enp1s0f0/1 back from guest web1", Host.Vf("enp1s0f0/1").Id));
        plan.Disturbs.ShouldBe(["web1"]);
        plan.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void An_override_alone_is_put_back_in_words_that_say_so()
    {
        var host = Held().WithVf(new(Pf.Address, 1), vf => vf with { Record = vf.Record! with { OriginalDriver = "vfio-pci" } });
        Ready(host, Detach()).Descriptions().ShouldContain("clear the driver_override of enp1s0f0/1");
    }

    [Fact]
    public void What_Vfleet_did_not_give_away_becomes_neutral_but_keeps_the_MAC()
    {
        var plan = Ready(Held(ours: false), Detach());
        plan.Steps.Select(step => step.GetType()).ShouldBe([typeof(PlanStep.Unplug), typeof(PlanStep.WriteVf)]);
        plan.Steps.OfType<PlanStep.WriteVf>().Single().Write.ShouldBe(VfSettings.Neutral);
        plan.Notes.ShouldHaveSingleItem().ShouldStartWith("Vfleet did not give enp1s0f0/1 away");
    }

    [Theory]
    [InlineData("ua-net0")]
    [InlineData("52:54:00:aa:00:01")]
    [InlineData("enp1s0f0/1")]
    [InlineData("0000:01:10.2")]
    public void The_device_is_named_by_alias_MAC_or_function(string device) =>
        Ready(Held(), Detach(device: device)).Steps.OfType<PlanStep.Unplug>().Single().Address.ToString().ShouldBe("0000:01:10.2");

    [Theory]
    [InlineData(null, null, true, true)]
    [InlineData(true, null, true, false)]
    [InlineData(null, true, false, true)]
    [InlineData(true, true, true, true)]
    [InlineData(false, null, false, true)]
    [InlineData(null, false, true, false)]
    public void It_is_taken_from_where_it_is_unless_the_wish_says_otherwise(bool? live, bool? config, bool fromLive, bool fromConfig)
    {
        var unplug = Ready(Held(config: true), Detach() with { Live = live, Config = config }).Steps.OfType<PlanStep.Unplug>().Single();
        (unplug.Live, unplug.Config).ShouldBe((fromLive, fromConfig));
    }

    [Fact]
    public void A_VF_that_stays_configured_stays_reserved()
    {
        var plan = Ready(Held(config: true), Detach() with { Live = true });
        plan.Steps.Select(step => step.GetType()).ShouldBe([typeof(PlanStep.Unplug), typeof(PlanStep.MarkVf)]);
        var mark = plan.Steps.OfType<PlanStep.MarkVf>().Single();
        (mark.Phase, mark.Owner.Live, mark.Owner.Config).ShouldBe((VfPhase.Attached, false, true));
        plan.Notes.ShouldBe(["enp1s0f0/1 stays reserved for guest web1, whose configuration still has it"]);
    }

    [Fact]
    public void A_VF_that_the_guest_still_runs_with_is_not_touched()
    {
        var plan = Ready(Held(config: true), Detach() with { Config = true });
        plan.Steps.OfType<PlanStep.WriteVf>().ShouldBeEmpty();
        plan.Notes.ShouldBe(["enp1s0f0/1 stays with the running guest web1 until it stops"]);
        plan.Disturbs.ShouldBeEmpty();
    }

    [Fact]
    public void A_VF_that_another_guest_has_too_is_not_touched()
    {
        var host = Held().Giving("enp1s0f0/1", "off1", live: false, config: true, alias: "ua-off");
        var fromOff = Ready(host, Detach("off1", "ua-off"));
        fromOff.Descriptions().ShouldBe(["take ua-off out of the configuration of guest off1"]);
        fromOff.Notes.ShouldBe(["enp1s0f0/1 stays as it is, for guest web1 has it too"]);
        Ready(host, Detach()).Steps.ShouldHaveSingleItem().ShouldBeOfType<PlanStep.Unplug>();
    }

    [Fact]
    public void A_VF_that_some_process_has_open_is_not_touched()
    {
        var host = Held(live: false, config: true).WithVf(new(Pf.Address, 1), vf => vf with { Holders = [new DeviceHolder(77, "dpdk-testpmd", null)] });
        Ready(host, Detach()).Notes.ShouldBe(["enp1s0f0/1 stays as it is, for process 77 (dpdk-testpmd) has it too"]);
    }

    [Fact]
    public void A_PF_without_a_netdev_does_not_keep_the_guest_from_letting_go()
    {
        var plan = Ready(Held().WithPf(Pf.Address, pf => pf with { Netdevs = [], Driver = "vfio-pci" }), Detach());
        plan.Steps.Select(step => step.GetType()).ShouldBe([typeof(PlanStep.MarkVf), typeof(PlanStep.Unplug)]);
        plan.Notes.ShouldHaveSingleItem().ShouldContain("later: vfleet vf reset 0000:01:00.0/1");
    }

    [Fact]
    public void The_running_and_the_configured_half_of_a_device_are_one()
    {
        var host = Held();
        var half = host.Guests[0].Devices[0] with { Alias = "ua-net0", Live = false, Config = true };
        host = host.WithGuest(Given.Uuid("web1"), guest => guest with { Devices = [guest.Devices[0] with { Alias = "hostdev0" }, half] });
        foreach (var device in new[] { "ua-net0", "hostdev0", "enp1s0f0/1" })
        {
            var unplug = Ready(host, Detach(device: device)).Steps.OfType<PlanStep.Unplug>().Single();
            (unplug.Live, unplug.Config).ShouldBe((true, true), device);
        }
    }

    [Theory]
    [InlineData(GuestState.Paused, "is paused", "virsh resume web1")]
    [InlineData(GuestState.Suspended, "sleeps", "virsh dompmwakeup web1")]
    [InlineData(GuestState.Crashed, "has crashed", "virsh destroy web1")]
    [InlineData(GuestState.ShuttingDown, "is shutting down", "wait")]
    public void A_guest_that_does_not_run_cannot_let_go(GuestState state, string message, string remedy)
    {
        var host = Held(config: true).WithGuest(Given.Uuid("web1"), guest => guest with { State = state });
        var problem = Refused(host, Detach(), ProblemCode.GuestState);
        problem.Message.ShouldContain(message);
        problem.Remedy.ShouldContain(remedy);
        Ready(host, Detach() with { Config = true }).Steps.Length.ShouldBe(2);
    }

    [Fact]
    public void What_is_not_where_it_shall_be_taken_from_is_told()
    {
        Refused(Held(), Detach() with { Config = true }, ProblemCode.GuestState).Remedy.ShouldContain("--live");
        Refused(Held(live: false, config: true), Detach() with { Live = true }, ProblemCode.GuestState).Remedy.ShouldContain("--persistent");
        Refused(Held(), Detach() with { Live = false }, ProblemCode.OptionsConflict).Remedy.ShouldBe("use --live");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(0.999)]
    [InlineData(3600.1)]
    public void A_deadline_out_of_range_is_refused(double seconds) =>
        Refused(Held(), Detach() with { Deadline = TimeSpan.FromSeconds(seconds) }, ProblemCode.OutOfRange).Remedy.ShouldBe("give 1 to 3600 seconds");

    [Fact]
    public void Unknown_guests_and_devices_are_told_with_what_there_is()
    {
        Refused(Held(), Detach("nobody"), ProblemCode.GuestUnknown);
        Refused(Held(), Detach(device: "ua-x"), ProblemCode.DeviceUnknown).Remedy.ShouldBe("it has: ua-net0");
        Refused(Held(), Detach(device: "enp1s0f0/2"), ProblemCode.DeviceUnknown).Message.ShouldBe("guest web1 has no virtual function 'enp1s0f0/2'");
        Refused(Held(), Detach("off1"), ProblemCode.DeviceUnknown).Remedy.ShouldBe("it has none at all");
    }

    [Fact]
    public void A_name_that_fits_two_devices_is_told_how_to_be_exact()
    {
        var mac = MacAddress.Parse("52:54:00:00:00:01");
        var host = Host.Giving("enp1s0f0/1", "web1", mac: mac).Giving("enp1s0f0/2", "web1", alias: "ua-2", mac: mac);
        var problem = Refused(host, Detach(device: mac.ToString()), ProblemCode.DeviceUnknown);
        problem.Message.ShouldBe("'52:54:00:00:00:01' names 2 devices of guest web1");
        problem.Remedy.ShouldBe("name one by its function: 0000:01:10.2, 0000:01:10.4");
    }

    [Fact]
    public void A_device_that_is_no_VF_is_left_to_others()
    {
        var gpu = new ObservedGuestDevice("pci", "hostdev0", null, PciAddress.Parse("0000:0a:00.0"), null, null, true, true);
        var host = Host.WithGuest(Given.Uuid("web1"), guest => guest with { Devices = [gpu] });
        Refused(host, Detach(device: "hostdev0"), ProblemCode.VfUnknown).Remedy.ShouldContain("virsh detach-device");
    }
}
