namespace Vfleet.Domain.Problems;

/// <summary>What sort of thing went wrong: the caller's next move differs by kind, and so does the exit code.</summary>
public enum ProblemKind
{
    /// <summary>The wish itself is malformed or out of range; nothing was tried.</summary>
    Usage,

    /// <summary>A function, guest or file that was named does not exist.</summary>
    NotFound,

    /// <summary>The wish is well formed but the host's state forbids it (a VF is held, a PF carries the default route).</summary>
    Refused,

    /// <summary>Somebody else is changing the same function now.</summary>
    Busy,

    /// <summary>The driver, kernel or libvirt cannot do this at all.</summary>
    Unsupported,

    /// <summary>The caller lacks the right.</summary>
    Permission,

    /// <summary>The kernel, driver or libvirt tried and failed; what was changed has been undone unless the message says otherwise.</summary>
    Failed,

    /// <summary>Something did not answer in its time.</summary>
    Timeout,

    /// <summary>The caller stopped it; what was done has been undone.</summary>
    Cancelled,

    /// <summary>Our own files could not be written or read (disk full, damaged file).</summary>
    Storage,

    /// <summary>A service or library that is needed is not there (libvirt).</summary>
    Unavailable,
}
