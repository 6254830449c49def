using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Domains;

/// <summary>Keeps our elements through the installed library.</summary>
internal sealed class NativeDomainMetadata(Session session) : IDomainMetadata
{
    private const int Element = 2;

    public Task<string?> ReadAsync(Guid domain, string namespaceUri, DomainScope scope, CancellationToken cancellationToken)
    {
        if (scope is not (DomainScope.Live or DomainScope.Config))
        {
            throw new ArgumentOutOfRangeException(nameof(scope), scope, "one document at a time");
        }

        return session.Gate.ReadAsync<string?>(
            () =>
            {
                const string Operation = "read the metadata of a domain";
                using var handle = NativeDomain.Lookup(session, domain, Operation);
                var text = DomainDeviceCalls.GetMetadata(handle, Element, namespaceUri, (uint)scope);
                if (text != 0)
                {
                    return NativeText.Owned(text);
                }

                var failure = LastError.Take(Operation, $"domain {domain}");
                return failure.Code == LibvirtErrorCode.NoDomainMetadata ? null : throw failure;
            },
            cancellationToken);
    }

    public Task WriteAsync(
        Guid domain, string namespaceUri, string prefix, string? elementXml, DomainScope scope, CancellationToken cancellationToken) =>
        session.Gate.ChangeAsync(
            () =>
            {
                const string Operation = "write the metadata of a domain";
                using var handle = NativeDomain.Lookup(session, domain, Operation);
                var key = elementXml is null ? null : prefix;
                LastError.Check(
                    DomainDeviceCalls.SetMetadata(handle, Element, elementXml, key, namespaceUri, (uint)scope), Operation, $"domain {domain}");
            },
            cancellationToken);
}
