using System.Text;
using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.KernelLog;

public sealed class KernelLogTests
{
    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");

    [Fact]
    public void A_record_has_level_time_text_and_the_device_it_is_about()
    {
        var record = KernelLogParser.Record(
            "3,839,5140900,-,caller=T7;igb 0000:01:00.0: not enough MMIO resources for SR-IOV\n SUBSYSTEM=pci\n DEVICE=+pci:0000:01:00.0\n"u8)!;
        record.Sequence.ShouldBe(839UL);
        record.Level.ShouldBe(3);
        record.SinceBoot.ShouldBe(TimeSpan.FromMicroseconds(5140900));
        record.Text.ShouldBe("igb 0000:01:00.0: not enough MMIO resources for SR-IOV");
        record.Device.ShouldBe("+pci:0000:01:00.0");
        record.Properties["SUBSYSTEM"].ShouldBe("pci");
        record.Concerns(s_pf).ShouldBeTrue();
        record.Concerns(PciAddress.Parse("0000:01:00.1")).ShouldBeFalse();
    }

    [Fact]
    public void Escaped_bytes_are_undone_and_a_facility_is_no_level() =>
        KernelLogParser.Record("30,1,0,-;systemd\\x5c\\x0atwo \\x"u8)!.ShouldSatisfyAllConditions(
            record => record.Level.ShouldBe(6),
            record => record.Text.ShouldBe("systemd\\\ntwo \\x"));

    [Theory]
    [InlineData("")]
    [InlineData("6,1;text")]
    [InlineData("x,1,2,-;text")]
    [InlineData("6,1,2")]
    [InlineData("6,1,99999999999999999999,-;text")]
    [InlineData("6,1,18446744073709551615,-;text")]
    public void What_is_no_record_is_none(string text) => KernelLogParser.Record(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Fact]
    public void Random_bytes_are_borne()
    {
        var random = new Random(1);
        var pieces = new[] { "6", ",", ";", "\n", " ", "=", "\\x4", "\\x41", "DEVICE", "12", "-", "é", "\0" };
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => pieces[random.Next(pieces.Length)])));
            _ = KernelLogParser.Record(bytes);
            KernelLogParser.Line(Encoding.UTF8.GetString(bytes)).ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("[   12.345678] igb 0000:01:00.0: hello", null, 12.345678, "igb 0000:01:00.0: hello")]
    [InlineData("<4>[    0.000000] Linux version 6.12", 4, 0.0, "Linux version 6.12")]
    [InlineData("plain", null, null, "plain")]
    [InlineData("[no time] x", null, null, "[no time] x")]
    public void Lines_of_dmesg_are_read(string line, int? level, double? seconds, string text)
    {
        var record = KernelLogParser.Line(line);
        record.Level.ShouldBe(level);
        record.SinceBoot?.TotalSeconds.ShouldBe(seconds!.Value, 1e-7);
        (record.SinceBoot is null).ShouldBe(seconds is null);
        record.Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("var/log/dmesg")]
    [InlineData("dmesg")]
    public void A_recorded_tree_gives_its_file(string path)
    {
        using var host = new FakeHost();
        var log = new KernelLogReader(host.Root);
        log.ReadAll().ShouldBeNull();
        host.Files.Write(path, "[    1.0] one\n\n[    2.0] two\r\n");
        log.ReadAll()!.Value.Select(record => record.Text).ShouldBe(["one", "two"]);
        using var mark = log.Mark();
        mark.IsReadable.ShouldBeFalse();
        KernelLogReader.Since(mark).ShouldBeEmpty();
    }

    [Fact]
    public void Only_what_came_after_the_mark_and_concerns_the_function_is_given()
    {
        Assert.SkipUnless(CanWriteKmsg(), "the kernel log may be written by root only");
        var log = new KernelLogReader(SysfsRoot.Live);
        var token = Guid.NewGuid().ToString("N");
        File.AppendAllText("/dev/kmsg", $"<6>vfleet test {token} 0000:01:00.0 before\n");
        using var mark = log.Mark();
        mark.IsReadable.ShouldBeTrue();
        File.AppendAllText("/dev/kmsg", $"<6>vfleet test {token} 0000:01:00.0 after\n");
        File.AppendAllText("/dev/kmsg", $"<6>vfleet test {token} 0000:02:00.0 other\n");
        KernelLogReader.Since(mark, s_pf).Where(record => record.Text.Contains(token, StringComparison.Ordinal))
            .ShouldHaveSingleItem().Text.ShouldEndWith("after");
        KernelLogReader.Since(mark).ShouldNotContain(record => record.Text.Contains(token, StringComparison.Ordinal), "reading moves the mark");
        log.ReadAll()!.Value.Count(record => record.Text.Contains(token, StringComparison.Ordinal)).ShouldBe(3);
    }

    private static bool CanWriteKmsg()
    {
        try
        {
            using var file = new FileStream("/dev/kmsg", FileMode.Open, FileAccess.Write);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
