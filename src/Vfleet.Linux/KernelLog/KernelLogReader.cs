using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.KernelLog;

/// <summary>Reads the kernel's log.</summary>
public static class KernelLogReader
{
    /// <summary>Where a recorded tree may hold the log, in this order.</summary>
    public static IReadOnlyList<string> RecordedPaths { get; } = ["var/log/dmesg", "dmesg"];

    /// <summary>Reads the whole log: the kernel's ring buffer of a running host, the recorded file of a tree.</summary>
    /// <param name="root">The host.</param>
    /// <returns>The messages in order; none, with the reason, when there is no log or it may not be read.</returns>
    public static KernelMessages ReadAll(SysfsRoot root)
    {
        if (!root.IsLive)
        {
            return ReadRecorded(root);
        }

        var errno = KernelLogFile.TryOpen(root, fromEnd: false, out var file);
        var messages = new List<KernelMessage>();
        using (file)
        {
            if (file is not null)
            {
                KernelLogFile.ReadAvailable(file, KernelLogFile.MostReads, messages);
            }
        }

        return new KernelMessages([.. messages], errno);
    }

    private static KernelMessages ReadRecorded(SysfsRoot root)
    {
        foreach (var path in RecordedPaths)
        {
            var errno = root.TryReadText(path, out var text);
            if (!errno.IsMissing())
            {
                return new KernelMessages([.. RecordedLogParser.Parse(text)], errno);
            }
        }

        return new KernelMessages([], Errno.NoEntry);
    }
}
