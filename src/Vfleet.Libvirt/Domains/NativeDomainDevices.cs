using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Domains;

/// <summary>Changes devices through the installed library.</summary>
internal sealed class NativeDomainDevices(Session session) : IDomainDevices
{
    public Task<DeviceChange> AttachAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken) =>
        ChangeAsync(domain, "attach a device", DomainDeviceCalls.Attach, deviceXml, scope, cancellationToken);

    public Task<DeviceChange> DetachByAliasAsync(Guid domain, string alias, DomainScope scope, CancellationToken cancellationToken) =>
        ChangeAsync(domain, $"detach the device {alias}", DomainDeviceCalls.DetachByAlias, alias, scope, cancellationToken);

    public Task<DeviceChange> DetachAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken) =>
        ChangeAsync(domain, "detach a device", DomainDeviceCalls.Detach, deviceXml, scope, cancellationToken);

    public Task<DeviceChange> UpdateAsync(Guid domain, string deviceXml, DomainScope scope, CancellationToken cancellationToken) =>
        ChangeAsync(domain, "change a device", DomainDeviceCalls.Update, deviceXml, scope, cancellationToken);

    private Task<DeviceChange> ChangeAsync(
        Guid domain, string operation, Func<DomainHandle, string, uint, int> call, string device, DomainScope scope, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)scope, (int)DomainScope.None, nameof(scope));
        return session.Gate.ChangeAsync<DeviceChange>(
            () =>
            {
                using var handle = NativeDomain.Lookup(session, domain, operation);
                if (call(handle, device, (uint)scope) >= 0)
                {
                    return Accepted.Instance;
                }

                var failure = LastError.Take(operation, $"domain {domain}");
                return RefusalRules.Of(failure) ?? (DeviceChange)Fault(failure);
            },
            cancellationToken);
    }

    private static Refused Fault(LibvirtException failure) => throw failure;
}
