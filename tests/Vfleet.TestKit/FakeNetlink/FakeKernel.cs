using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>A request that reached the fake kernel.</summary>
/// <param name="Type">Message type.</param>
/// <param name="LinkIndex">Interface index in its header; 0 for none.</param>
/// <param name="VfEntries">IFLA_VF_INFO entries in it.</param>
/// <param name="Datagram">Number of the datagram that it came in, from 1.</param>
public sealed record FakeRequest(ushort Type, int LinkIndex, int VfEntries, int Datagram);

/// <summary>
/// A kernel in the test's process that speaks rtnetlink, devlink and uevents over <see cref="INetlinkTransport"/>, as Linux 6.12 does:
/// also in stopping a batch at the first refusal without saying where, in overflowing the length of a long VF list, and in ignoring a
/// port GUID behind a node GUID. Not for several threads at once, events apart.
/// </summary>
public sealed class FakeKernel : INetlinkKernel
{
    private readonly List<FakeLink> _links = [];
    private readonly List<FakeSocket> _sockets = [];
    private readonly Queue<FakeFault> _faults = [];
    private int _lastIndex = 1;

    /// <summary>The links, in the order of the index.</summary>
    public IReadOnlyList<FakeLink> Links => _links;

    public List<LinkIpAddress> Addresses { get; } = [];

    public List<IpRoute> Routes { get; } = [];

    /// <summary>Devlink devices; null when the kernel has no devlink at all.</summary>
    public List<FakeDevlinkDevice>? Devlink { get; set; } = [];

    /// <summary>Whether there is ethtool over netlink.</summary>
    public bool HasEthtool { get; set; } = true;

    /// <summary>Everything asked so far.</summary>
    public List<FakeRequest> Requests { get; } = [];

    /// <summary>Runs before each request is handled: a hook to change the world in the middle.</summary>
    public Action<FakeRequest>? BeforeRequest { get; set; }

    /// <summary>The kernel puts at most this many VFs into a list, and leaves the rest out.</summary>
    public int? VfListLimit { get; set; }

    /// <summary>A link message with VFs larger than this is answered with EMSGSIZE.</summary>
    public int? VfMessageLimit { get; set; }

    /// <summary>In a dump of all links this limit holds instead of <see cref="VfMessageLimit"/>.</summary>
    public int? VfDumpLimit { get; set; }

    /// <summary>The next dumps that are marked as interrupted.</summary>
    public int InterruptedDumps { get; set; }

    /// <summary>Refuse every change with EPERM, as to a user without CAP_NET_ADMIN.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Datagrams received so far: round trips.</summary>
    public int Datagrams { get; internal set; }

    public INetlinkTransport Open(NetlinkProtocol protocol)
    {
        var socket = new FakeSocket(this, protocol);
        lock (_sockets)
        {
            _sockets.Add(socket);
        }

        return socket;
    }

    /// <summary>Adds a link, gives it the next index, and tells subscribers.</summary>
    public FakeLink Add(FakeLink link)
    {
        link.Index = ++_lastIndex;
        _links.Add(link);
        NotifyChanged(link);
        return link;
    }

    /// <summary>Adds a PF with VFs.</summary>
    public FakeLink AddPf(string name, int vfs, FakeVfDriver? driver = null, string parent = "0000:01:00.0") => Add(new FakeLink
    {
        Name = name,
        Mac = new Primitives.MacAddress(0x525400000000UL + (uint)_lastIndex),
        ParentDevice = parent,
        ParentBus = "pci",
        Driver = driver ?? FakeVfDriver.Netdevsim,
    }.WithVfs(vfs));

    /// <summary>Removes a link and tells subscribers.</summary>
    public void Remove(FakeLink link)
    {
        _links.Remove(link);
        Publish(NetlinkProtocol.Route, FakeRoute.LinkGroup, FakeRoute.Event(RouteMessage.DeleteLink, link));
    }

    /// <summary>Tells subscribers that a link was made or changed.</summary>
    public void NotifyChanged(FakeLink link) =>
        Publish(NetlinkProtocol.Route, FakeRoute.LinkGroup, FakeRoute.Event(RouteMessage.NewLink, link));

    /// <summary>Sends a uevent; properties beyond ACTION, DEVPATH, SUBSYSTEM and SEQNUM are given.</summary>
    public void EmitUevent(string action, string devpath, string subsystem, params (string Key, string Value)[] properties) =>
        Publish(NetlinkProtocol.KernelObjectEvent, 1, FakeUevents.Encode(action, devpath, subsystem, properties));

    /// <summary>Makes every subscription report that events were lost.</summary>
    public void LoseEvents()
    {
        foreach (var socket in Sockets())
        {
            socket.LoseEvents();
        }
    }

    /// <summary>The next request for which <paramref name="matches"/> holds fails, <paramref name="times"/> times.</summary>
    public void Fail(Func<FakeRequest, bool> matches, int errno, string? text = null, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _faults.Enqueue(new FakeFault(matches, errno, text));
        }
    }

    /// <summary>Sends raw bytes to subscribers of a group, well formed or not.</summary>
    public void Publish(NetlinkProtocol protocol, uint group, byte[] datagram)
    {
        foreach (var socket in Sockets().Where(socket => socket.Protocol == protocol && socket.Groups.Contains(group)))
        {
            socket.Deliver(datagram);
        }
    }

    internal FakeLink? Find(int index) => _links.Find(link => link.Index == index);

    internal FakeLink? Find(string name) => _links.Find(link => link.Name == name || link.AlternativeNames.Contains(name));

    internal FakeFault? TakeFault(FakeRequest request)
    {
        if (_faults.TryPeek(out var fault) && fault.Matches(request))
        {
            return _faults.Dequeue();
        }

        return null;
    }

    internal void Closed(FakeSocket socket)
    {
        lock (_sockets)
        {
            _sockets.Remove(socket);
        }
    }

    private FakeSocket[] Sockets()
    {
        lock (_sockets)
        {
            return [.. _sockets];
        }
    }
}

/// <summary>A failure to come.</summary>
internal sealed record FakeFault(Func<FakeRequest, bool> Matches, int Errno, string? Text);
