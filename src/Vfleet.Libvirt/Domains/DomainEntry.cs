namespace Vfleet.Libvirt.Domains;

/// <summary>A domain in a listing.</summary>
/// <param name="Uuid">Its UUID: the key in every call.</param>
/// <param name="Name">Its name; unique on a host, but it can be changed.</param>
/// <param name="Id">Its run-time id, or null when it does not run.</param>
/// <param name="State">What it is doing.</param>
/// <param name="IsPersistent">Whether it has a definition that outlives its run.</param>
public sealed record DomainEntry(Guid Uuid, string Name, int? Id, DomainState State, bool IsPersistent)
{
    /// <summary>Whether it has a process, and so may hold devices.</summary>
    public bool IsActive => Id is not null;
}

/// <summary>A domain with its documents, read together.</summary>
/// <param name="Entry">The domain.</param>
/// <param name="LiveXml">The document of the running domain; null when it does not run or was not asked for.</param>
/// <param name="ConfigXml">The document of its next start; null for a transient domain or when not asked for.</param>
public sealed record DomainSnapshot(DomainEntry Entry, string? LiveXml, string? ConfigXml);

/// <summary>Whether a document or a change concerns the running domain or its next start.</summary>
[Flags]
public enum DomainScope
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>The running domain.</summary>
    Live = 1,

    /// <summary>The definition, which counts from the next start.</summary>
    Config = 2,

    /// <summary>Both.</summary>
    Both = Live | Config,
}

/// <summary>Memory of a domain.</summary>
/// <param name="MaximumKiB">The most it may have, in KiB.</param>
/// <param name="CurrentKiB">What it has now, in KiB.</param>
/// <param name="VirtualCpus">Its virtual processors.</param>
public sealed record DomainSize(ulong MaximumKiB, ulong CurrentKiB, int VirtualCpus);

/// <summary>Traffic of one interface since the domain started; null where the driver does not count.</summary>
/// <param name="ReceivedBytes">Bytes received by the guest.</param>
/// <param name="ReceivedPackets">Packets received by the guest.</param>
/// <param name="SentBytes">Bytes sent by the guest.</param>
/// <param name="SentPackets">Packets sent by the guest.</param>
public sealed record InterfaceTraffic(long? ReceivedBytes, long? ReceivedPackets, long? SentBytes, long? SentPackets);
