using System.Buffers.Binary;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;

namespace Vfleet.Host.Tests.Examining;

/// <summary>A host whose files say everything that the rules look at.</summary>
public sealed class ExaminationTests : IAsyncDisposable
{
    private readonly Rig _rig = new(vfs: 2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task The_platform_is_read_from_proc_and_sysfs()
    {
        var files = _rig.Sysfs.Files;
        files.Write("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx hypervisor\n\nprocessor\t: 1\n");
        files.Write("sys/firmware/acpi/tables/DMAR", "");
        files.Write("sys/class/iommu/dmar0/x", "");
        files.Write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
        files.Write("dev/vfio/noiommu-3", "");

        var platform = (await ExamineAsync()).Platform;

        platform.Cpu.ShouldBe(CpuVendor.Intel);
        platform.HasVirtualization.ShouldBe(true);
        platform.IsVirtualMachine.ShouldBe(true);
        platform.AcpiTables.ShouldBe(["DMAR"]);
        platform.IommuUnits.ShouldBe(1);
        platform.IommuGroups.ShouldBe(3);
        platform.Lockdown.ShouldBe("none [integrity] confidentiality");
        platform.HasNoIommuDevices.ShouldBe(true);
    }

    [Fact]
    public async Task What_a_host_does_not_show_stays_unknown()
    {
        var examination = await ExamineAsync();

        examination.Platform.Cpu.ShouldBeNull();
        examination.Platform.HasVirtualization.ShouldBeNull();
        examination.Platform.Lockdown.ShouldBeNull();
        examination.Platform.HasNoIommuDevices.ShouldBeNull();
        examination.Boot.Running.ShouldBeNull();
        examination.Log.ShouldBeNull();
        examination.Services.UdevQueueBusy.ShouldBeNull();
        examination.Functions[Rig.Pf].MatchingModules.IsDefault.ShouldBeTrue();
        examination.Functions[Rig.Pf].Sriov.ShouldBeNull();
        examination.Functions[Rig.Pf].VfBars.IsDefault.ShouldBeTrue();
    }

    [Fact]
    public async Task Arguments_in_effect_and_those_of_the_boot_loader_are_told_apart()
    {
        var files = _rig.Sysfs.Files;
        files.Write("proc/cmdline", "root=/dev/sda1 intel_iommu=on,sm_on ixgbe.max_vfs=4\n");
        files.Write("etc/default/grub", "GRUB_TIMEOUT=1\nGRUB_CMDLINE_LINUX=\"intel_iommu=off iommu=pt\"\n");
        files.Write("boot/loader/entries/a.conf", "title Linux\noptions quiet pci=realloc\n");
        files.Write("boot/loader/entries/b.conf", "title Old\noptions quiet iommu=off\n");
        files.Write("boot/loader/loader.conf", "timeout 3\ndefault a*\n");

        var examination = await ExamineAsync();

        examination.Boot.Running!.Words("intel_iommu").ShouldBe(["on", "sm_on"]);
        examination.Boot.Configured.Select(line => line.Path).ShouldBe(["/etc/default/grub", "/boot/loader/entries/a.conf"]);
        examination.Boot.Configured[0].Last("intel_iommu").ShouldBe("off");
        examination.Boot.Configured[1].Last("pci").ShouldBe("realloc");
        var option = examination.Configurators.ShouldHaveSingleItem();
        (option.Module, option.Vfs, option.Kind).ShouldBe(("ixgbe", 4, ConfiguratorKind.Modprobe));
    }

    [Theory]
    [InlineData("saved_entry=b\n", "/boot/loader/entries/b.conf")]
    [InlineData("saved_entry=\n", null)]
    public async Task Of_several_boot_entries_only_the_default_one_counts(string environment, string? path)
    {
        _rig.Sysfs.Files.Write("boot/loader/entries/a.conf", "options quiet\n");
        _rig.Sysfs.Files.Write("boot/loader/entries/b.conf", "options quiet\n");
        _rig.Sysfs.Files.Write("boot/grub2/grubenv", environment);

        (await ExamineAsync()).Boot.Configured.Select(line => line.Path).SingleOrDefault().ShouldBe(path);
    }

    [Fact]
    public async Task Config_space_tells_capability_serial_number_and_the_port_above()
    {
        var config = new byte[4096];
        BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(0x100), 0x1400_0003);
        BinaryPrimitives.WriteUInt64LittleEndian(config.AsSpan(0x104), 0x0102_0304_0506_0708);
        BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(0x140), 0x0000_0010);
        config[0x148] = 0x11;
        BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(0x14c), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(0x14e), 7);
        BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(0x15a), 0x10ca);
        _rig.Sysfs.Files.Write($"{_rig.Sysfs.DevicePath(Rig.Pf)}/config", config);
        _rig.Sysfs.Files.Write(
            $"{_rig.Sysfs.DevicePath(Rig.Pf)}/resource",
            string.Concat(Enumerable.Range(0, 13).Select(row => row == 7 ? "0x00000000fe000000 0x00000000fe01ffff 0x0000000020140204\n" : "0x0 0x0 0x0\n")));

        var facts = (await ExamineAsync()).Functions[Rig.Pf];

        facts.HasSriov.ShouldBe(true);
        facts.Sriov.ShouldBe(new SriovCapability(8, 7, 0, 0, 0, 0, 0x10ca, Enabled: true, AriHierarchy: true));
        facts.Serial.ShouldBe("01-02-03-04-05-06-07-08");
        facts.VfBars.Length.ShouldBe(6);
        facts.VfBars[0].IsUnset.ShouldBeTrue();
        facts.VfBars[1].IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Modules_are_matched_by_alias_and_variants_told_from_the_generic_driver()
    {
        var files = _rig.Sysfs.Files;
        files.Write("proc/sys/kernel/osrelease", "6.12.0-test\n");
        files.Write("proc/modules", "igb 300000 0 - Live 0x0\nvfio_pci 100 0\n");
        files.Write("lib/modules/6.12.0-test/modules.builtin", "kernel/drivers/vfio/vfio-main.ko\n");
        files.Write(
            "lib/modules/6.12.0-test/modules.alias",
            "alias pci:v00008086d000010CAsv*sd*bc*sc*i* igbvf\nalias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n"
            + "alias vfio_pci:v00008086d000010CAsv*sd*bc*sc*i* igbvf_vfio_pci\nalias pci:v00001234d*sv*sd*bc*sc*i* other\n");
        files.Write("lib/modules/6.12.0-test/modules.builtin.modinfo", "igb.alias=pci:v00008086d000010C9sv*sd*bc*sc*i*\0igb.license=GPL\0");
        files.Write("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "N\n");

        var examination = await ExamineAsync();

        examination.Modules.Has("vfio_main").ShouldBe(true);
        examination.Modules.Has("mlx5_core").ShouldBe(false);
        examination.Modules.Flag("vfio_iommu_type1.allow_unsafe_interrupts").ShouldBe(false);
        var vf = examination.Functions[Rig.VfAddress(0)];
        vf.PhysicalFunction.ShouldBe(Rig.Pf);
        vf.MatchingModules.ShouldBe(["igbvf"]);
        vf.VariantModules.ShouldBe(["igbvf_vfio_pci"]);
        examination.Functions[Rig.Pf].MatchingModules.ShouldBe(["igb"]);
        examination.Functions[Rig.Pf].VariantModules.ShouldBeEmpty();
    }

    [Fact]
    public async Task Groups_hold_their_members_and_reserved_regions()
    {
        var group = Path.GetFileName(new FileInfo(_rig.Sysfs.Files.At($"{_rig.Sysfs.DevicePath(Rig.Pf)}/iommu_group")).LinkTarget!);
        _rig.Sysfs.Files.Write($"sys/kernel/iommu_groups/{group}/reserved_regions", "0x00000000fee00000 0x00000000feefffff msi\n");

        var groups = (await ExamineAsync()).Groups;

        groups.Length.ShouldBe(3);
        var own = groups.Single(each => each.Number == int.Parse(group));
        own.Type.ShouldBe("DMA-FQ");
        own.Members.ShouldHaveSingleItem().ShouldBe(new GroupMember(Rig.Pf, 0x020000, "igb"));
        own.Reserved.ShouldHaveSingleItem().ShouldBe(new ReservedRegion(0xfee00000, 0xfeefffff, "msi"));
    }

    [Fact]
    public async Task Running_programs_stuck_tasks_and_udev_are_seen()
    {
        var files = _rig.Sysfs.Files;
        files.Write("proc/7/stat", "7 (NetworkManager) S 1 2\n");
        files.Write("proc/8/stat", "8 (tee) D 1 2\n");
        files.Write("proc/8/stack", "[<0>] msleep+0x1/0x2\n[<0>] sriov_numvfs_store+0x5a/0x160\n");
        files.Write("proc/9/stat", "9 (dd (odd) D) S 1 2\n");
        files.Write("run/udev/queue", "");

        var services = (await ExamineAsync()).Services;

        services.Running.ShouldBe(["NetworkManager"]);
        services.StuckTasks.ShouldHaveSingleItem().ShouldBe(new StuckTask(8, "tee", "sriov_numvfs_store"));
        services.UdevQueueBusy.ShouldBe(true);
    }

    [Fact]
    public async Task The_kernels_log_says_whether_it_reaches_back_to_the_boot()
    {
        _rig.Sysfs.Files.Write("var/log/dmesg", "[    0.000000] Linux version 6.12.0\n[    1.500000] igb 0000:01:00.0: 2 VFs allocated\n");

        var log = (await ExamineAsync()).Log;

        log!.FromBoot.ShouldBeTrue();
        log.Lines[1].Text.ShouldBe("igb 0000:01:00.0: 2 VFs allocated");
        log.Lines[1].SinceBoot.ShouldBe(TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task Netdevs_show_where_their_address_comes_from_and_who_manages_them()
    {
        var files = _rig.Sysfs.Files;
        files.Write($"{_rig.Sysfs.NetdevPath(Rig.PfName)}/addr_assign_type", "0\n");
        files.Write($"{_rig.Sysfs.NetdevPath(Rig.PfName)}/flags", "0x1103\n");
        files.Write($"run/NetworkManager/devices/{_rig.Link.Index}", "[device]\nmanaged=true\n");

        var netdev = (await ExamineAsync()).Netdevs[Rig.PfName];

        netdev.MacOrigin.ShouldBe(MacOrigin.Permanent);
        netdev.IsPromiscuous.ShouldBe(true);
        netdev.NetworkManagerManaged.ShouldBe(true);
        netdev.FdbEntries.ShouldBe(0);
        netdev.BondMode.ShouldBeNull();
    }

    [Fact]
    public async Task What_the_hosts_document_wants_is_an_intent()
    {
        _rig.Sysfs.Files.Write("etc/vfleet/host.yaml", "pfs:\n  - { netdev: enp1s0, vfs: 4, up: true }\n");

        var intent = (await ExamineAsync()).Intents.ShouldHaveSingleItem();

        intent.Pf.ShouldBe(Rig.Pf);
        intent.Path.ShouldBe("/etc/vfleet/host.yaml");
        (intent.Vfs, intent.IsUp).ShouldBe((4, true));
    }

    [Fact]
    public async Task A_running_guests_process_tells_how_much_it_may_lock()
    {
        _rig.Sysfs.Files.Write("run/libvirt/qemu/web1.pid", "812\n");
        _rig.Sysfs.Files.Write("proc/812/limits", "Limit  Soft Limit  Hard Limit  Units\nMax locked memory         8388608              unlimited            bytes\n");

        var guest = (await ExamineAsync()).Guests[_rig.Guest.Uuid];

        guest.LockableBytes.ShouldBe(8388608UL);
        guest.HasIommu.ShouldBe(false);
        guest.Teamings.IsDefault.ShouldBeFalse();
    }

    private Task<Examination> ExamineAsync() => _rig.Host.ExamineAsync(Token);
}
