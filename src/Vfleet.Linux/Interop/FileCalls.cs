using System.Runtime.InteropServices;

namespace Vfleet.Linux.Interop;

/// <summary>The file system calls that reading sysfs needs, without the layers of <see cref="FileStream"/>.</summary>
/// <remarks>A host with 2,048 VFs is some 15,000 small files: a stream and an exception each would cost more than the kernel
/// does.</remarks>
internal static unsafe partial class FileCalls
{
    /// <summary>Take relative paths from the working directory.</summary>
    public const int AtFdCwd = -100;

    /// <summary>openat2: links and ".." never lead above the directory that the call starts in (linux/openat2.h).</summary>
    public const ulong ResolveInRoot = 0x10;

    // The same number on every architecture (asm-generic/unistd.h).
    private const int OpenAt2Number = 437;

    private const string C = "libc";

    [LibraryImport(C, EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int directory, byte* path, int flags, int mode);

    [LibraryImport(C, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, byte* buffer, nuint length);

    [LibraryImport(C, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, byte* buffer, nuint length);

    [LibraryImport(C, EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(int file, long offset, int whence);

    [LibraryImport(C, EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLinkAt(int directory, byte* path, byte* buffer, nuint length);

    [LibraryImport(C, EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint GetDirectoryEntries(int directory, byte* buffer, nuint length);

    [LibraryImport(C, EntryPoint = "close")]
    public static partial int Close(int file);

    /// <summary>openat2(2), for which glibc has no wrapper. Linux 5.6 or newer.</summary>
    /// <param name="directory">Where relative paths start, and the root of <see cref="ResolveInRoot"/>.</param>
    /// <param name="path">NUL-terminated path.</param>
    /// <param name="flags">As for open(2).</param>
    /// <param name="resolve">RESOLVE_ flags.</param>
    /// <returns>A file descriptor, or -1 with the error set.</returns>
    public static int OpenAt2(int directory, byte* path, int flags, ulong resolve)
    {
        var how = new OpenHow { Flags = (ulong)flags, Resolve = resolve };
        return (int)SystemCall(OpenAt2Number, directory, path, &how, (nuint)sizeof(OpenHow));
    }

    [LibraryImport(C, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint directory, byte* path, OpenHow* how, nuint size);

    /// <summary>struct open_how of linux/openat2.h: 24 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
