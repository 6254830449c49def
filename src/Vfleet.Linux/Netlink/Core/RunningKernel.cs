namespace Vfleet.Linux.Netlink.Core;

/// <summary>The kernel that this program runs on, in the network namespace of the thread that opens the socket.</summary>
public sealed class RunningKernel : INetlinkKernel
{
    private RunningKernel()
    {
    }

    /// <summary>The one instance.</summary>
    public static RunningKernel Instance { get; } = new();

    /// <inheritdoc/>
    public INetlinkTransport Open(NetlinkProtocol protocol) => new NetlinkSocket(protocol);
}
