using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Vfleet.Linux.Interop;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Files;

/// <summary>An advisory lock (flock) on a file. The kernel frees it when the process ends, however it ends.</summary>
public sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle _handle;

    private FileLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Takes the lock without waiting.</summary>
    /// <param name="path">The lock file; made when missing, never removed (removing it would let two hold it).</param>
    /// <param name="exclusive">Alone, or together with others that ask for a shared lock.</param>
    /// <param name="owner">Who takes it, for the others to read; only an exclusive lock notes it.</param>
    /// <param name="holder">Who has it, when it cannot be taken; empty when that is not noted.</param>
    /// <returns>The lock; null when somebody else has it.</returns>
    /// <exception cref="IOException">The file cannot be made or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not write there.</exception>
    public static FileLock? TryTake(string path, bool exclusive, string owner, out string holder)
    {
        holder = "";
        var handle = Open(path);
        var operation = (exclusive ? DurabilityCalls.LockExclusive : DurabilityCalls.LockShared) | DurabilityCalls.LockNonBlocking;
        if (DurabilityCalls.Lock(handle, operation) != 0)
        {
            var errno = (Errno)Marshal.GetLastPInvokeError();
            holder = errno == Errno.Again ? ReadHolder(handle) : "";
            handle.Dispose();
            return errno == Errno.Again ? null : throw new SysfsException("flock", path, errno);
        }

        if (exclusive)
        {
            var note = Encoding.UTF8.GetBytes(owner);
            RandomAccess.SetLength(handle, 0);
            RandomAccess.Write(handle, note, 0);
        }

        return new FileLock(handle);
    }

    /// <summary>Takes the lock alone, waiting for its turn. Only for locks that everybody holds for a moment.</summary>
    /// <param name="path">The lock file; made when missing.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="IOException">The file cannot be made or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not write there.</exception>
    public static FileLock Take(string path)
    {
        var handle = Open(path);
        while (DurabilityCalls.Lock(handle, DurabilityCalls.LockExclusive) != 0)
        {
            var errno = (Errno)Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted)
            {
                handle.Dispose();
                throw new SysfsException("flock", path, errno);
            }
        }

        return new FileLock(handle);
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle Open(string path)
    {
        var handle = DurabilityCalls.Open(path, DurabilityCalls.ReadWrite | DurabilityCalls.Create | FileFlags.CloseOnExec, 0x1a4);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var errno = (Errno)Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw errno is Errno.NotPermitted or Errno.AccessDenied
            ? new UnauthorizedAccessException($"cannot open {path}: {errno.Describe()}")
            : new SysfsException("open", path, errno);
    }

    private static string ReadHolder(SafeFileHandle handle)
    {
        Span<byte> note = stackalloc byte[1024];
        var length = RandomAccess.Read(handle, note, 0);
        return Encoding.UTF8.GetString(note[..length]).Trim();
    }
}
