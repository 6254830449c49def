using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>A guest, beyond what <see cref="Observed.ObservedGuest"/> tells.</summary>
public sealed record GuestFacts
{
    /// <summary>
    /// How many bytes its process may lock (RLIMIT_MEMLOCK, soft); <see cref="ulong.MaxValue"/> for no limit, null when not known.
    /// </summary>
    public ulong? LockableBytes { get; init; }

    /// <summary>Whether it has an emulated IOMMU, with which every device maps its own memory; null when not known.</summary>
    public bool? HasIommu { get; init; }

    /// <summary>Whether its migration may switch to post-copy (nova.conf, live_migration_permit_post_copy); null when nothing on the host says so.</summary>
    public bool? PostCopy { get; init; }

    /// <summary>
    /// Interfaces that share one address with another (libvirt's <c>teaming</c>); empty when there are none, default when not known.
    /// </summary>
    public ImmutableArray<Teaming> Teamings { get; init; }
}

/// <summary>An interface of a failover pair.</summary>
/// <param name="Alias">Its device alias.</param>
/// <param name="Persistent">For the VF, the alias of the emulated interface that stays in a migration; null for that interface.</param>
public sealed record Teaming(string Alias, string? Persistent);
