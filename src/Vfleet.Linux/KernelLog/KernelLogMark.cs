using Vfleet.Linux.Interop;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.KernelLog;

/// <summary>A place in the kernel's log: what is logged after it can be read later. Dispose it after use.</summary>
/// <remarks>
/// Made before a write that the kernel may refuse, so that the driver's reason can be quoted. A log that may not be opened
/// (no CAP_SYSLOG with dmesg_restrict, no /dev/kmsg in a container, a recorded tree) makes a mark that reads nothing.
/// </remarks>
public sealed class KernelLogMark : IDisposable
{
    private readonly FileDescriptor? _file;

    private KernelLogMark(FileDescriptor? file, Errno errno)
    {
        _file = file;
        Errno = errno;
    }

    /// <summary>Why nothing can be read, or <see cref="Errno.None"/>; <see cref="Errno.NotSupported"/> for a recorded tree.</summary>
    public Errno Errno { get; }

    /// <summary>Marks the present end of the log. Never throws for a log that cannot be read.</summary>
    /// <param name="root">The host; of a recorded one nothing comes after any mark.</param>
    /// <returns>The mark.</returns>
    public static KernelLogMark Now(SysfsRoot root)
    {
        if (!root.IsLive)
        {
            return new KernelLogMark(null, Errno.NotSupported);
        }

        var errno = KernelLogFile.TryOpen(root, fromEnd: true, out var file);
        return new KernelLogMark(file, errno);
    }

    /// <summary>Reads what was logged after the mark, without waiting for more. A second call goes on where the first ended.</summary>
    /// <returns>The messages in order; none when the log cannot be read.</returns>
    public KernelMessages ReadSince()
    {
        var messages = new List<KernelMessage>();
        if (_file is not null)
        {
            KernelLogFile.ReadAvailable(_file, KernelLogFile.MostReads, messages);
        }

        return new KernelMessages([.. messages], Errno);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
