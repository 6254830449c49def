using System.Runtime.InteropServices;
using System.Text;
using Vfleet.Linux.Interop;

namespace Vfleet.Linux.Sysfs;

/// <summary>An open directory of the kernel's, usually one device, whose attributes are read by name without walking its path
/// again.</summary>
/// <remarks>
/// Once open it keeps naming the same device: if that vanishes, every read answers ENOENT or ENODEV, never another device's value.
/// Names are single path components; a name that is a symbolic link is not followed (<see cref="Errno.Loop"/>).
/// </remarks>
public sealed unsafe class SysfsDirectory : IDisposable
{
    private readonly FileDescriptor _descriptor;

    internal SysfsDirectory(string path, FileDescriptor descriptor)
    {
        Path = path;
        _descriptor = descriptor;
    }

    /// <summary>The directory as it was asked for, relative to the root.</summary>
    public string Path { get; }

    internal int Descriptor => (int)_descriptor.DangerousGetHandle();

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    /// <summary>Reads one attribute with a single read(2), as the kernel gives it (at most one page).</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="buffer">Where to; content that fills it is <see cref="Errno.TooLong"/>.</param>
    /// <param name="content">The bytes read, without white space at the end.</param>
    /// <returns>Why it failed, or <see cref="Errno.None"/>.</returns>
    public Errno TryRead(string name, Span<byte> buffer, out ReadOnlySpan<byte> content)
    {
        content = default;
        var errno = Open(name, FileFlags.ReadOnly | FileFlags.NoFollow | FileFlags.CloseOnExec, out var file);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = WholeFile.Read(file, buffer, out var length);
        _ = FileCalls.Close(file);
        if (errno == Errno.None && length == buffer.Length)
        {
            return Errno.TooLong;
        }

        content = buffer[..length].TrimEnd(" \n\t\r\0"u8);
        return errno;
    }

    /// <summary>Reads one attribute of any length up to a limit, such as a device's configuration space.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="limit">The most bytes to accept; more is <see cref="Errno.TooLong"/>.</param>
    /// <param name="content">The bytes read.</param>
    /// <returns>Why it failed, or <see cref="Errno.None"/>.</returns>
    public Errno TryReadAll(string name, int limit, out byte[] content)
    {
        content = [];
        var errno = Open(name, FileFlags.ReadOnly | FileFlags.NoFollow | FileFlags.CloseOnExec, out var file);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = WholeFile.Read(file, limit, out content);
        _ = FileCalls.Close(file);
        return errno;
    }

    /// <summary>Reads where a link points, as written in it.</summary>
    /// <param name="name">The link's name.</param>
    /// <param name="buffer">Where to; a target that fills it is <see cref="Errno.TooLong"/>.</param>
    /// <param name="target">The target as written.</param>
    /// <returns>Why it failed, or <see cref="Errno.None"/>.</returns>
    public Errno TryReadLink(string name, Span<byte> buffer, out ReadOnlySpan<byte> target)
    {
        target = default;
        PathBytes bytes = default;
        if (!bytes.TryWrite(name))
        {
            return Errno.Invalid;
        }

        nint length;
        fixed (byte* path = (Span<byte>)bytes, pointer = buffer)
        {
            length = FileCalls.ReadLinkAt(Descriptor, path, pointer, (nuint)buffer.Length);
        }

        GC.KeepAlive(_descriptor);
        if (length < 0)
        {
            return (Errno)Marshal.GetLastPInvokeError();
        }

        if (length == buffer.Length)
        {
            return Errno.TooLong;
        }

        target = buffer[..(int)length];
        return Errno.None;
    }

    /// <inheritdoc cref="TryReadLink(string, Span{byte}, out ReadOnlySpan{byte})"/>
    public Errno TryReadLink(string name, out string target)
    {
        var errno = TryReadLink(name, stackalloc byte[PathBytes.Capacity], out var bytes);
        target = Encoding.UTF8.GetString(bytes);
        return errno;
    }

    /// <summary>Opens a directory below this one.</summary>
    /// <param name="name">Its name; a symbolic link is refused (<see cref="Errno.NotDirectory"/>).</param>
    /// <param name="errno">Why it failed, or <see cref="Errno.None"/>.</param>
    /// <returns>The directory, or <see langword="null"/>.</returns>
    public SysfsDirectory? TryOpenDirectory(string name, out Errno errno)
    {
        errno = Open(name, FileFlags.ReadOnly | FileFlags.Directory | FileFlags.NoFollow | FileFlags.CloseOnExec, out var file);
        return errno == Errno.None ? new SysfsDirectory($"{Path}/{name}", new FileDescriptor(file)) : null;
    }

    /// <summary>Reads the entries' names one by one.</summary>
    /// <param name="buffer">Scratch space, at least 4 KiB; more means fewer system calls.</param>
    /// <returns>The entries, for <c>while (entries.Next())</c>.</returns>
    public DirectoryEntries Entries(Span<byte> buffer) => new(this, buffer);

    /// <summary>The entries' names, sorted by code unit; empty when the directory cannot be listed.</summary>
    /// <returns>The names.</returns>
    public IReadOnlyList<string> Names()
    {
        var names = new List<string>();
        var entries = Entries(stackalloc byte[8192]);
        while (entries.Next())
        {
            names.Add(Encoding.UTF8.GetString(entries.Name));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private Errno Open(string name, int flags, out int file)
    {
        PathBytes bytes = default;
        if (!bytes.TryWrite(name))
        {
            file = -1;
            return Errno.Invalid;
        }

        while (true)
        {
            fixed (byte* path = (Span<byte>)bytes)
            {
                file = FileCalls.OpenAt(Descriptor, path, flags, 0);
            }

            GC.KeepAlive(_descriptor);
            var errno = file >= 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted)
            {
                return errno;
            }
        }
    }
}
