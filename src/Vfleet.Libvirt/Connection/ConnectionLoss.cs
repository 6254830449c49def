namespace Vfleet.Libvirt.Connection;

/// <summary>Why a connection ended (<c>virConnectCloseReason</c>).</summary>
public enum ConnectionLoss
{
    /// <summary>An error on the link.</summary>
    Error = 0,

    /// <summary>The daemon ended or closed the link.</summary>
    EndOfFile = 1,

    /// <summary>Keepalive messages went unanswered.</summary>
    KeepAlive = 2,

    /// <summary>The connection was disposed here.</summary>
    Disposed = 3,
}
