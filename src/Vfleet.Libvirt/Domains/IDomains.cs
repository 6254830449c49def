using System.Collections.Immutable;
using Vfleet.Libvirt.Connection;

namespace Vfleet.Libvirt.Domains;

/// <summary>Finding and reading domains.</summary>
/// <remarks>
/// A call for a domain that is gone throws <see cref="LibvirtException"/> with <see cref="LibvirtErrorCode.NoDomain"/>;
/// the <c>Find</c> calls answer null instead.
/// </remarks>
public interface IDomains
{
    /// <summary>Lists every domain, running or not.</summary>
    /// <param name="documents">Which documents to read along; each costs one request per domain.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The domains by name; one that goes away meanwhile is left out.</returns>
    Task<ImmutableArray<DomainSnapshot>> ListAsync(DomainScope documents, CancellationToken cancellationToken);

    /// <summary>Finds a domain by its UUID.</summary>
    /// <param name="uuid">The UUID.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The domain, or null.</returns>
    Task<DomainEntry?> FindAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>Finds a domain by its name.</summary>
    /// <param name="name">The name, exactly.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The domain, or null.</returns>
    Task<DomainEntry?> FindByNameAsync(string name, CancellationToken cancellationToken);

    /// <summary>Finds a running domain by its run-time id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The domain, or null.</returns>
    Task<DomainEntry?> FindByIdAsync(int id, CancellationToken cancellationToken);

    /// <summary>Reads a domain's document.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="scope">
    /// <see cref="DomainScope.Live"/>: as it runs (of a stopped domain: its definition);
    /// <see cref="DomainScope.Config"/>: as it will start next.
    /// </param>
    /// <param name="secure">Whether to include passwords; refused on a read-only connection.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The XML.</returns>
    Task<string> ReadXmlAsync(Guid domain, DomainScope scope, bool secure, CancellationToken cancellationToken);

    /// <summary>Reads a domain's memory and processors.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The figures.</returns>
    Task<DomainSize> ReadSizeAsync(Guid domain, CancellationToken cancellationToken);

    /// <summary>Reads the counters of one interface of a running domain.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="device">The interface's target name, or its MAC as text (the way for a VF, since libvirt 6.9.0).</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The counters.</returns>
    Task<InterfaceTraffic> ReadTrafficAsync(Guid domain, string device, CancellationToken cancellationToken);
}
