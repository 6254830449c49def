using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Sysfs;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.KernelLog;

public sealed class RecordedLogTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("[    1.234567] DMAR: IOMMU enabled", 6, 1.234567, "DMAR: IOMMU enabled")]
    [InlineData("<4>[  101.5] warning", 4, 101.5, "warning")]
    [InlineData("<30>[12345.678901] [T42] from a task", 6, 12345.678901, "from a task")]
    [InlineData("[    0.000000][    T0] Linux version", 6, 0.0, "Linux version")]
    [InlineData("<3>no time", 3, null, "no time")]
    [InlineData("plain text", 6, null, "plain text")]
    [InlineData("[drm] text that begins with a bracket", 6, null, "[drm] text that begins with a bracket")]
    [InlineData("[Fri Nov 20 23:41:17 2026] dmesg -T", 6, null, "[Fri Nov 20 23:41:17 2026] dmesg -T")]
    [InlineData("[    1.0] [drm] a bracket in the text", 6, 1.0, "[drm] a bracket in the text")]
    public void Each_way_of_saving_dmesg_is_read(string line, int severity, double? seconds, string text)
    {
        var message = RecordedLogParser.Parse(line).ShouldHaveSingleItem();
        message.ShouldBe(new KernelMessage((KernelSeverity)severity, null, seconds is { } at ? TimeSpan.FromSeconds(at) : null, text, null));
    }

    [Fact]
    public void Lines_keep_their_order_and_empty_ones_are_left_out() =>
        RecordedLogParser.Parse("one\r\n\n  \ntwo\n").Select(message => message.Text).ShouldBe(["one", "two"]);

    [Fact]
    public void A_tree_is_read_from_var_log_first()
    {
        _host.Files.Write("dmesg", "second choice\n");
        KernelLogReader.ReadAll(_host.Root).Select(message => message.Text).ShouldBe(["second choice"]);
        _host.Files.Write("var/log/dmesg", "first choice\n");
        KernelLogReader.ReadAll(_host.Root).Select(message => message.Text).ShouldBe(["first choice"]);
    }

    [Fact]
    public void A_tree_without_a_log_says_so()
    {
        var messages = KernelLogReader.ReadAll(_host.Root);
        messages.ShouldBeEmpty();
        messages.Errno.ShouldBe(Errno.NoEntry);
    }

    [Fact]
    public void A_log_that_cannot_be_read_says_why_instead_of_passing_to_the_next()
    {
        _host.Files.MakeDirectory("var/log/dmesg");
        _host.Files.Write("dmesg", "text\n");
        KernelLogReader.ReadAll(_host.Root).Errno.ShouldBe(Errno.IsDirectory);
    }

    [Fact]
    public void Nothing_comes_after_a_mark_in_a_tree()
    {
        _host.Files.Write("dmesg", "text\n");
        using var mark = KernelLogMark.Now(_host.Root);
        mark.Errno.ShouldBe(Errno.NotSupported);
        mark.ReadSince().ShouldBeEmpty();
    }

    [Fact]
    public void Any_text_is_read_without_throwing_and_without_control_characters()
    {
        var random = new Random(2026);
        const string Alphabet = "[]<>0123456789. TCx\\\t\u001b\r\né";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string(random.GetItems(Alphabet.AsSpan(), random.Next(60)));
            foreach (var message in RecordedLogParser.Parse(text))
            {
                message.Text.ShouldNotContain(c => char.IsControl(c));
                _ = message.ToString();
            }
        }
    }
}
