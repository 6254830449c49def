using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Pci;

/// <summary>Why the kernel refuses a number of VFs (drivers/pci/iov.c, sriov_numvfs_store and sriov_enable).</summary>
public enum SriovRefusal
{
    /// <summary>EBUSY: VFs exist already (0 must be written first), or they are in use, or the driver is busy.</summary>
    AlreadyEnabled,

    /// <summary>ENOMEM: no room for the VFs' BARs below the bridge, no bus numbers, or no memory.</summary>
    NoResources,

    /// <summary>ERANGE: more than <c>sriov_totalvfs</c>.</summary>
    OutOfRange,

    /// <summary>ENOENT: the PF has no driver, or one without SR-IOV; or there is no such PF.</summary>
    NotSupportedByDriver,

    /// <summary>EIO: the card's SR-IOV capability contradicts itself, or it has failed.</summary>
    DeviceFault,

    /// <summary>ENODEV: the PF vanished, or another PF that it depends on has no SR-IOV enabled.</summary>
    NoDevice,

    /// <summary>EPERM or EACCES: not root, or locked down.</summary>
    NotPermitted,

    /// <summary>EROFS: sysfs is mounted read-only, as in a container.</summary>
    ReadOnly,

    /// <summary>EINVAL: the kernel or driver does not accept the number (mlx5 in some modes; a driver's own limit).</summary>
    Invalid,

    /// <summary>EOPNOTSUPP or ENOSYS: not in the present mode, such as a card's eswitch or DPU mode.</summary>
    NotInThisMode,

    /// <summary>Any other answer; see the number.</summary>
    Other,
}

/// <summary>How a change of a PF's SR-IOV settings ended.</summary>
public abstract record SriovOutcome
{
    private SriovOutcome()
    {
    }

    /// <summary>The kernel did it.</summary>
    /// <param name="NumVfs">VFs enabled as read back afterwards; may be fewer than asked for (firmware limits).</param>
    public sealed record Done(int NumVfs) : SriovOutcome;

    /// <summary>The kernel refused; the PF is as before, or has 0 VFs where the card failed half-way.</summary>
    /// <param name="Reason">What it means.</param>
    /// <param name="Errno">The kernel's number.</param>
    public sealed record Refused(SriovRefusal Reason, Errno Errno) : SriovOutcome;

    /// <summary>The write has not come back; it may still take effect. Nobody may write to this PF until it has.</summary>
    /// <param name="Write">The write.</param>
    public sealed record TimedOut(PendingWrite Write) : SriovOutcome;

    internal static SriovRefusal Meaning(Errno errno) => errno switch
    {
        Errno.Busy => SriovRefusal.AlreadyEnabled,
        Errno.NoMemory => SriovRefusal.NoResources,
        Errno.OutOfRange => SriovRefusal.OutOfRange,
        Errno.NoEntry => SriovRefusal.NotSupportedByDriver,
        Errno.InputOutput => SriovRefusal.DeviceFault,
        Errno.NoDevice or Errno.NoAddress => SriovRefusal.NoDevice,
        Errno.NotPermitted or Errno.AccessDenied => SriovRefusal.NotPermitted,
        Errno.ReadOnly => SriovRefusal.ReadOnly,
        Errno.Invalid => SriovRefusal.Invalid,
        Errno.NotSupported or Errno.NoSystemCall => SriovRefusal.NotInThisMode,
        _ => SriovRefusal.Other,
    };
}
