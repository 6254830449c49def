namespace Vfleet.Libvirt.Domains;

/// <summary>Elements of our own inside a domain's document, one per XML namespace; libvirt keeps them and reads nothing from them.</summary>
public interface IDomainMetadata
{
    /// <summary>Reads an element.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="namespaceUri">XML namespace of the element.</param>
    /// <param name="scope">The running domain's or the definition's; not both.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The element's XML, or null when there is none.</returns>
    Task<string?> ReadAsync(Guid domain, string namespaceUri, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>Writes or removes an element.</summary>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="namespaceUri">XML namespace of the element.</param>
    /// <param name="prefix">Prefix that libvirt writes for that namespace.</param>
    /// <param name="elementXml">The element without namespace, or null to remove it.</param>
    /// <param name="scope">The running domain's, the definition's, or both.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it is stored.</returns>
    Task WriteAsync(
        Guid domain, string namespaceUri, string prefix, string? elementXml, DomainScope scope, CancellationToken cancellationToken);
}
