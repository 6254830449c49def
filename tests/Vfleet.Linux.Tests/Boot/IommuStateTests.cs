using Vfleet.Linux.Boot;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Boot;

public sealed class IommuStateTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("intel_iommu=on", "intel_iommu", "on")]
    [InlineData("intel_iommu=off quiet intel_iommu=on", "intel_iommu", "on")]
    [InlineData("intel-iommu=on", "intel_iommu", "on")]
    [InlineData("  a=1\t b  ", "b", "")]
    [InlineData("a=\"two words\" b=1", "a", "two words")]
    [InlineData("\"a=two words\" b=1", "a", "two words")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a=1 -- a=2", "a", "1")]
    [InlineData("quiet", "a", null)]
    [InlineData("xa=1", "a", null)]
    [InlineData("", "a", null)]
    [InlineData("a=\"never closed b=1", "b", null)]
    public void The_command_line_is_split_as_the_kernel_splits_it(string text, string name, string? value) =>
        KernelCommandLine.Parse(text).Last(name).ShouldBe(value);

    [Fact]
    public void Words_of_a_value_are_split_at_commas() =>
        KernelCommandLine.Parse("intel_iommu=on,sm_on iommu=pt intel_iommu=strict").Words("intel_iommu").ShouldBe(["on", "sm_on", "strict"]);

    [Fact]
    public void Any_text_is_split_into_arguments_that_hold_no_white_space_outside_quotes()
    {
        var random = new Random(2);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => "ab= \"-\t,"[random.Next(8)])]);
            foreach (var argument in KernelCommandLine.Parse(text).Arguments)
            {
                if (!text.Contains('"', StringComparison.Ordinal))
                {
                    argument.Name.Any(char.IsWhiteSpace).ShouldBeFalse(text);
                    text.ShouldContain(argument.Value is null ? argument.Name : $"{argument.Name}={argument.Value}");
                }
            }
        }
    }

    [Fact]
    public void An_IOMMU_is_on_when_groups_exist_whatever_the_command_line_says()
    {
        _host.AddPf("0000:01:00.0");
        _host.Files.Write("sys/firmware/acpi/tables/DMAR", [1]);
        _host.Files.Write("proc/cmdline", "quiet\n");
        _host.Files.Write("var/log/dmesg", "[    0.0] Linux version 6.12\n[    0.4] DMAR-IR: Enabled IRQ remapping in x2apic mode\n");
        var state = IommuState.Read(_host.Root);
        (state.IsOn, state.Groups, state.Firmware, state.InterruptRemapping).ShouldBe((true, 1, IommuVendor.Intel, true));
        state.IntelWords.ShouldBeEmpty();
    }

    [Fact]
    public void Without_groups_it_is_off_even_if_asked_for()
    {
        _host.Files.Write("proc/cmdline", "intel_iommu=on,sm_on iommu=pt\n");
        _host.Files.Write("proc/cpuinfo", "processor : 0\nflags\t\t: fpu vmx hypervisor lahf_lm\n");
        _host.Files.Write("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "N\n");
        var state = IommuState.Read(_host.Root);
        (state.IsOn, state.Firmware, state.Passthrough, state.IsVirtualMachine).ShouldBe((false, IommuVendor.None, true, true));
        state.IntelWords.ShouldBe(["on", "sm_on"]);
        state.AllowUnsafeInterrupts.ShouldBe(false);
        state.NoIommuMode.ShouldBeNull();
        state.InterruptRemapping.ShouldBeNull("there is no log");
    }

    [Theory]
    [InlineData("[ 0.0] Linux version 6.12\n[ 0.1] nothing of it\n", false)]
    [InlineData("[ 9.0] the boot is no longer in the log\n", null)]
    [InlineData("[ 0.4] DMAR-IR: Failed to enable irq remapping. You are vulnerable to irq-injection attacks.\n", false)]
    [InlineData("[ 0.4] AMD-Vi: Interrupt remapping enabled\n", true)]
    public void Interrupt_remapping_is_told_by_the_kernel_log(string log, bool? remapped)
    {
        _host.Files.Write("var/log/dmesg", log);
        IommuState.Read(_host.Root).InterruptRemapping.ShouldBe(remapped);
    }
}
