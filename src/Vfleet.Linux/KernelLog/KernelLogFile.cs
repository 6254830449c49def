using System.Runtime.InteropServices;
using Vfleet.Linux.Interop;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.KernelLog;

/// <summary>Reads <c>/dev/kmsg</c>, one record with each read(2).</summary>
internal static class KernelLogFile
{
    /// <summary>More than the largest ring buffer holds (CONFIG_LOG_BUF_SHIFT is at most 25).</summary>
    public const int MostReads = 1_000_000;

    private const string Path = "dev/kmsg";
    private const int SeekEnd = 2;

    // The kernel gives no record longer than CONSOLE_EXT_LOG_MAX, 8,192 (include/linux/printk.h before 6.3); later kernels give at most 2,048.
    private const int LongestRecord = 8192;

    /// <summary>Opens the log of a running host.</summary>
    /// <param name="root">The host.</param>
    /// <param name="fromEnd">Whether to start behind the last record instead of at the oldest.</param>
    /// <param name="file">The open log.</param>
    /// <returns>Why it failed, or <see cref="Errno.None"/>.</returns>
    public static Errno TryOpen(SysfsRoot root, bool fromEnd, out FileDescriptor? file)
    {
        file = null;
        var errno = root.OpenFile(Path, FileFlags.ReadOnly | FileFlags.NonBlocking | FileFlags.CloseOnExec, out var descriptor);
        if (errno != Errno.None)
        {
            return errno;
        }

        file = new FileDescriptor(descriptor);
        if (fromEnd && FileCalls.Seek(descriptor, 0, SeekEnd) < 0)
        {
            errno = (Errno)Marshal.GetLastPInvokeError();
            file.Dispose();
            file = null;
        }

        return errno;
    }

    /// <summary>Reads what is there now, without waiting for more.</summary>
    /// <param name="file">The open log.</param>
    /// <param name="limit">The most reads, against a log that is written as fast as it is read.</param>
    /// <param name="messages">Where the messages go.</param>
    public static void ReadAvailable(FileDescriptor file, int limit, List<KernelMessage> messages)
    {
        Span<byte> buffer = stackalloc byte[LongestRecord];
        for (var reads = 0; reads < limit; reads++)
        {
            var errno = WholeFile.Read((int)file.DangerousGetHandle(), buffer, out var length);

            // EPIPE: records were overwritten before they were read; the next read goes on behind the gap.
            // EINVAL: a record longer than the buffer; the kernel has stepped over it.
            if (errno is Errno.BrokenPipe or Errno.Invalid)
            {
                continue;
            }

            if (errno != Errno.None || length == 0)
            {
                break;
            }

            if (KernelRecordParser.Parse(buffer[..length]) is { } message)
            {
                messages.Add(message);
            }
        }

        GC.KeepAlive(file);
    }
}
