using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>
/// rtnetlink: links, the VFs of a PF, addresses, routes, forwarding entries. Every call is one or few system calls that the kernel
/// answers at once; callers on several threads take turns. Sees the network namespace of the thread that opened it.
/// </summary>
public sealed partial class RouteClient : IDisposable
{
    private readonly NetlinkConnection _connection;
    private readonly LinkQueries _links;
    private readonly VfQueries _vfs;
    private readonly IpQueries _ip;
    private readonly ForwardingTable _forwarding;
    private readonly BridgeVlanTable _bridgeVlans;
    private readonly VfWrites _vfWrites;

    /// <summary>Opens a socket.</summary>
    /// <param name="kernel">Who answers: <see cref="RunningKernel.Instance"/>, or a fake in a test.</param>
    /// <exception cref="NetlinkException">The socket cannot be made.</exception>
    public RouteClient(INetlinkKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _connection = new NetlinkConnection(kernel.Open(NetlinkProtocol.Route));
        _links = new LinkQueries(_connection);
        _vfs = new VfQueries(_connection);
        _ip = new IpQueries(_connection);
        _forwarding = new ForwardingTable(_connection);
        _bridgeVlans = new BridgeVlanTable(_connection);
        _vfWrites = new VfWrites(_connection, _links);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
