using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>The kernel's log, in the rules' words.</summary>
internal static class LogReading
{
    public static Domain.Doctor.Facts.KernelLog? Read(SysfsRoot root)
    {
        var messages = KernelLogReader.ReadAll(root);
        return messages.Errno != Errno.None ? null : new Domain.Doctor.Facts.KernelLog(
            [.. messages.All.Select(message => new LogLine(message.Text, message.Time, (int)message.Severity, message.Device))],
            IsFromBoot(messages));
    }

    // The first thing that every kernel says (init/main.c, linux_banner); the ring buffer drops the oldest first.
    private static bool IsFromBoot(KernelMessages messages) =>
        messages.All.Take(20).Any(message => message.Text.StartsWith("Linux version ", StringComparison.Ordinal));
}
