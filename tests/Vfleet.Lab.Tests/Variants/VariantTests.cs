using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;
using Vfleet.Lab.Variants;

namespace Vfleet.Lab.Tests.Variants;

/// <summary>What the real kernel shows on each kind of host; docs/lab.md repeats it for people.</summary>
[Collection(Collection)]
public sealed class VariantTests
{
    public const string Collection = "one variant at a time";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Without_an_IOMMU_there_are_no_groups() => OnAsync(LabVariants.NoIommu, async (host, pf) =>
    {
        (await host.RunAsync("ls /sys/kernel/iommu_groups | wc -l", cancellationToken: Token)).Text.ShouldBe("0");
        (await CreateVfsAsync(host, pf, 1)).Succeeded.ShouldBeTrue("VFs themselves need no IOMMU");
        (await BindToVfioAsync(host, pf)).Error.ShouldContain("Invalid argument");
    });

    [Fact]
    public Task Without_interrupt_remapping_there_are_groups_and_vfio_refuses_to_use_them() => OnAsync(LabVariants.NoIntremap, async (host, pf) =>
    {
        (await host.RunAsync("ls /sys/kernel/iommu_groups | wc -l", cancellationToken: Token)).Text.ShouldNotBe("0");
        (await CreateVfsAsync(host, pf, 1)).OrThrow();
        (await BindToVfioAsync(host, pf)).OrThrow();
        var qemu = await host.RunAsync($"timeout 20 qemu-system-x86_64 -M q35 -display none -device vfio-pci,host={Vf(pf)} 2>&1", cancellationToken: Token);
        qemu.Output.ShouldContain("Operation not permitted");
        (await DmesgAsync(host)).ShouldContain("No interrupt remapping");
    });

    [Fact]
    public Task With_no_memory_left_above_the_NIC_the_kernel_refuses_VFs() => OnAsync(LabVariants.MmioShort, async (host, pf) =>
    {
        var result = await CreateVfsAsync(host, pf, 7);
        result.Succeeded.ShouldBeFalse();
        result.Error.ShouldContain("Cannot allocate memory");
        (await host.RunAsync($"cat /sys/bus/pci/devices/{pf.Address}/sriov_numvfs", cancellationToken: Token)).Text.ShouldBe("0");
        (await DmesgAsync(host)).ShouldContain($"igb {pf.Address}: not enough MMIO resources for SR-IOV");
    });

    [Fact]
    public Task Away_from_a_root_port_there_is_no_ARI_and_VFs_take_slots_of_the_root_bus() => OnAsync(LabVariants.NotBehindRootPort, async (host, pf) =>
    {
        (await CreateVfsAsync(host, pf, 7)).OrThrow();
        var facts = await host.RunAsync($"cat /sys/bus/pci/devices/{pf.Address}/ari_enabled; basename $(readlink /sys/bus/pci/devices/{pf.Address}/virtfn6); ls /sys/bus/pci/devices/{Vf(pf)}/iommu_group/devices", cancellationToken: Token);
        facts.Lines.ShouldBe(["0", "0000:00:19.4", "0000:00:18.0"]);
    });

    [Fact]
    public Task On_the_second_NUMA_node_PF_and_VFs_say_so_and_other_devices_do_not() => OnAsync(LabVariants.TwoNuma, async (host, pf) =>
    {
        (await CreateVfsAsync(host, pf, 7)).OrThrow();
        var nodes = await host.RunAsync($"cat /sys/bus/pci/devices/{pf.Address}/numa_node /sys/bus/pci/devices/{pf.Address}/virtfn6/numa_node /sys/bus/pci/devices/0000:00:02.0/numa_node; cat /sys/devices/system/node/online", cancellationToken: Token);
        nodes.Lines.ShouldBe(["1", "1", "-1", "0-1"]);
    });

    private static async Task OnAsync(LabVariant variant, Func<LabHost, LabPf, Task> check)
    {
        LabTests.SkipWithoutLab();
        await using var lab = await RunningLab.StartAsync(LabTests.NewLab() with { Variant = variant }, cancellationToken: Token);
        await lab.WaitForSshAsync(cancellationToken: Token);
        await check(lab.Host, lab.Host.Pfs[0]);
    }

    private static string Vf(LabPf pf) => pf.Address.VirtualFunction(128, 2, 0).ToString()!;

    private static Task<CommandResult> CreateVfsAsync(LabHost host, LabPf pf, int count) => host.RunAsync(
        $"cd /sys/bus/pci/devices/{pf.Address}; echo 0 > sriov_drivers_autoprobe; echo {count} > sriov_numvfs", cancellationToken: Token);

    private static Task<CommandResult> BindToVfioAsync(LabHost host, LabPf pf) => host.RunAsync(
        $"modprobe vfio-pci; cd /sys/bus/pci/devices/{Vf(pf)}; echo vfio-pci > driver_override; echo {Vf(pf)} > /sys/bus/pci/drivers/vfio-pci/bind", cancellationToken: Token);

    private static async Task<string> DmesgAsync(LabHost host) => (await host.RunAsync("dmesg", cancellationToken: Token)).Output;
}

[CollectionDefinition(VariantTests.Collection, DisableParallelization = true)]
public sealed class VariantCollection;
