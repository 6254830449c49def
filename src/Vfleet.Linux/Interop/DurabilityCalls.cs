using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vfleet.Linux.Interop;

/// <summary>The calls that make a file survive a power cut and a lock end with its process.</summary>
internal static partial class DurabilityCalls
{
    /// <summary>open(2): create the file when it is missing.</summary>
    public const int Create = 0x40;

    /// <summary>open(2): read and write.</summary>
    public const int ReadWrite = 2;

    /// <summary>flock(2): several may have it.</summary>
    public const int LockShared = 1;

    /// <summary>flock(2): only one may have it.</summary>
    public const int LockExclusive = 2;

    /// <summary>flock(2): do not wait.</summary>
    public const int LockNonBlocking = 4;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronize(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);
}
