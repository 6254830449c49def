using System.Runtime.InteropServices;
using System.Text;
using Vfleet.Linux.Interop;

namespace Vfleet.Linux.Sysfs;

/// <summary>
/// Where the kernel's files are read: the running host, or a recorded tree that holds copies of <c>sys</c>, <c>proc</c>, <c>etc</c> and
/// so on.
/// </summary>
/// <remarks>
/// In a recorded tree no link, absolute or with "..", leads outside it: the kernel resolves paths inside the tree (openat2 with
/// RESOLVE_IN_ROOT, Linux 5.6), so a tree that a stranger sent cannot show this machine's files.
/// Paths given to members are relative to the root, without a leading slash: <c>sys/class/net</c>.
/// </remarks>
public sealed unsafe class SysfsRoot : IDisposable
{
    // A walk that meets ".." while anyone renames anything is refused with EAGAIN and is to be repeated (openat2(2)).
    private const int RaceRetries = 100;

    private readonly FileDescriptor _descriptor;

    private SysfsRoot(string path, FileDescriptor descriptor, bool isLive)
    {
        Path = path;
        _descriptor = descriptor;
        IsLive = isLive;
    }

    /// <summary>The running host. Never disposed.</summary>
    public static SysfsRoot Live { get; } = OpenAs("/", isLive: true);

    /// <summary>The directory that stands for "/".</summary>
    public string Path { get; }

    /// <summary>Whether this is the running host: only there do <c>/proc/net</c> and netlink speak of the same machine.</summary>
    public bool IsLive { get; }

    /// <summary>Opens a recorded tree.</summary>
    /// <param name="path">The directory that holds <c>sys</c> and the others.</param>
    /// <returns>The root; dispose it after use.</returns>
    /// <exception cref="SysfsException">There is no such directory, or it may not be read.</exception>
    public static SysfsRoot Open(string path) => OpenAs(path, isLive: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsLive)
        {
            _descriptor.Dispose();
        }
    }

    /// <summary>Opens a directory; links on the way are followed, inside the root.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <param name="errno">Why it failed, or <see cref="Errno.None"/>.</param>
    /// <returns>The directory, or <see langword="null"/>.</returns>
    public SysfsDirectory? TryOpenDirectory(string path, out Errno errno)
    {
        errno = OpenFile(path, FileFlags.ReadOnly | FileFlags.Directory | FileFlags.CloseOnExec, out var file);
        return errno == Errno.None ? new SysfsDirectory(path, new FileDescriptor(file)) : null;
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <param name="content">What the file holds; empty after an error.</param>
    /// <param name="limit">The most bytes to accept; more is <see cref="Errno.TooLong"/>.</param>
    /// <returns>Why it failed, or <see cref="Errno.None"/>.</returns>
    public Errno TryReadBytes(string path, out byte[] content, int limit = 16 << 20)
    {
        content = [];
        var errno = OpenFile(path, FileFlags.ReadOnly | FileFlags.CloseOnExec, out var file);
        if (errno != Errno.None)
        {
            return errno;
        }

        try
        {
            return WholeFile.Read(file, limit, out content);
        }
        finally
        {
            _ = FileCalls.Close(file);
        }
    }

    /// <summary>Reads a whole file as UTF-8 text without the white space at its end.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <param name="text">The text; empty after an error.</param>
    /// <returns>Why it failed, or <see cref="Errno.None"/>.</returns>
    public Errno TryReadText(string path, out string text)
    {
        var errno = TryReadBytes(path, out var content);
        text = Encoding.UTF8.GetString(content).TrimEnd();
        return errno;
    }

    /// <summary>Reads a whole file as text, where its absence is an answer.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <returns>The text without white space at its end, or <see langword="null"/> when there is no such file.</returns>
    /// <exception cref="SysfsException">The file is there and cannot be read.</exception>
    public string? ReadText(string path)
    {
        var errno = TryReadText(path, out var text);
        return errno == Errno.None ? text : errno.IsMissing() ? null : throw new SysfsException("read", Absolute(path), errno);
    }

    /// <summary>Whether something is there, of whatever kind; a link counts by what it leads to.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <returns>Whether it is there.</returns>
    public bool Exists(string path)
    {
        if (OpenFile(path, FileFlags.PathOnly | FileFlags.CloseOnExec, out var file) != Errno.None)
        {
            return false;
        }

        _ = FileCalls.Close(file);
        return true;
    }

    /// <summary>Names in a directory, sorted; empty when there is no such directory or it may not be read.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <returns>The names.</returns>
    public IReadOnlyList<string> List(string path)
    {
        using var directory = TryOpenDirectory(path, out _);
        return directory is null ? [] : directory.Names();
    }

    /// <summary>Where a link points, as written in it. The directory part is resolved inside the root, the link itself is not
    /// followed.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <param name="target">The target as written.</param>
    /// <returns>Why it failed, or <see cref="Errno.None"/>.</returns>
    public Errno TryReadLink(string path, out string target)
    {
        target = "";
        var slash = path.LastIndexOf('/');
        using var directory = TryOpenDirectory(slash < 0 ? "." : path[..slash], out var errno);
        return directory is null ? errno : directory.TryReadLink(path[(slash + 1)..], out target);
    }

    /// <summary>The path with the root before it, for messages.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <returns>The path as a user knows it.</returns>
    public string Absolute(string path) => System.IO.Path.Join(Path, path);

    /// <summary>Opens a file inside the root.</summary>
    internal Errno OpenFile(string path, int flags, out int file)
    {
        file = -1;
        PathBytes bytes = default;
        if (!bytes.TryWrite(path))
        {
            return Errno.Invalid;
        }

        for (var attempt = 0; ; attempt++)
        {
            fixed (byte* pointer = (Span<byte>)bytes)
            {
                file = IsLive
                    ? FileCalls.OpenAt((int)_descriptor.DangerousGetHandle(), pointer, flags, 0)
                    : FileCalls.OpenAt2((int)_descriptor.DangerousGetHandle(), pointer, flags, FileCalls.ResolveInRoot);
            }

            var errno = file >= 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
            if (errno is not (Errno.Interrupted or Errno.Again) || attempt == RaceRetries)
            {
                GC.KeepAlive(_descriptor);
                return errno;
            }
        }
    }

    private static SysfsRoot OpenAs(string path, bool isLive)
    {
        PathBytes bytes = default;
        var errno = Errno.Invalid;
        if (bytes.TryWrite(path))
        {
            fixed (byte* pointer = (Span<byte>)bytes)
            {
                var flags = FileFlags.PathOnly | FileFlags.Directory | FileFlags.CloseOnExec;
                var file = FileCalls.OpenAt(FileCalls.AtFdCwd, pointer, flags, 0);
                if (file >= 0)
                {
                    return new SysfsRoot(path, new FileDescriptor(file), isLive);
                }

                errno = (Errno)Marshal.GetLastPInvokeError();
            }
        }

        throw new SysfsException("open", path, errno);
    }
}
