using System.Collections.Immutable;
using System.Text;
using Vfleet.Linux.Interop;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.KernelLog;

/// <summary>The kernel log: of the running host from <c>/dev/kmsg</c>, of a recorded tree from <c>var/log/dmesg</c> or <c>dmesg</c>.</summary>
/// <remarks>Its use is to quote the kernel's own reason after a refused write: sysfs gives no more than an error number.</remarks>
public sealed class KernelLogReader
{
    // A record with its properties is below 8 KiB (kernel/printk/printk.c, CONSOLE_EXT_LOG_MAX).
    private const int LongestRecord = 8192;
    private const int SeekStart = 0;
    private const int SeekEnd = 2;

    private static readonly string[] s_recorded = ["var/log/dmesg", "dmesg"];

    private readonly SysfsRoot _root;

    /// <summary>Makes a reader.</summary>
    /// <param name="root">The host.</param>
    public KernelLogReader(SysfsRoot root) => _root = root;

    /// <summary>Marks the log's present end. Never fails: see <see cref="KernelLogMark.IsReadable"/>.</summary>
    /// <returns>The mark; dispose it after use.</returns>
    public KernelLogMark Mark() => new(Open(SeekEnd));

    /// <summary>What the kernel has said since a mark. Messages of a write are there when the write returns.</summary>
    /// <param name="mark">The mark; reading moves it to the end.</param>
    /// <param name="about">Only messages about this function; null for all.</param>
    /// <returns>The messages, oldest first; empty when the log is not readable.</returns>
    public static ImmutableArray<KernelLogRecord> Since(KernelLogMark mark, PciAddress? about = null) =>
        mark.File is null ? [] : [.. ReadRecords(mark.File).Where(record => about is not { } address || record.Concerns(address))];

    /// <summary>Everything that the log still holds.</summary>
    /// <returns>The messages, oldest first; null when there is no log or it may not be read.</returns>
    public ImmutableArray<KernelLogRecord>? ReadAll()
    {
        foreach (var path in s_recorded.Where(_ => !_root.IsLive))
        {
            if (_root.TryReadBytes(path, out var bytes) == Errno.None)
            {
                return [.. Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).Select(KernelLogParser.Line)];
            }
        }

        using var file = Open(SeekStart);
        return file is null ? null : [.. ReadRecords(file)];
    }

    private FileDescriptor? Open(int whence)
    {
        if (!_root.IsLive || _root.OpenFile("dev/kmsg", FileFlags.ReadOnly | FileFlags.NonBlocking | FileFlags.CloseOnExec, out var number) != Errno.None)
        {
            return null;
        }

        var file = new FileDescriptor(number);
        if (FileCalls.Seek(number, 0, whence) < 0)
        {
            file.Dispose();
            return null;
        }

        return file;
    }

    private static List<KernelLogRecord> ReadRecords(FileDescriptor file)
    {
        var records = new List<KernelLogRecord>();
        Span<byte> buffer = new byte[LongestRecord];
        while (true)
        {
            var errno = WholeFile.Read((int)file.DangerousGetHandle(), buffer, out var length);
            switch (errno)
            {
                case Errno.None when length > 0:
                    if (KernelLogParser.Record(buffer[..length]) is { } record)
                    {
                        records.Add(record);
                    }

                    break;

                // The oldest records were overwritten while reading; the next read goes on behind the gap.
                case Errno.BrokenPipe:
                    break;

                // EAGAIN: no more now.
                default:
                    GC.KeepAlive(file);
                    return records;
            }
        }
    }
}
