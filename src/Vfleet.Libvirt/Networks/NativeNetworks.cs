using System.Collections.Immutable;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Networks;

/// <summary>Networks through the installed library.</summary>
internal sealed unsafe class NativeNetworks(Session session) : INetworks
{
    private const uint InactiveXml = 1;

    public Task<ImmutableArray<NetworkEntry>> ListAsync(CancellationToken cancellationToken) =>
        session.Gate.ReadAsync(List, cancellationToken);

    public Task<string?> FindXmlAsync(string name, bool inactive, CancellationToken cancellationToken) => session.Gate.ReadAsync(
        () =>
        {
            const string Operation = "read the document of a network";
            try
            {
                using var network = Lookup(name, Operation);
                return NativeText.Owned(LastError.Check(NetworkCalls.GetXml(network, inactive ? InactiveXml : 0), Operation, name));
            }
            catch (LibvirtException gone) when (gone.Code == LibvirtErrorCode.NoNetwork)
            {
                return null;
            }
        },
        cancellationToken);

    public Task<NetworkEntry> DefineAsync(string xml, CancellationToken cancellationToken) => session.Gate.ChangeAsync(
        () =>
        {
            using var network = LastError.Check(NetworkCalls.Define(session.Handle, xml), "define a network", "network");
            return Describe(network);
        },
        cancellationToken);

    public Task StartAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, "start a network", NetworkCalls.Create, cancellationToken);

    public Task SetAutostartAsync(string name, bool startsWithHost, CancellationToken cancellationToken) =>
        ChangeAsync(
            name, "set whether a network starts by itself", network => NetworkCalls.SetAutostart(network, startsWithHost ? 1 : 0), cancellationToken);

    public Task DestroyAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, "stop a network", NetworkCalls.Destroy, cancellationToken);

    public Task UndefineAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, "undefine a network", NetworkCalls.Undefine, cancellationToken);

    public Task<ImmutableArray<string>?> ListPortsAsync(string name, CancellationToken cancellationToken) =>
        session.Gate.ReadAsync(() => session.DaemonVersion < LibvirtVersion.NetworkPorts ? null : ListPorts(name), cancellationToken);

    private Task ChangeAsync(string name, string operation, Func<NetworkHandle, int> call, CancellationToken cancellationToken) =>
        session.Gate.ChangeAsync(
            () =>
            {
                using var network = Lookup(name, operation);
                LastError.Check(call(network), operation, name);
            },
            cancellationToken);

    private NetworkHandle Lookup(string name, string operation) =>
        LastError.Check(NetworkCalls.LookupByName(session.Handle, name), operation, name);

    private ImmutableArray<NetworkEntry> List()
    {
        var count = LastError.Check(NetworkCalls.ListAll(session.Handle, out var networks, 0), "list networks", "all networks");
        var handles = NativeText.OwnedObjects(networks, count, static owned => new NetworkHandle(owned));
        var listed = ImmutableArray.CreateBuilder<NetworkEntry>(count);
        foreach (var handle in handles)
        {
            using (handle)
            {
                listed.Add(Describe(handle));
            }
        }

        listed.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return listed.ToImmutable();
    }

    private static NetworkEntry Describe(NetworkHandle network)
    {
        var name = NativeText.Borrowed(LastError.Check(NetworkCalls.GetName(network), "read the name of a network", "network"));
        Span<byte> uuid = stackalloc byte[16];
        fixed (byte* start = uuid)
        {
            LastError.Check(NetworkCalls.GetUuid(network, start), "read the UUID of a network", name);
        }

        var active = LastError.Check(NetworkCalls.IsActive(network), "ask whether a network runs", name) == 1;
        var persistent = LastError.Check(NetworkCalls.IsPersistent(network), "ask whether a network is persistent", name) == 1;

        // A transient network has no such setting; libvirt answers that with an error.
        var startsWithHost = persistent && NetworkCalls.GetAutostart(network, out var autostart) == 0 && autostart == 1;
        return new(NativeText.Uuid(uuid), name, active, persistent, startsWithHost);
    }

    private ImmutableArray<string>? ListPorts(string name)
    {
        const string Operation = "list the ports of a network";
        using var network = Lookup(name, Operation);
        var count = NetworkCalls.ListAllPorts(network, out var ports, 0);
        if (count < 0)
        {
            var failure = LastError.Take(Operation, name);
            return failure.Code == LibvirtErrorCode.NotSupported ? null : throw failure;
        }

        var handles = NativeText.OwnedObjects(ports, count, static owned => new NetworkPortHandle(owned));
        var listed = ImmutableArray.CreateBuilder<string>(count);
        foreach (var handle in handles)
        {
            using (handle)
            {
                listed.Add(NativeText.Owned(LastError.Check(NetworkCalls.GetPortXml(handle, 0), Operation, name)));
            }
        }

        return listed.ToImmutable();
    }
}
