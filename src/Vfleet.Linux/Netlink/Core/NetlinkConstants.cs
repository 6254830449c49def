namespace Vfleet.Linux.Netlink.Core;

/// <summary>Message types that every netlink protocol shares (linux/netlink.h, NLMSG_*).</summary>
internal static class ControlType
{
    public const ushort Noop = 1;
    public const ushort Error = 2;
    public const ushort Done = 3;
    public const ushort Overrun = 4;

    /// <summary>The first type that belongs to a subsystem.</summary>
    public const ushort FirstOfFamily = 16;
}

/// <summary>Message flags (linux/netlink.h, NLM_F_*). Some bits mean one thing in requests and another in answers.</summary>
internal static class MessageFlags
{
    public const ushort Request = 0x1;
    public const ushort Multi = 0x2;
    public const ushort Ack = 0x4;
    public const ushort DumpInterrupted = 0x10;

    /// <summary>NLM_F_ROOT | NLM_F_MATCH: everything of a kind.</summary>
    public const ushort Dump = 0x300;

    /// <summary>In a NEW request: replace what exists.</summary>
    public const ushort Replace = 0x100;

    /// <summary>In a NEW request: fail with EEXIST when it exists.</summary>
    public const ushort Exclusive = 0x200;

    /// <summary>In a NEW request: make it when it does not exist.</summary>
    public const ushort Create = 0x400;

    /// <summary>In an error answer: the request is not repeated after its header.</summary>
    public const ushort Capped = 0x100;

    /// <summary>In an error answer: attributes with the kernel's message follow.</summary>
    public const ushort AckAttributes = 0x200;
}

/// <summary>Errors that netlink answers are judged by (asm-generic/errno.h); the same numbers on every architecture .NET runs on.</summary>
internal static class ErrorNumber
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int ENOSPC = 28;
    public const int ERANGE = 34;
    public const int EPROTONOSUPPORT = 93;
    public const int EOPNOTSUPP = 95;
    public const int EAFNOSUPPORT = 97;
    public const int EMSGSIZE = 90;
    public const int ENETUNREACH = 101;
    public const int EHOSTUNREACH = 113;
    public const int ENOBUFS = 105;
    public const int ETIMEDOUT = 110;

    /// <summary>Not for user space by the book, but some drivers let it through (linux/errno.h).</summary>
    public const int ENOTSUPP = 524;

    /// <summary>Whether the same request may succeed when it is repeated soon.</summary>
    public static bool IsTransient(int errno) => errno is EINTR or EAGAIN or ENOMEM or EBUSY or ENOBUFS or ETIMEDOUT;
}
