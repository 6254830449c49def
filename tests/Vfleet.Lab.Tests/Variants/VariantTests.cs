using System.Text.Json;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;
using Vfleet.Lab.Tests.OnHost;
using Vfleet.Lab.Variants;

namespace Vfleet.Lab.Tests.Variants;

/// <summary>What the real kernel shows on each kind of host, one after the other; docs/lab.md repeats it for people.</summary>
public sealed class VariantTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Without_an_IOMMU_there_are_no_groups() => OnAsync(LabVariants.NoIommu, async (host, pf) =>
    {
        (await host.DoAsync("ls /sys/kernel/iommu_groups | wc -l")).Text.ShouldBe("0");
        (await CreateVfsAsync(host, pf, 1)).Succeeded.ShouldBeTrue("VFs themselves need no IOMMU");
        (await BindToVfioAsync(host, pf)).Error.ShouldContain("Invalid argument");
        await DoctorFindsAsync(host, "PLT12", "no ACPI table DMAR", andSo: "VFO01");
    });

    [Fact]
    public Task Without_interrupt_remapping_vfio_refuses_its_groups() => OnAsync(LabVariants.NoIntremap, async (host, pf) =>
    {
        (await host.DoAsync("ls /sys/kernel/iommu_groups | wc -l")).Text.ShouldNotBe("0");
        (await CreateVfsAsync(host, pf, 1)).OrThrow();
        (await BindToVfioAsync(host, pf)).OrThrow();
        var qemu = await host.TryAsync($"timeout 60 qemu-system-x86_64 -M q35 -display none -device vfio-pci,host={Vf(pf)} 2>&1");
        qemu.Output.ShouldContain("Operation not permitted");
        (await host.DoAsync("dmesg")).Output.ShouldContain("No interrupt remapping");
        await DoctorFindsAsync(host, "PLT05", "No interrupt remapping");
    });

    [Fact]
    public Task With_no_memory_left_above_the_NIC_the_kernel_refuses_VFs() => OnAsync(LabVariants.MmioShort, async (host, pf) =>
    {
        var result = await CreateVfsAsync(host, pf, 7);
        result.Succeeded.ShouldBeFalse();
        result.Error.ShouldContain("Cannot allocate memory");
        (await host.DoAsync($"cat {Folder(pf)}/sriov_numvfs")).Text.ShouldBe("0");
        (await host.DoAsync("dmesg")).Output.ShouldContain($"igb {pf.Address}: not enough MMIO resources for SR-IOV");
        await DoctorFindsAsync(host, "PCI03", $"{pf.Address}: not enough MMIO resources");
    });

    [Fact]
    public Task Away_from_a_root_port_VFs_take_slots_of_the_root_bus() => OnAsync(LabVariants.NotBehindRootPort, async (host, pf) =>
    {
        (await CreateVfsAsync(host, pf, 7)).OrThrow();
        var facts = await host.DoAsync($"cd {Folder(pf)}; cat ari_enabled; basename $(readlink virtfn6); ls virtfn0/iommu_group/devices");
        facts.Lines.ShouldBe(["0", "0000:00:19.4", "0000:00:18.0"]);
        await DoctorFindsAsync(host, "PLT15", $"{pf.Address} is on the root bus, without ARI and ACS of a port; its VFs take 0000:00:18.0 to");
    });

    [Fact]
    public Task On_the_second_NUMA_node_PF_and_VFs_say_so_and_other_devices_do_not() => OnAsync(LabVariants.TwoNuma, async (host, pf) =>
    {
        (await CreateVfsAsync(host, pf, 7)).OrThrow();
        var nodes = await host.DoAsync(
            $"cd {Folder(pf)}; cat numa_node virtfn6/numa_node /sys/bus/pci/devices/0000:00:02.0/numa_node");
        nodes.Lines.ShouldBe(["1", "1", "-1"]);
        (await host.DoAsync("cat /sys/devices/system/node/online")).Text.ShouldBe("0-1");
        await DoctorFindsAsync(host, null, "");
    });

    private static async Task OnAsync(LabVariant variant, Func<LabHost, LabPf, Task> check)
    {
        LabTests.SkipWithoutLab();
        await using var lab = await RunningLab.StartAsync(LabTests.NewLab() with { Variant = variant }, cancellationToken: Token);
        await lab.WaitForSshAsync(cancellationToken: Token);
        await check(lab.Host, lab.Host.Pfs[0]);
    }

    /// <summary>The doctor finds what is wrong by its rule, and by no other that blocks, on the host itself and in a capture of it elsewhere.</summary>
    private static async Task DoctorFindsAsync(LabHost host, string? rule, string evidence, string? andSo = null)
    {
        await host.CopyInAsync(VfleetProgram.Published, "/usr/local/bin/vfleet", Token);
        await host.DoAsync("for pf in /sys/bus/pci/devices/*/sriov_totalvfs; do ip link set $(ls ${pf%/*}/net) up; done");
        var here = await host.TryAsync("vfleet doctor --json");
        await host.DoAsync("vfleet capture /root/host.tar.gz");
        var there = await host.TryAsync("vfleet doctor /root/host.tar.gz --json");
        foreach (var answer in (CommandResult[])[here, there])
        {
            using var document = JsonDocument.Parse(answer.Output);
            var findings = document.RootElement.GetProperty("findings").EnumerateArray()
                .Select(finding => (Id: finding.GetProperty("id").GetString()!, Severity: finding.GetProperty("severity").GetString(), Evidence: finding.GetProperty("evidence").GetString()!))
                .ToList();
            if (rule is null)
            {
                findings.ShouldNotContain(finding => finding.Severity == "blocks", answer.Output);
                continue;
            }

            findings.ShouldContain(finding => finding.Id == rule && finding.Evidence.Contains(evidence, StringComparison.Ordinal), answer.Output);
            findings.ShouldNotContain(finding => finding.Severity == "blocks" && finding.Id != rule && finding.Id != andSo, answer.Output);
        }
    }

    private static string Folder(LabPf pf) => $"/sys/bus/pci/devices/{pf.Address}";

    private static string Vf(LabPf pf) => pf.Address.VirtualFunction(128, 2, 0).ToString()!;

    private static Task<CommandResult> CreateVfsAsync(LabHost host, LabPf pf, int count) =>
        host.TryAsync($"cd {Folder(pf)}; echo 0 > sriov_drivers_autoprobe; echo {count} > sriov_numvfs");

    private static Task<CommandResult> BindToVfioAsync(LabHost host, LabPf pf) => host.TryAsync(
        $"modprobe vfio-pci; echo vfio-pci > {Folder(pf)}/virtfn0/driver_override; echo {Vf(pf)} > /sys/bus/pci/drivers/vfio-pci/bind");
}
