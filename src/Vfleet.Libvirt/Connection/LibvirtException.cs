namespace Vfleet.Libvirt.Connection;

/// <summary>A call to libvirt failed.</summary>
public sealed class LibvirtException : Exception
{
    /// <summary>Describes a failure.</summary>
    /// <param name="operation">What was being done, for example <c>attach a device</c>.</param>
    /// <param name="target">To what: a domain, network, device or URI.</param>
    /// <param name="code">libvirt's number for it.</param>
    /// <param name="domain">Which part of libvirt said so.</param>
    /// <param name="reason">libvirt's own words; may be translated by the daemon's locale.</param>
    public LibvirtException(string operation, string target, LibvirtErrorCode code, LibvirtErrorDomain domain, string reason)
        : base($"cannot {operation} ({target}): {reason}")
    {
        Operation = operation;
        Target = target;
        Code = code;
        Domain = domain;
        Reason = reason;
    }

    /// <summary>What was being done.</summary>
    public string Operation { get; }

    /// <summary>To what: a domain, network, device or URI.</summary>
    public string Target { get; }

    /// <summary>libvirt's number for it.</summary>
    public LibvirtErrorCode Code { get; }

    /// <summary>Which part of libvirt said so.</summary>
    public LibvirtErrorDomain Domain { get; }

    /// <summary>libvirt's own words, without our operation and target.</summary>
    public string Reason { get; }

    /// <summary>The errno of a failed system call, or 0 when none is known.</summary>
    public int SystemErrno { get; init; }

    /// <summary>Whether the same call may succeed later, with nothing changed by the caller.</summary>
    public bool IsTransient =>
        Code is LibvirtErrorCode.Rpc or LibvirtErrorCode.OperationTimeout or LibvirtErrorCode.ResourceBusy or LibvirtErrorCode.AgentUnresponsive
        || IsConnectionLost;

    /// <summary>Whether the connection is gone and a new one must be opened.</summary>
    /// <remarks>"client socket is closed" is an internal error raised by the RPC code (libvirt <c>src/rpc/virnetclient.c</c>).</remarks>
    public bool IsConnectionLost =>
        Code == LibvirtErrorCode.Rpc
        || (Domain == LibvirtErrorDomain.Rpc && Code is LibvirtErrorCode.InternalError or LibvirtErrorCode.SystemError);
}
