using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Vms;

namespace Vfleet.Compat.Tests.Vms;

public sealed class VmLimitsTests
{
    [Theory]
    [InlineData("stateless")]
    [InlineData("high_availability/enabled")]
    [InlineData("usb/enabled")]
    [InlineData("cpu/mode")]
    [InlineData("custom_emulated_machine")]
    public void What_no_VM_here_can_be_is_refused_with_its_name(string path)
    {
        var fault = Check(Nested(path, "true")).ShouldNotBeNull();

        fault.Status.ShouldBe(400);
        fault.Detail.ShouldContain(path);
    }

    [Theory]
    [InlineData("stateless", "false")]
    [InlineData("high_availability/enabled", "false")]
    [InlineData("usb/enabled", "0")]
    [InlineData("cpu/mode", "")]
    [InlineData("comment", "words")]
    [InlineData("type", "desktop")]
    [InlineData("nothing_that_oVirt_has", "true")]
    public void What_changes_nothing_is_passed_over(string path, string text) => Check(Nested(path, text)).ShouldBeNull();

    [Theory]
    [InlineData("q35_sea_bios", true)]
    [InlineData("q35_ovmf", true)]
    [InlineData("cluster_default", true)]
    [InlineData("i440fx_sea_bios", false)]
    [InlineData("q35_secure_boot", false)]
    [InlineData("nonsense", false)]
    public void A_guest_is_a_Q35_with_either_firmware(string word, bool isPossible) => (Check(Nested("bios/type", word)) is null).ShouldBe(isPossible);

    [Fact]
    public void A_list_with_something_in_it_is_refused_and_an_empty_one_is_not()
    {
        Check(new Element("vm").Add(new Element("disk_attachments") { IsList = true })).ShouldBeNull();
        Check(new Element("vm").Add(new Element("disk_attachments") { IsList = true }.Add(new Element("disk_attachment")))).ShouldNotBeNull();
    }

    private static Vfleet.Compat.Ovirt.Calling.OvirtAnswer.Fault? Check(Element vm)
    {
        var reading = new ElementReading(vm);
        VmLimits.Check(reading);
        return reading.Fault;
    }

    private static Element Nested(string path, string text)
    {
        var parts = path.Split('/');
        var inner = new Element(parts[^1]) { Text = text };
        return new Element("vm").Add(parts.SkipLast(1).Reverse().Aggregate(inner, (child, tag) => new Element(tag).Add(child)));
    }
}
