using System.Diagnostics;
using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Tests.KernelLog;

/// <summary>On the log of the machine that runs the tests; root may write lines to it.</summary>
public sealed class LiveKernelLogTests
{
    private static readonly string s_run = $"vfleet test {Guid.NewGuid():N} ";

    [Fact]
    public void Only_what_is_logged_after_the_mark_is_read()
    {
        var (before, first, second) = (Line(), Line(), Line());
        Write(before);
        using var mark = KernelLogMark.Now(SysfsRoot.Live);
        mark.Errno.ShouldBe(Errno.None);
        Write(first);
        Texts(mark.ReadSince()).ShouldBe([first]);
        Write(second);
        Texts(mark.ReadSince()).ShouldBe([second]);
    }

    [Fact]
    public void The_whole_log_holds_old_and_new_lines_with_rising_numbers()
    {
        var line = Line();
        Write(line);
        var log = KernelLogReader.ReadAll(SysfsRoot.Live);
        log.Errno.ShouldBe(Errno.None);
        log.Count.ShouldBeGreaterThan(1);
        var numbers = log.Select(message => message.Sequence!.Value).ToArray();
        numbers.ShouldBe(numbers.Order());
        var own = log.Last(message => message.Text.Contains(line, StringComparison.Ordinal));
        own.Severity.ShouldBe(KernelSeverity.Notice);
        own.Device.ShouldBeNull();
    }

    [Fact]
    public void Reading_does_not_wait_for_messages_that_do_not_come()
    {
        using var mark = KernelLogMark.Now(SysfsRoot.Live);
        var clock = Stopwatch.StartNew();
        _ = mark.ReadSince();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static string Line() => s_run + Guid.NewGuid().ToString("N");

    // Other programs log meanwhile, other runs of these tests too.
    private static IEnumerable<string> Texts(KernelMessages messages) =>
        messages.Select(message => message.Text).Where(text => text.StartsWith(s_run, StringComparison.Ordinal));

    // Priority 13: facility user, severity notice.
    private static void Write(string line) => File.WriteAllText("/dev/kmsg", $"<13>{line}\n");
}
