using System.Collections.Immutable;
using System.Xml.Linq;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;

namespace Vfleet.TestKit.FakeLibvirt;

/// <summary>Calls on domains of the fake.</summary>
internal sealed class FakeDomainCalls(FakeHypervisor host, CallGuard guard) : IDomains, IDomainDevices, IDomainLifecycle, IDomainMetadata
{
    public Task<ImmutableArray<DomainSnapshot>> ListAsync(DomainScope documents, CancellationToken cancellationToken) => Read(
        FakeCall.List,
        documents.ToString(),
        () => host.Domains.Select(one => one.Snapshot(documents)).OrderBy(one => one.Entry.Name, StringComparer.Ordinal).ToImmutableArray(),
        cancellationToken);

    public Task<DomainEntry?> FindAsync(Guid uuid, CancellationToken cancellationToken) =>
        Read(FakeCall.Find, $"{uuid}", () => host.Find(uuid)?.Entry, cancellationToken);

    public Task<DomainEntry?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        Read(FakeCall.Find, name, () => host.Domains.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal))?.Entry, cancellationToken);

    public Task<DomainEntry?> FindByIdAsync(int id, CancellationToken cancellationToken) =>
        Read(FakeCall.Find, $"{id}", () => host.Domains.FirstOrDefault(one => one.Id == id)?.Entry, cancellationToken);

    public Task<string> ReadXmlAsync(Guid domain, DomainScope scope, bool secure, CancellationToken cancellationToken) => Read(
        FakeCall.ReadXml,
        $"{domain} {scope}",
        () =>
        {
            var one = host.Require(domain, "read the document of a domain");
            return ((scope == DomainScope.Live ? one.Live ?? one.Config : one.Config ?? one.Live) ?? throw new InvalidOperationException()).ToXml();
        },
        cancellationToken);

    public Task<DomainSize> ReadSizeAsync(Guid domain, CancellationToken cancellationToken) => Read(
        FakeCall.ReadXml,
        $"{domain}",
        () =>
        {
            var one = host.Require(domain, "read the size of a domain");
            var memory = (one.Live ?? one.Config)?.MemoryKiB ?? 0;
            return new DomainSize(memory, memory, 1);
        },
        cancellationToken);

    public Task<InterfaceTraffic> ReadTrafficAsync(Guid domain, string device, CancellationToken cancellationToken) =>
        Read(FakeCall.ReadXml, $"{domain} {device}", () => new InterfaceTraffic(0, 0, 0, 0), cancellationToken);

    public Task<DeviceChange> AttachAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken) =>
        Change(FakeCall.Attach, domain, deviceXml, one => FakeHotPlug.Attach(host, one, deviceXml, scope), cancellationToken);

    public Task<DeviceChange> DetachByAliasAsync(Guid domain, string alias, DomainScope scope, CancellationToken cancellationToken) =>
        Change(FakeCall.DetachByAlias, domain, alias, one => FakeHotPlug.Detach(host, one, alias, scope), cancellationToken);

    public Task<DeviceChange> DetachAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken) => Change(
        FakeCall.Detach, domain, deviceXml, one => FakeHotPlug.Detach(host, one, AliasOf(deviceXml), scope), cancellationToken);

    public Task<DeviceChange> UpdateAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken) => Change(
        FakeCall.Update,
        domain,
        deviceXml,
        one =>
        {
            var wanted = DomainInterface.Parse(deviceXml);
            if (scope.HasFlag(DomainScope.Live))
            {
                one.Live = one.Live?.WithChangedInterface(AliasOf(deviceXml), _ => wanted);
            }

            if (scope.HasFlag(DomainScope.Config))
            {
                one.Config = one.Config?.WithChangedInterface(AliasOf(deviceXml), _ => wanted);
            }

            return Accepted.Instance;
        },
        cancellationToken);

    public Task<DomainEntry> DefineAsync(string xml, bool validate, CancellationToken cancellationToken) =>
        Run(FakeCall.Define, xml, () => host.Define(xml).Entry, cancellationToken);

    public Task<DomainEntry> CreateTransientAsync(string xml, CancellationToken cancellationToken) => Run(
        FakeCall.Start,
        xml,
        () =>
        {
            var domain = host.Define(xml);
            host.Start(domain);
            domain.Config = null;
            return domain.Entry;
        },
        cancellationToken);

    public Task StartAsync(Guid domain, CancellationToken cancellationToken) =>
        Run(FakeCall.Start, domain, host.Start, cancellationToken);

    public Task ShutdownAsync(Guid domain, CancellationToken cancellationToken) =>
        Run(FakeCall.Shutdown, domain, one => host.AskToShutDown(one), cancellationToken);

    public Task RebootAsync(Guid domain, CancellationToken cancellationToken) => Run(FakeCall.Reboot, domain, static _ => { }, cancellationToken);

    public Task DestroyAsync(Guid domain, CancellationToken cancellationToken) => Run(FakeCall.Destroy, domain, host.Stop, cancellationToken);

    public Task UndefineAsync(Guid domain, bool keepsNvram, CancellationToken cancellationToken) =>
        Run(FakeCall.Undefine, domain, one => host.Remove(one, keepsNvram), cancellationToken);

    public Task<string?> ReadAsync(Guid domain, string namespaceUri, DomainScope scope, CancellationToken cancellationToken) => Read(
        FakeCall.Metadata,
        namespaceUri,
        () => host.Require(domain, "read the metadata of a domain").Metadata.GetValueOrDefault((scope, namespaceUri)),
        cancellationToken);

    public Task WriteAsync(
        Guid domain, string namespaceUri, string prefix, string? elementXml, DomainScope scope, CancellationToken cancellationToken) => Run(
        FakeCall.Metadata,
        domain,
        one =>
        {
            foreach (var part in new[] { DomainScope.Live, DomainScope.Config }.Where(part => scope.HasFlag(part)))
            {
                if (elementXml is null)
                {
                    one.Metadata.TryRemove((part, namespaceUri), out _);
                }
                else
                {
                    one.Metadata[(part, namespaceUri)] = elementXml;
                }
            }
        },
        cancellationToken);

    private static string AliasOf(string deviceXml) =>
        XElement.Parse(deviceXml).Element("alias")?.Attribute("name")?.Value ?? throw new InvalidOperationException("the fake finds devices by alias");

    private Task<T> Read<T>(FakeCall call, string detail, Func<T> read, CancellationToken cancellationToken) =>
        Guarded(call, detail, read, changes: false, cancellationToken);

    private Task<T> Run<T>(FakeCall call, string detail, Func<T> act, CancellationToken cancellationToken) =>
        Guarded(call, detail, act, changes: true, cancellationToken);

    private Task<bool> Run(FakeCall call, Guid domain, Action<FakeDomain> act, CancellationToken cancellationToken) => Run(
        call,
        $"{domain}",
        () =>
        {
            act(host.Require(domain, call.ToString()));
            return true;
        },
        cancellationToken);

    private Task<DeviceChange> Change(
        FakeCall call, Guid domain, string detail, Func<FakeDomain, DeviceChange> act, CancellationToken cancellationToken)
    {
        guard(changes: true, cancellationToken);
        var refused = host.Faults.Enter(call, detail);
        return Task.FromResult(refused ?? act(host.Require(domain, call.ToString())));
    }

    private Task<T> Guarded<T>(FakeCall call, string detail, Func<T> act, bool changes, CancellationToken cancellationToken)
    {
        guard(changes, cancellationToken);
        host.Faults.Enter(call, detail);
        return Task.FromResult(act());
    }
}
