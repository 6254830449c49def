using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Linux.KernelLog;

namespace Vfleet.Linux.Tests.KernelLog;

public sealed class KernelRecordParserTests
{
    [Fact]
    public void A_record_has_severity_sequence_time_text_and_device()
    {
        var message = Parse("3,1234,98765432,-;igb 0000:01:00.0: not enough MMIO resources for SR-IOV\n SUBSYSTEM=pci\n DEVICE=+pci:0000:01:00.0\n")!;
        message.Severity.ShouldBe(KernelSeverity.Error);
        message.Sequence.ShouldBe(1234UL);
        message.Time.ShouldBe(TimeSpan.FromMicroseconds(98765432));
        message.Text.ShouldBe("igb 0000:01:00.0: not enough MMIO resources for SR-IOV");
        message.Device.ShouldBe("+pci:0000:01:00.0");
        message.ToString().ShouldBe("[   98.765432] igb 0000:01:00.0: not enough MMIO resources for SR-IOV");
    }

    [Fact]
    public void The_facility_is_no_part_of_the_severity() => Parse("30,340,5690716,-;udevd[80]: starting\n")!.Severity.ShouldBe(KernelSeverity.Info);

    [Fact]
    public void Fields_that_newer_kernels_add_are_passed_over()
    {
        var message = Parse("4,7,1,c,caller=T1,more;text; with a semicolon\n")!;
        message.Severity.ShouldBe(KernelSeverity.Warning);
        message.Text.ShouldBe("text; with a semicolon");
        message.Device.ShouldBeNull();
    }

    [Fact]
    public void Escapes_are_undone_and_control_characters_are_not_shown()
    {
        Parse(@"6,1,2,-;caf\xc3\xa9 \x1b[31m red \x5cx41 \x0")!.Text.ShouldBe(@"café ?[31m red \x41 \x0");
        Parse("6,1,2,-;a\u001b[2Jb\tc")!.Text.ShouldBe("a?[2Jb c");
    }

    [Theory]
    [InlineData("")]
    [InlineData("6,1,2,-")]
    [InlineData("text without a prefix\n")]
    [InlineData(";text")]
    [InlineData("6;text")]
    [InlineData("6,1;text")]
    [InlineData("x,1,2,-;text")]
    [InlineData("6,-1,2,-;text")]
    [InlineData("6,1,2x,-;text")]
    [InlineData("6,1,99999999999999999999999,-;text")]
    [InlineData("6,1,18446744073709551615,-;text")]
    public void What_is_no_record_is_null(string record) => Parse(record).ShouldBeNull();

    [Fact]
    public void What_the_kernel_formats_is_read_back()
    {
        var records =
            from priority in Gen.Choose(0, 191)
            from sequence in ArbMap.Default.GeneratorFor<uint>()
            from microseconds in ArbMap.Default.GeneratorFor<uint>()
            from text in Gen.Elements('a', 'Z', '0', ':', ';', ',', '\\', ' ', '=', 'é', '\u001b').ArrayOf()
            from device in Gen.Elements<string?>(null, "+pci:0000:01:10.2", "n4", "c127:3")
            select (priority, sequence, microseconds, new string(text), device);
        Prop.ForAll(records.ToArbitrary(), record =>
        {
            var (priority, sequence, microseconds, text, device) = record;
            var dictionary = device is null ? "" : $" SUBSYSTEM=any\n DEVICE={device}\n";
            var message = Parse(string.Create(CultureInfo.InvariantCulture, $"{priority},{sequence},{microseconds},-;{Escape(text)}\n{dictionary}"));
            return message == new KernelMessage(
                (KernelSeverity)(priority & 7), sequence, TimeSpan.FromMicroseconds(microseconds), text.Replace('\u001b', '?'), device);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Damaged_records_neither_throw_nor_show_control_characters()
    {
        var random = new Random(20261);
        var sound = Encoding.UTF8.GetBytes("3,1234,98765432,-;igb 0000:01:00.0: caf\\xc3\\xa9 \\x1b text\n SUBSYSTEM=pci\n DEVICE=+pci:0000:01:00.0\n");
        var parsed = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = sound[..random.Next(sound.Length + 1)];
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (KernelRecordParser.Parse(bytes) is { } message)
            {
                parsed++;
                message.Text.ShouldNotContain(c => char.IsControl(c));
            }
        }

        parsed.ShouldBeInRange(1_000, 49_000, "the damage must leave some records sound and spoil others");
    }

    private static KernelMessage? Parse(string record) => KernelRecordParser.Parse(Encoding.UTF8.GetBytes(record));

    // As the kernel: non-printable ASCII, everything above it and the backslash itself.
    private static string Escape(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(octet => octet is < 32 or >= 127 or (byte)'\\' ? $"\\x{octet:x2}" : ((char)octet).ToString()));
}
