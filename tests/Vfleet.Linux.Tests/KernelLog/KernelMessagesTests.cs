using Vfleet.Linux.KernelLog;
using Vfleet.Primitives;

namespace Vfleet.Linux.Tests.KernelLog;

public sealed class KernelMessagesTests
{
    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");
    private static readonly PciAddress s_vf = PciAddress.Parse("0000:01:10.2");

    [Theory]
    [InlineData("igb 0000:01:00.0: 7 VFs allocated", true)]
    [InlineData("igb 0000:01:00.0 enp1s0: link up", true)]
    [InlineData("vfio-pci at 0000:01:00.0", true)]
    [InlineData("(0000:01:00.0)", true)]
    [InlineData("0000:01:00.0", true)]
    [InlineData("10000:01:00.0: another domain", false)]
    [InlineData("0000:01:00.01", false)]
    [InlineData("10000:01:00.0 beside 0000:01:00.0", true)]
    [InlineData("igb 0000:01:00.1: the neighbour", false)]
    [InlineData("", false)]
    public void A_message_is_about_a_function_when_it_names_it_whole(string text, bool isAbout) =>
        Log(Message(KernelSeverity.Info, text)).About(s_pf).Length.ShouldBe(isAbout ? 1 : 0);

    [Fact]
    public void The_case_of_digits_does_not_matter() =>
        Log(Message(KernelSeverity.Info, "pci 0000:AF:00.0: text")).About(PciAddress.Parse("0000:af:00.0")).ShouldHaveSingleItem();

    [Theory]
    [InlineData("+pci:0000:01:00.0", true)]
    [InlineData("+pci:10000:01:00.0", false)]
    [InlineData("+usb:0000:01:00.0", false)]
    [InlineData("n4", false)]
    public void A_message_is_about_the_device_that_it_carries(string device, bool isAbout) =>
        Log(new KernelMessage(KernelSeverity.Info, 1, TimeSpan.Zero, "enp1s0: text", device)).About(s_pf).Length.ShouldBe(isAbout ? 1 : 0);

    [Fact]
    public void Messages_about_a_PF_and_its_VFs_stay_in_order_and_come_once()
    {
        var log = Log(
            Message(KernelSeverity.Info, "vfio-pci 0000:01:10.2: one"),
            Message(KernelSeverity.Info, "usb 1-1: other"),
            Message(KernelSeverity.Info, "igb 0000:01:00.0: two, of 0000:01:10.2"));
        log.About(s_pf, s_vf).Select(message => message.Text).ShouldBe(["vfio-pci 0000:01:10.2: one", "igb 0000:01:00.0: two, of 0000:01:10.2"]);
    }

    [Fact]
    public void The_reason_is_the_first_of_the_worst_messages()
    {
        var log = Log(
            Message(KernelSeverity.Warning, "igb 0000:01:00.0: warning"),
            Message(KernelSeverity.Error, "igb 0000:01:00.0: first error"),
            Message(KernelSeverity.Error, "igb 0000:01:00.0: error that follows from it"),
            Message(KernelSeverity.Critical, "ata1: another device"),
            Message(KernelSeverity.Info, "igb 0000:01:00.0: information"));
        log.Reason(s_pf).ShouldBe("igb 0000:01:00.0: first error");
    }

    [Fact]
    public void The_reason_is_the_last_information_when_there_is_nothing_worse()
    {
        var log = Log(
            Message(KernelSeverity.Info, "pci 0000:01:00.0: enabling device"),
            Message(KernelSeverity.Info, "pci 0000:01:00.0: driver does not support SRIOV configuration via sysfs"));
        log.Reason(s_pf).ShouldBe("pci 0000:01:00.0: driver does not support SRIOV configuration via sysfs");
    }

    [Fact]
    public void Without_a_message_about_the_function_there_is_no_reason() => Log(Message(KernelSeverity.Error, "ata1: text")).Reason(s_pf).ShouldBeNull();

    private static KernelMessages Log(params KernelMessage[] messages) => new([.. messages]);

    private static KernelMessage Message(KernelSeverity severity, string text) => new(severity, null, null, text, null);
}
