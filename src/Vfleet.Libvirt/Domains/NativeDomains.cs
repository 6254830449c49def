using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Domains;

/// <summary>Reads domains through the installed library.</summary>
internal sealed unsafe class NativeDomains(Session session) : IDomains
{
    private const uint Secure = 1;
    private const uint Inactive = 2;

    public Task<ImmutableArray<DomainSnapshot>> ListAsync(DomainScope documents, CancellationToken cancellationToken) =>
        session.Gate.ReadAsync(() => List(documents), cancellationToken);

    public Task<DomainEntry?> FindAsync(Guid uuid, CancellationToken cancellationToken) =>
        FindAsync(() => NativeDomain.Lookup(session, uuid, "find a domain"), cancellationToken);

    public Task<DomainEntry?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(() => LastError.Check(DomainCalls.LookupByName(session.Handle, name), "find a domain", name), cancellationToken);

    public Task<DomainEntry?> FindByIdAsync(int id, CancellationToken cancellationToken) =>
        FindAsync(() => LastError.Check(DomainCalls.LookupById(session.Handle, id), "find a domain", $"id {id}"), cancellationToken);

    public Task<string> ReadXmlAsync(Guid domain, DomainScope scope, bool secure, CancellationToken cancellationToken)
    {
        var flags = scope switch
        {
            DomainScope.Live => 0u,
            DomainScope.Config => Inactive,
            _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "one document at a time"),
        };
        return session.Gate.ReadAsync(
            () =>
            {
                using var handle = NativeDomain.Lookup(session, domain, "read the document of a domain");
                return NativeDomain.ReadXml(handle, flags | (secure ? Secure : 0), $"domain {domain}");
            },
            cancellationToken);
    }

    public Task<DomainSize> ReadSizeAsync(Guid domain, CancellationToken cancellationToken) => session.Gate.ReadAsync(
        () =>
        {
            const string Operation = "read the size of a domain";
            using var handle = NativeDomain.Lookup(session, domain, Operation);
            LastError.Check(DomainCalls.GetSize(handle, out var size), Operation, $"domain {domain}");
            return new DomainSize(size.MaximumKiB, size.CurrentKiB, size.VirtualCpus);
        },
        cancellationToken);

    public Task<InterfaceTraffic> ReadTrafficAsync(Guid domain, string device, CancellationToken cancellationToken) => session.Gate.ReadAsync(
        () =>
        {
            const string Operation = "read the counters of an interface";
            using var handle = NativeDomain.Lookup(session, domain, Operation);
            var size = (nuint)Marshal.SizeOf<NativeInterfaceTraffic>();
            LastError.Check(DomainDeviceCalls.InterfaceTraffic(handle, device, out var traffic, size), Operation, $"{device} of domain {domain}");
            return new InterfaceTraffic(
                Counted(traffic.ReceivedBytes), Counted(traffic.ReceivedPackets), Counted(traffic.SentBytes), Counted(traffic.SentPackets));
        },
        cancellationToken);

    private static long? Counted(long value) => value < 0 ? null : value;

    private Task<DomainEntry?> FindAsync(Func<DomainHandle> lookup, CancellationToken cancellationToken) => session.Gate.ReadAsync(
        () =>
        {
            try
            {
                using var handle = lookup();
                return NativeDomain.Describe(handle);
            }
            catch (LibvirtException gone) when (gone.Code == LibvirtErrorCode.NoDomain)
            {
                return null;
            }
        },
        cancellationToken);

    private ImmutableArray<DomainSnapshot> List(DomainScope documents)
    {
        var count = LastError.Check(DomainCalls.ListAll(session.Handle, out var domains, 0), "list domains", "all domains");
        var handles = NativeText.OwnedObjects(domains, count, static owned => new DomainHandle(owned));
        var listed = ImmutableArray.CreateBuilder<DomainSnapshot>(count);
        foreach (var handle in handles)
        {
            using (handle)
            {
                if (Read(handle, documents) is { } snapshot)
                {
                    listed.Add(snapshot);
                }
            }
        }

        listed.Sort(static (a, b) => string.CompareOrdinal(a.Entry.Name, b.Entry.Name));
        return listed.ToImmutable();
    }

    private static DomainSnapshot? Read(DomainHandle handle, DomainScope documents)
    {
        try
        {
            var entry = NativeDomain.Describe(handle);
            var live = entry.IsActive && documents.HasFlag(DomainScope.Live) ? NativeDomain.ReadXml(handle, 0, entry.Name) : null;
            var config = entry.IsPersistent && documents.HasFlag(DomainScope.Config)
                ? NativeDomain.ReadXml(handle, Inactive, entry.Name)
                : null;
            return new(entry, live, config);
        }
        catch (LibvirtException gone) when (gone.Code == LibvirtErrorCode.NoDomain)
        {
            return null;
        }
    }
}
