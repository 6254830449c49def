using System.Runtime.InteropServices;

namespace Vfleet.Linux.Sysfs;

/// <summary>Why a file access failed: the kernel's number (include/uapi/asm-generic/errno*.h). Numbers without a name here occur
/// too.</summary>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>EPERM: not permitted, even for the owner (lockdown, capability).</summary>
    NotPermitted = 1,

    /// <summary>ENOENT: no such file, or the PF driver has no SR-IOV hook (drivers/pci/iov.c, sriov_numvfs_store).</summary>
    NoEntry = 2,

    /// <summary>EINTR: interrupted by a signal; retried inside.</summary>
    Interrupted = 4,

    /// <summary>EIO: the device or firmware failed, or the device has just gone.</summary>
    InputOutput = 5,

    /// <summary>ENXIO: no such device or address.</summary>
    NoAddress = 6,

    /// <summary>EAGAIN: nothing to read now, or a path walk raced with a rename.</summary>
    Again = 11,

    /// <summary>ENOMEM: no memory, no MMIO space for VF BARs, or no bus numbers.</summary>
    NoMemory = 12,

    /// <summary>EACCES: the file's mode forbids it.</summary>
    AccessDenied = 13,

    /// <summary>EBUSY: VFs exist already, or the driver is busy.</summary>
    Busy = 16,

    /// <summary>EEXIST: there already.</summary>
    Exists = 17,

    /// <summary>ENODEV: no such device, no driver took it, or the device vanished while being read.</summary>
    NoDevice = 19,

    /// <summary>ENOTDIR: a part of the path is no directory.</summary>
    NotDirectory = 20,

    /// <summary>EISDIR: a directory where a file was expected.</summary>
    IsDirectory = 21,

    /// <summary>EINVAL: the kernel refuses the value, or the content is malformed.</summary>
    Invalid = 22,

    /// <summary>EFBIG: longer than the reader accepts.</summary>
    TooLong = 27,

    /// <summary>ENOSPC: no space left.</summary>
    NoSpace = 28,

    /// <summary>EROFS: sysfs is mounted read-only, as in many containers.</summary>
    ReadOnly = 30,

    /// <summary>EPIPE: the kernel log overwrote what was to be read.</summary>
    BrokenPipe = 32,

    /// <summary>ERANGE: out of range, such as more VFs than sriov_totalvfs.</summary>
    OutOfRange = 34,

    /// <summary>ENOSYS: the kernel has no such call.</summary>
    NoSystemCall = 38,

    /// <summary>ELOOP: a symbolic link where none may be.</summary>
    Loop = 40,

    /// <summary>EOPNOTSUPP: the driver cannot.</summary>
    NotSupported = 95,
}

/// <summary>Readings of an <see cref="Errno"/>.</summary>
public static class ErrnoReading
{
    /// <summary>Whether the file, or the device behind it, is not there (any more).</summary>
    /// <param name="errno">The error.</param>
    /// <returns><see langword="true"/> for ENOENT, ENODEV, ENXIO and ENOTDIR.</returns>
    public static bool IsMissing(this Errno errno) => errno is Errno.NoEntry or Errno.NoDevice or Errno.NoAddress or Errno.NotDirectory;

    /// <summary>Whether the same call may succeed later without anyone changing anything.</summary>
    /// <param name="errno">The error.</param>
    /// <returns><see langword="true"/> for EINTR, EAGAIN and EBUSY.</returns>
    public static bool IsTransient(this Errno errno) => errno is Errno.Interrupted or Errno.Again or Errno.Busy;

    /// <summary>The C library's words for the error, such as "No such file or directory".</summary>
    /// <param name="errno">The error.</param>
    /// <returns>The words.</returns>
    public static string Describe(this Errno errno) => Marshal.GetPInvokeErrorMessage((int)errno);
}
