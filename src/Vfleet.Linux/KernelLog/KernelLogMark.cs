using Vfleet.Linux.Interop;

namespace Vfleet.Linux.KernelLog;

/// <summary>A place in the kernel log: what the kernel says from here on can be read later.</summary>
/// <remarks>It is an open <c>/dev/kmsg</c> that stands at the log's end, so marking costs two system calls however long the log is.</remarks>
public sealed class KernelLogMark : IDisposable
{
    internal KernelLogMark(FileDescriptor? file) => File = file;

    /// <summary>Whether the log can be read at all: it needs root where <c>kernel.dmesg_restrict</c> is set, and a running host.</summary>
    public bool IsReadable => File is not null;

    internal FileDescriptor? File { get; }

    /// <inheritdoc/>
    public void Dispose() => File?.Dispose();
}
