using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Host.Tests.Applying;

public sealed class DetachTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:00:00:10");
    private static readonly VfSettings Wish = new() { Mac = Mac, Vlan = new VlanTag(100), Trust = true };

    private static HostChange.DetachVf Detach => new("web1", new GuestDeviceSelector(Mac: Mac)) { Deadline = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task A_guest_that_refuses_keeps_the_VF_and_is_told_of()
    {
        await using var rig = new Rig();
        await rig.DoAsync(Rig.Attach(Rig.Vf(0), Wish));
        var attached = rig.Fingerprint();
        rig.Guest.Unplug = GuestUnplug.Refuses;

        var failed = (await rig.ApplyAsync(Detach)).ShouldBeOfType<ChangeOutcome.Failed>();

        failed.Problem.Code.ShouldBe(ProblemCode.GuestRefused);
        failed.Left.ShouldBeEmpty();
        rig.Fingerprint().ShouldBe(attached);
    }

    [Fact]
    public async Task A_guest_that_says_nothing_is_waited_for_no_longer_than_the_deadline()
    {
        await using var rig = new Rig();
        await rig.DoAsync(Rig.Attach(Rig.Vf(0), Wish));
        var attached = rig.Fingerprint();
        rig.Guest.Unplug = GuestUnplug.Silent;

        var failed = (await rig.ApplyAsync(Detach)).ShouldBeOfType<ChangeOutcome.Failed>();

        failed.Problem.Code.ShouldBe(ProblemCode.GuestSilent);
        failed.Problem.Message.ShouldContain("1 s");
        rig.Fingerprint().ShouldBe(attached);
    }

    [Fact]
    public async Task A_restore_that_fails_is_told_with_how_to_finish_it_and_reset_does()
    {
        await using var rig = new Rig(vfDriver: "igbvf");
        var before = rig.Fingerprint();
        await rig.DoAsync(Rig.Attach(Rig.Vf(1), Wish));
        var netdevsim = rig.Link.Driver;
        rig.Link.Driver = netdevsim.With(Linux.Netlink.Route.VfAttribute.Trust, (_, _) => 5);

        var failed = (await rig.ApplyAsync(Detach)).ShouldBeOfType<ChangeOutcome.Failed>();

        failed.Left.ShouldHaveSingleItem().Remedy.ShouldContain("vfleet vf reset enp1s0/1");
        FreeRule.Holds(await rig.ObserveVfAsync(1)).ShouldContain(hold => hold is Hold.ByRecord);
        rig.Guest.Live!.Interfaces.ShouldBeEmpty();

        rig.Link.Driver = netdevsim;
        await rig.DoAsync(new HostChange.ResetVf(Rig.Vf(1)));

        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_guest_that_stopped_by_other_hands_leaves_a_VF_that_reset_puts_back()
    {
        await using var rig = new Rig(vfDriver: "igbvf");
        var before = rig.Fingerprint();
        await rig.DoAsync(Rig.Attach(Rig.Vf(0), Wish));
        rig.Libvirt.Hypervisor.Stop(rig.Guest);

        FreeRule.Holds(await rig.ObserveVfAsync(0)).ShouldHaveSingleItem().ShouldBeOfType<Hold.ByRecord>();
        await rig.DoAsync(new HostChange.ResetVf(Rig.Vf(0)));

        rig.Libvirt.Hypervisor.Start(rig.Guest);
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_VF_left_over_goes_to_the_next_guest_and_returns_to_its_first_state()
    {
        await using var rig = new Rig(vfDriver: "igbvf");
        var before = rig.Fingerprint();
        await rig.DoAsync(Rig.Attach(Rig.Vf(0), Wish));
        rig.Libvirt.Hypervisor.Stop(rig.Guest);
        rig.Libvirt.Hypervisor.Start(rig.Guest);

        await rig.DoAsync(Rig.Attach(Rig.Vf(0), new VfSettings { Mac = MacAddress.Parse("52:54:00:00:00:11") }));
        await rig.DoAsync(new HostChange.DetachVf("web1", new GuestDeviceSelector(Function: Rig.Vf(0))));

        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_drivers_refusal_of_a_zero_MAC_is_answered_with_the_one_that_means_none()
    {
        await using var rig = new Rig();
        rig.Link.Vfs[0].Mac = MacAddress.Zero;
        rig.Link.Driver = FakeVfDriver.Netdevsim.With(
            Linux.Netlink.Route.VfAttribute.Mac, (_, change) => change.Mac!.Value.IsZero ? 22 : 0);
        await rig.DoAsync(Rig.Attach(Rig.Vf(0), Wish));

        await rig.DoAsync(Detach);

        rig.Link.Vfs[0].Mac.ShouldBe(MacAddress.Parse("02:00:00:00:00:00"));
    }

    [Fact]
    public async Task The_hosts_driver_lets_go_of_a_VF_before_its_reset_and_gets_it_back()
    {
        await using var rig = new Rig(vfDriver: "igbvf");
        rig.Link.Vfs[0].Trust = true;

        await rig.DoAsync(new HostChange.ResetVf(Rig.Vf(0)));

        var writes = rig.Kernel.Writes.Select(write => write.Path[(write.Path.LastIndexOf('/') + 1)..]).ToList();
        writes.IndexOf("unbind").ShouldBeInRange(0, writes.IndexOf("reset") - 1);
        rig.Sysfs.DriverOf(Rig.VfAddress(0)).ShouldBe("igbvf");
        rig.Link.Vfs[0].Trust.ShouldBe(false);
        rig.Link.Vfs[0].Mac.ShouldBe(MacAddress.Zero);
    }
}
