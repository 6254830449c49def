using Vfleet.Domain.Changes;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Guests;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Xml;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;

namespace Vfleet.Host.Tests.Guests;

public sealed class StartTests
{
    private static GuestChange.Start Start(params GuestNic[] nics) => new(GuestRig.Guest(nics));

    private static GuestSpec Uefi(params GuestDisk[] disks) =>
        GuestRig.Guest() with { Boot = new GuestBoot { Firmware = GuestFirmware.Uefi }, Disks = [.. disks] };

    private static LibvirtException InUse(int vf) => new(
        "start a domain", "domain x", LibvirtErrorCode.OperationInvalid, LibvirtErrorDomain.Qemu, $"PCI device {Rig.VfAddress(vf)} is in use by driver QEMU, domain other");

    [Fact]
    public async Task A_guest_is_defined_its_VFs_are_written_and_bound_and_it_runs()
    {
        await using var rig = new GuestRig();

        await rig.DoAsync(Start(GuestRig.Vf(1), GuestRig.Virtio(5), GuestRig.Pair(2)));

        var live = rig.Domain!.Live!;
        live.Interfaces.Select(device => device.Alias).ShouldBe(
            ["ua-vfleet-525400000101", "ua-vfleet-525400000105-virtio", "ua-vfleet-525400000102-virtio", "ua-vfleet-525400000102"]);
        live.Interfaces[0].Source.ShouldBe(new FunctionSource(Rig.VfAddress(1), Managed: false));
        live.Interfaces[2].Teaming.ShouldBe(PersistentTeaming.Instance);
        live.Interfaces[3].Teaming.ShouldBe(new TransientTeaming("ua-vfleet-525400000102-virtio"));
        live.Mark!.Id.ShouldBe(GuestRig.Id);
        foreach (var index in new[] { 1, 2 })
        {
            var vf = rig.Rig.Link.Vfs[index];
            (vf.Mac, vf.Vlan, vf.Trust).ShouldBe((GuestRig.Mac(index), new VlanTag(100, 3), true));
            rig.Rig.Sysfs.DriverOf(Rig.VfAddress(index)).ShouldBe("vfio-pci");
            var record = (await rig.Rig.ObserveVfAsync(index)).Record!;
            (record.Phase, record.Owner.Uuid, record.Owner.Live, record.Owner.Config, record.OriginalDriver).ShouldBe((VfPhase.Attached, GuestRig.Id, true, true, "igbvf"));
        }

        File.Exists(rig.SeedPath).ShouldBeTrue();
        rig.Told.ShouldContain("start guest db1");
    }

    [Fact]
    public async Task What_libvirt_overwrites_at_the_start_is_mended()
    {
        await using var rig = new GuestRig();
        rig.Hypervisor.Faults.BeforeNext(FakeCall.Start, () => rig.Rig.Link.Vfs[0].Vlan = new VlanTag(100));

        await rig.DoAsync(Start(GuestRig.Vf(0)));

        rig.Rig.Link.Vfs[0].Vlan.ShouldBe(new VlanTag(100, 3));
    }

    [Fact]
    public async Task Started_and_stopped_the_host_is_exactly_as_it_was()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();

        await rig.DoAsync(Start(GuestRig.Vf(0), GuestRig.Vf(3), GuestRig.Virtio(7)));
        await rig.DoAsync(new GuestChange.Stop(GuestRig.Id));

        rig.Fingerprint().ShouldBe(before);
        (await rig.ApplyAsync(new GuestChange.Stop(GuestRig.Id))).ShouldBeOfType<GuestOutcome.Nothing>();
    }

    [Fact]
    public async Task A_VF_that_somebody_left_on_vfio_goes_back_to_the_driver_that_its_PF_is_kept_with()
    {
        await using var rig = new GuestRig(vfDriver: null);
        await rig.Rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 4, Driver = VfDriverChoice.Host });
        rig.Rig.Sysfs.UnbindDriver(Rig.VfAddress(0));
        rig.Rig.Sysfs.BindDriver(Rig.VfAddress(0), "vfio-pci");

        await rig.DoAsync(Start(GuestRig.Vf(0)));
        await rig.DoAsync(new GuestChange.Stop(GuestRig.Id));

        rig.Rig.Sysfs.DriverOf(Rig.VfAddress(0)).ShouldBe("igbvf");
    }

    [Fact]
    public async Task One_that_runs_is_not_started_again_but_what_a_kill_left_undone_is_mended()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        (await rig.ApplyAsync(Start(GuestRig.Vf(0)))).ShouldBeOfType<GuestOutcome.Nothing>();
        rig.Rig.Link.Vfs[0].Vlan = new VlanTag(100);

        await rig.DoAsync(Start(GuestRig.Vf(0)));

        rig.Rig.Link.Vfs[0].Vlan.ShouldBe(new VlanTag(100, 3));
        rig.Hypervisor.Faults.Made.Count(made => made.Call == FakeCall.Start).ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_at_any_write_to_sysfs_is_undone_whole()
    {
        for (var step = 1; ; step++)
        {
            await using var rig = new GuestRig();
            var before = rig.Fingerprint();
            rig.Rig.Kernel.FailStep(step, Errno.InputOutput);

            if (await rig.ApplyAsync(Start(GuestRig.Vf(0))) is not GuestOutcome.Failed failed)
            {
                step.ShouldBeGreaterThan(2);
                return;
            }

            failed.Left.ShouldBeEmpty();
            rig.Fingerprint().ShouldBe(before, $"after a failure of write {step}");
        }
    }

    [Theory]
    [InlineData(FakeCall.Define)]
    [InlineData(FakeCall.Start)]
    public async Task A_failure_of_libvirt_is_undone_whole(FakeCall call)
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        rig.Hypervisor.Faults.FailNext(call, new LibvirtException("x", "y", LibvirtErrorCode.InternalError, LibvirtErrorDomain.Qemu, "QEMU says no"));

        var failed = (await rig.ApplyAsync(Start(GuestRig.Vf(0), GuestRig.Vf(1)))).ShouldBeOfType<GuestOutcome.Failed>();

        failed.Problem.Code.ShouldBe(ProblemCode.LibvirtFailed);
        failed.Left.ShouldBeEmpty();
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_VF_that_libvirt_says_is_in_use_is_named()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        rig.Hypervisor.Faults.FailNext(FakeCall.Start, InUse(2));

        var failed = (await rig.ApplyAsync(Start(GuestRig.Vf(0), GuestRig.Vf(2)))).ShouldBeOfType<GuestOutcome.Failed>();

        (failed.Problem.Code, failed.Problem.Path).ShouldBe((ProblemCode.VfInUse, $"{Rig.Pf}/2"));
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task Cancelled_before_it_runs_it_is_undone_whole()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        using var cancel = new CancellationTokenSource();
        rig.Hypervisor.Faults.BeforeNext(FakeCall.Define, cancel.Cancel);

        var failed = (await rig.ApplyAsync(Start(GuestRig.Vf(0)), cancel.Token)).ShouldBeOfType<GuestOutcome.Failed>();

        failed.Problem.Code.ShouldBe(ProblemCode.Cancelled);
        failed.Left.ShouldBeEmpty();
        rig.Fingerprint().ShouldBe(before);
    }

    [Theory]
    [InlineData(FakeCall.Define)]
    [InlineData(FakeCall.Start)]
    public async Task What_a_kill_interrupted_is_carried_out_from_its_beginning(FakeCall call)
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        using var never = new ManualResetEventSlim();
        using var reached = new SemaphoreSlim(0);
        rig.Hypervisor.Faults.BeforeNext(call, () =>
        {
            reached.Release();
            never.Wait();
            throw new InvalidOperationException("the program that asked is gone");
        });
        var interrupted = Task.Run(() => rig.ApplyAsync(Start(GuestRig.Vf(0), GuestRig.Vf(1))), TestContext.Current.CancellationToken);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        rig.Rig.Kill();

        await rig.DoAsync(Start(GuestRig.Vf(0), GuestRig.Vf(1)));
        rig.Rig.Link.Vfs[1].Mac.ShouldBe(GuestRig.Mac(1));
        await rig.DoAsync(new GuestChange.Stop(GuestRig.Id));
        rig.Fingerprint().ShouldBe(before);
        never.Set();
        (await interrupted).ShouldBeOfType<GuestOutcome.Failed>();
    }

    [Fact]
    public async Task Everything_that_stands_against_it_is_told_at_once_and_nothing_is_touched()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        var guest = GuestRig.Guest(GuestRig.Vf(9), GuestRig.Virtio(1) with { Bridge = "br7" }) with
        {
            Name = "web1",
            MemoryMiB = 100_000,
            Disks = [new GuestDisk("/disks/none"), new GuestDisk("relative")],
            Boot = new GuestBoot { Initrd = "/disks/root.qcow2" },
            NumaNode = 5,
        };

        var refused = (await rig.ApplyAsync(new GuestChange.Start(guest))).ShouldBeOfType<GuestOutcome.Refused>();

        refused.Problems.Select(problem => problem.Code.Name).Order().ShouldBe(
            ["BRIDGE_UNKNOWN", "FILE_UNKNOWN", "GUEST_EXISTS", "MALFORMED", "MEMORY_SHORT", "OPTIONS_CONFLICT", "OUT_OF_RANGE", "VF_UNKNOWN"]);
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task What_UEFI_keeps_lies_beside_the_first_disk_that_may_be_written_and_stays_after_a_stop()
    {
        await using var rig = new GuestRig();
        rig.Rig.Sysfs.Files.Write("disks/tools.iso", "disk");
        rig.Rig.Sysfs.Files.Write("usr/share/qemu/firmware/60-edk2-x86_64.json", """{ "interface-types": [ "uefi" ] }""");
        var guest = Uefi(new GuestDisk("/disks/tools.iso") { IsReadOnly = true }, new GuestDisk("/disks/root.qcow2"));

        await rig.DoAsync(new GuestChange.Start(guest));
        rig.Domain!.Live!.Nvram.ShouldBe("/disks/root.qcow2.nvram");
        await rig.DoAsync(new GuestChange.Stop(GuestRig.Id));

        rig.Domain.ShouldBeNull();
        rig.Hypervisor.Nvrams.Keys.ShouldBe(["/disks/root.qcow2.nvram"]);
    }

    [Fact]
    public async Task Without_a_disk_to_lie_beside_what_UEFI_keeps_is_left_to_libvirt()
    {
        await using var rig = new GuestRig();
        rig.Rig.Sysfs.Files.Write("etc/qemu/firmware/10-own.json", """{ "interface-types": [ "uefi" ] }""");
        rig.Rig.Sysfs.Files.Write("dev/vg0/root", "a block device");

        await rig.DoAsync(new GuestChange.Start(Uefi(new GuestDisk("/dev/vg0/root"))));

        rig.Domain!.Live!.Nvram.ShouldBeNull();
    }

    [Fact]
    public async Task A_host_without_firmware_for_UEFI_says_so_and_what_to_install()
    {
        await using var rig = new GuestRig();
        rig.Rig.Sysfs.Files.Write("usr/share/qemu/firmware/50-seabios.json", """{ "interface-types": [ "bios" ] }""");

        var problem = (await rig.PlanAsync(new GuestChange.Start(Uefi()))).ShouldBeOfType<GuestOutcome.Refused>().Problems.ShouldHaveSingleItem();

        (problem.Code, problem.Path).ShouldBe((ProblemCode.FileUnknown, "boot.firmware"));
        problem.Remedy.ShouldContain("apt install ovmf");
    }

    [Fact]
    public async Task A_VF_of_another_guest_is_in_use()
    {
        await using var rig = new GuestRig();
        await rig.Rig.DoAsync(Rig.Attach(Rig.Vf(0), new Domain.Settings.VfSettings { Mac = GuestRig.Mac(77) }));

        var refused = (await rig.PlanAsync(Start(GuestRig.Vf(0)))).ShouldBeOfType<GuestOutcome.Refused>();

        var problem = refused.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Path).ShouldBe((ProblemCode.VfInUse, $"{Rig.Pf}/0"));
    }

    [Fact]
    public async Task A_plan_says_what_would_be_done_and_touches_nothing()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();

        var plan = (await rig.PlanAsync(Start(GuestRig.Vf(0)))).ShouldBeOfType<GuestOutcome.Ready>().Plan;

        plan.Steps[0].ShouldBe("write the seed image for cloud-init");
        plan.Steps.ShouldContain(step => step.StartsWith("bind enp1s0/0 to the vfio driver", StringComparison.Ordinal));
        plan.Steps.ShouldContain("start guest db1");
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_guest_that_others_defined_is_started_as_it_is_and_stays_defined()
    {
        await using var rig = new GuestRig();
        rig.Hypervisor.Define($"<domain type='kvm'><name>db1</name><uuid>{GuestRig.Id}</uuid><memory>196608</memory><devices/></domain>");

        await rig.DoAsync(Start());
        rig.Domain!.Live!.Mark.ShouldBeNull();
        rig.Domain.Live.MemoryKiB.ShouldBe(196608UL);
        await rig.DoAsync(new GuestChange.Stop(GuestRig.Id));

        rig.Domain!.Config.ShouldNotBeNull();
        rig.Domain.Live.ShouldBeNull();
    }
}
