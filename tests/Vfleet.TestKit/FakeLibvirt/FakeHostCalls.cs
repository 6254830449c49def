using System.Collections.Immutable;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Networks;
using Vfleet.Libvirt.NodeDevices;
using Vfleet.Libvirt.Xml;

namespace Vfleet.TestKit.FakeLibvirt;

/// <summary>Calls on networks and host devices of the fake.</summary>
internal sealed class FakeHostCalls(FakeHypervisor host, CallGuard guard) : INetworks, INodeDevices
{
    public Task<ImmutableArray<NetworkEntry>> ListAsync(CancellationToken cancellationToken) => Call(
        FakeCall.Networks,
        "list",
        () => host.Networks.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => Entry(one.Key, one.Value)).ToImmutableArray(),
        cancellationToken);

    public Task<string?> FindXmlAsync(string name, bool inactive, CancellationToken cancellationToken) =>
        Call(FakeCall.Networks, name, () => host.Networks.GetValueOrDefault(name)?.Xml, cancellationToken);

    public Task<NetworkEntry> DefineAsync(string xml, CancellationToken cancellationToken) => Call(
        FakeCall.Networks,
        xml,
        () =>
        {
            var name = NetworkDefinition.Parse(xml).Name;
            var network = host.Networks.AddOrUpdate(name, new FakeNetwork(xml, IsActive: false), (_, before) => before with { Xml = xml });
            return Entry(name, network);
        },
        cancellationToken,
        changes: true);

    public Task StartAsync(string name, CancellationToken cancellationToken) => Change(name, one => one with { IsActive = true }, cancellationToken);

    public Task SetAutostartAsync(string name, bool startsWithHost, CancellationToken cancellationToken) => Change(name, one => one, cancellationToken);

    public Task DestroyAsync(string name, CancellationToken cancellationToken) =>
        Change(name, one => one with { IsActive = false, Ports = [] }, cancellationToken);

    public Task UndefineAsync(string name, CancellationToken cancellationToken) =>
        Call(FakeCall.Networks, name, () => host.Networks.TryRemove(name, out _), cancellationToken, changes: true);

    public Task<ImmutableArray<string>?> ListPortsAsync(string name, CancellationToken cancellationToken) =>
        Call(FakeCall.Networks, name, () => Require(name).Ports?.ToImmutableArray(), cancellationToken);

    Task<ImmutableArray<NodeDeviceEntry>> INodeDevices.ListAsync(NodeDeviceKinds kinds, CancellationToken cancellationToken) => Call(
        FakeCall.NodeDevices,
        kinds.ToString(),
        () => host.NodeDevices
            .Where(one => kinds.HasFlag(KindOf(one.Value)))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => new NodeDeviceEntry(one.Key, one.Value))
            .ToImmutableArray(),
        cancellationToken);

    Task<string?> INodeDevices.FindXmlAsync(string name, CancellationToken cancellationToken) =>
        Call(FakeCall.NodeDevices, name, () => host.NodeDevices.GetValueOrDefault(name), cancellationToken);

    Task INodeDevices.DetachAsync(string name, string? driver, CancellationToken cancellationToken) => Touch(name, cancellationToken);

    Task INodeDevices.ReattachAsync(string name, CancellationToken cancellationToken) => Touch(name, cancellationToken);

    Task INodeDevices.ResetAsync(string name, CancellationToken cancellationToken) => Touch(name, cancellationToken);

    private static NetworkEntry Entry(string name, FakeNetwork network) =>
        new(NetworkDefinition.Parse(network.Xml).Uuid ?? Guid.Empty, name, network.IsActive, IsPersistent: true, StartsWithHost: false);

    private static NodeDeviceKinds KindOf(string xml) => NodeDevice.Parse(xml).Capability is NetCapability ? NodeDeviceKinds.Net : NodeDeviceKinds.Pci;

    private FakeNetwork Require(string name) => host.Networks.GetValueOrDefault(name)
        ?? throw new LibvirtException("find a network", name, LibvirtErrorCode.NoNetwork, LibvirtErrorDomain.Network, "Network not found");

    private Task<bool> Touch(string name, CancellationToken cancellationToken) => Call(
        FakeCall.NodeDevices,
        name,
        () => host.NodeDevices.ContainsKey(name)
            ? true
            : throw new LibvirtException("find a host device", name, LibvirtErrorCode.NoNodeDevice, LibvirtErrorDomain.Nodedev, "no such device"),
        cancellationToken,
        changes: true);

    private Task<FakeNetwork> Change(string name, Func<FakeNetwork, FakeNetwork> change, CancellationToken cancellationToken) =>
        Call(FakeCall.Networks, name, () => host.Networks[name] = change(Require(name)), cancellationToken, changes: true);

    private Task<T> Call<T>(FakeCall call, string detail, Func<T> act, CancellationToken cancellationToken, bool changes = false)
    {
        guard(changes, cancellationToken);
        host.Faults.Enter(call, detail);
        return Task.FromResult(act());
    }
}
