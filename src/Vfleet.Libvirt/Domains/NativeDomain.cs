using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Domains;

/// <summary>Steps on domain handles that several calls share. Synchronous: run them inside the gate.</summary>
internal static unsafe class NativeDomain
{
    /// <summary>Looks a domain up; each call does so anew, since a handle of a domain that was redefined goes stale.</summary>
    internal static DomainHandle Lookup(Session session, Guid uuid, string operation)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        fixed (byte* start = bytes)
        {
            return LastError.Check(DomainCalls.LookupByUuid(session.Handle, start), operation, $"domain {uuid}");
        }
    }

    internal static DomainEntry Describe(DomainHandle domain)
    {
        var name = NativeText.Borrowed(LastError.Check(DomainCalls.GetName(domain), "read the name of a domain", "domain"));
        Span<byte> uuid = stackalloc byte[16];
        fixed (byte* start = uuid)
        {
            LastError.Check(DomainCalls.GetUuid(domain, start), "read the UUID of a domain", name);
        }

        LastError.Check(DomainCalls.GetState(domain, out var state, out _, 0), "read the state of a domain", name);
        var persistent = LastError.Check(DomainCalls.IsPersistent(domain), "ask whether a domain is persistent", name) == 1;
        var id = DomainCalls.GetId(domain);
        return new(NativeText.Uuid(uuid), name, id == uint.MaxValue ? null : (int)id, (DomainState)state, persistent);
    }

    internal static string ReadXml(DomainHandle domain, uint flags, string target) =>
        NativeText.Owned(LastError.Check(DomainCalls.GetXml(domain, flags), "read the document of a domain", target));
}
