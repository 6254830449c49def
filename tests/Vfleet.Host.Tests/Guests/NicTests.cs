using Vfleet.Domain.Changes;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.Guests;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;

namespace Vfleet.Host.Tests.Guests;

public sealed class NicTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private static GuestChange.Plug Plug(GuestNic nic) => new(GuestRig.Id, nic);

    private static GuestChange.Unplug Unplug(GuestNic nic, bool isForced = false) => new(GuestRig.Id, nic, s_minute, isForced);

    [Fact]
    public async Task A_failover_pair_is_plugged_and_unplugged_as_one()
    {
        await using var rig = await new GuestRig().RunningAsync();
        var before = rig.Fingerprint();
        var nic = GuestRig.Pair(1);

        await rig.DoAsync(Plug(nic));
        rig.Domain!.Live!.Interfaces.Select(device => device.Teaming).ShouldBe(
            [PersistentTeaming.Instance, new TransientTeaming("ua-vfleet-525400000101-virtio")]);
        (await rig.ApplyAsync(Plug(nic))).ShouldBeOfType<GuestOutcome.Nothing>();
        await rig.DoAsync(Unplug(nic));

        rig.Domain.Live.Interfaces.ShouldBeEmpty();
        rig.Fingerprint().ShouldBe(before);
        (await rig.ApplyAsync(Unplug(nic))).ShouldBeOfType<GuestOutcome.Nothing>();
    }

    [Fact]
    public async Task When_the_VF_cannot_be_plugged_the_virtio_device_goes_again()
    {
        await using var rig = await new GuestRig().RunningAsync();
        var before = rig.Fingerprint();
        rig.Hypervisor.Faults.BeforeNext(FakeCall.Attach, () => { });
        rig.Hypervisor.Faults.RefuseNext(FakeCall.Attach, RefusalReason.FunctionInUse);

        var failed = (await rig.ApplyAsync(Plug(GuestRig.Pair(1)))).ShouldBeOfType<GuestOutcome.Failed>();

        (failed.Problem.Code, failed.Problem.Path).ShouldBe((ProblemCode.VfInUse, $"{Rig.Pf}/1"));
        rig.Domain!.Live!.Interfaces.ShouldBeEmpty();
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_vNIC_that_the_guest_was_started_with_leaves_its_definition_too()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0), GuestRig.Virtio(5));

        await rig.DoAsync(Unplug(GuestRig.Vf(0)));
        await rig.DoAsync(Unplug(GuestRig.Virtio(5)));

        rig.Domain!.Live!.Interfaces.ShouldBeEmpty();
        rig.Domain.Config!.Interfaces.ShouldBeEmpty();
        rig.Rig.Link.Vfs[0].Mac.ShouldBe(Rig.OriginalMac(0));
    }

    [Fact]
    public async Task A_guest_that_refuses_is_reported_and_can_be_forced()
    {
        await using var rig = await new GuestRig(pfDriver: "mlx5_core").RunningAsync(GuestRig.Vf(0));
        rig.Domain!.Unplug = GuestUnplug.Refuses;

        (await rig.ApplyAsync(Unplug(GuestRig.Vf(0)))).ShouldBeOfType<GuestOutcome.Failed>().Problem.Code.ShouldBe(ProblemCode.GuestRefused);
        rig.Rig.Link.Vfs[0].LinkState.ShouldNotBe(Linux.Netlink.Route.VfLinkState.Disable);
        var forced = await rig.DoAsync(Unplug(GuestRig.Vf(0), isForced: true));

        rig.Rig.Link.Vfs[0].LinkState.ShouldBe(Linux.Netlink.Route.VfLinkState.Disable);
        forced.Plan.Notes.ShouldContain(note => note.EndsWith("it stays with the guest until that stops", StringComparison.Ordinal));
        rig.Domain.Live!.Interfaces.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Where_the_driver_sets_no_link_forcing_fails_and_says_so()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        rig.Domain!.Unplug = GuestUnplug.Refuses;

        var failed = (await rig.ApplyAsync(Unplug(GuestRig.Vf(0), isForced: true))).ShouldBeOfType<GuestOutcome.Failed>();

        failed.Problem.Code.ShouldBe(ProblemCode.GuestRefused);
        failed.Left.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.Unsupported);
    }

    [Fact]
    public async Task Settings_are_changed_live_and_go_with_the_guest()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        await rig.RunningAsync(GuestRig.Vf(0));
        var nic = GuestRig.Vf(0) with { Vf = new GuestVf(Rig.Pf, 0, new VfSettings { Vlan = new VlanTag(200), MaxRate = 500, Trust = false }) };

        await rig.DoAsync(new GuestChange.Set(GuestRig.Id, nic));

        var vf = rig.Rig.Link.Vfs[0];
        (vf.Vlan, vf.MaxTxRate, vf.Trust, vf.Mac).ShouldBe((new VlanTag(200), 500u, false, GuestRig.Mac(0)));
        (await rig.Rig.ObserveVfAsync(0)).Record!.Applied.MaxRate.ShouldBe(500u);
        (await rig.ApplyAsync(new GuestChange.Set(GuestRig.Id, nic))).ShouldBeOfType<GuestOutcome.Nothing>();
        await rig.DoAsync(new GuestChange.Stop(GuestRig.Id));
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task The_cable_of_a_virtio_device_can_be_pulled()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Virtio(5));

        await rig.DoAsync(new GuestChange.Set(GuestRig.Id, GuestRig.Virtio(5) with { IsLinked = false }));

        rig.Domain!.Live!.Interfaces[0].LinkUp.ShouldBe(false);
        (await rig.ApplyAsync(new GuestChange.Set(GuestRig.Id, GuestRig.Virtio(6)))).ShouldBeOfType<GuestOutcome.Refused>()
            .Problems[0].Code.ShouldBe(ProblemCode.DeviceUnknown);
    }

    [Fact]
    public async Task Nothing_is_plugged_into_a_guest_that_does_not_run()
    {
        await using var rig = new GuestRig();

        (await rig.ApplyAsync(Plug(GuestRig.Vf(0)))).ShouldBeOfType<GuestOutcome.Refused>().Problems[0].Code.ShouldBe(ProblemCode.GuestUnknown);
        (await rig.ApplyAsync(Unplug(GuestRig.Vf(0)))).ShouldBeOfType<GuestOutcome.Nothing>();
    }

    [Fact]
    public async Task A_VF_that_nobody_has_is_cleaned_of_what_a_former_user_left()
    {
        await using var rig = new GuestRig("vfio-pci");
        var clean = new GuestChange.Clean(new GuestVf(Rig.Pf, 2, VfSettings.Nothing));
        rig.Rig.Link.Vfs[2].Vlan = new VlanTag(100);
        rig.Rig.Link.Vfs[2].Trust = true;

        await rig.DoAsync(clean);

        (rig.Rig.Link.Vfs[2].Vlan, rig.Rig.Link.Vfs[2].Trust).ShouldBe((VlanTag.None, false));
        rig.Rig.Link.Vfs[2].Mac.IsZero.ShouldBeTrue();
    }

    [Fact]
    public async Task A_VF_that_was_left_on_vfio_goes_back_to_the_host_s_driver_where_the_PF_is_kept_so()
    {
        await using var rig = new GuestRig();
        await rig.Rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 5, Driver = VfDriverChoice.Host });
        var address = Rig.VfAddress(2);
        rig.Rig.Kernel.Write($"sys/bus/pci/devices/{address}/driver_override", "vfio-pci");
        rig.Rig.Kernel.Write($"sys/bus/pci/devices/{address}/driver/unbind", address.ToString());
        rig.Rig.Kernel.Write("sys/bus/pci/drivers_probe", address.ToString());
        (await rig.Rig.ObserveVfAsync(2)).IsOnVfio.ShouldBeTrue();

        await rig.DoAsync(new GuestChange.Clean(new GuestVf(Rig.Pf, 2, VfSettings.Nothing)));

        var vf = await rig.Rig.ObserveVfAsync(2);
        (vf.Driver, vf.DriverOverride).ShouldBe(("igbvf", null));
    }

    [Fact]
    public async Task A_VF_that_a_guest_has_is_not_cleaned()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        var before = rig.Fingerprint();

        var refused = (await rig.ApplyAsync(new GuestChange.Clean(new GuestVf(Rig.Pf, 0, VfSettings.Nothing)))).ShouldBeOfType<GuestOutcome.Refused>();

        refused.Problems[0].Code.ShouldBe(ProblemCode.VfNotFree);
        rig.Fingerprint().ShouldBe(before);
    }
}
