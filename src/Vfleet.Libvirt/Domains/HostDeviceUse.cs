using System.Collections.Immutable;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Domains;

/// <summary>Whether a function is used as a network interface, with a MAC that libvirt sets, or as it is.</summary>
public enum HostDeviceKind
{
    /// <summary>An <c>interface</c> of type hostdev, or one whose network gave it a function.</summary>
    Interface,

    /// <summary>A plain <c>hostdev</c>.</summary>
    HostDevice,
}

/// <summary>One domain's use of one PCI function of the host.</summary>
/// <param name="Function">The function.</param>
/// <param name="Domain">UUID of the domain.</param>
/// <param name="DomainName">Name of the domain.</param>
/// <param name="Kind">As what it is used.</param>
/// <param name="Scope">In the running domain (held now), in its definition (taken at its next start), or both.</param>
/// <param name="Alias">The device's alias; libvirt gives a running domain's devices one of its own where we did not.</param>
/// <param name="Mac">The MAC that libvirt sets, if any.</param>
public sealed record HostDeviceUse(
    PciAddress Function, Guid Domain, string DomainName, HostDeviceKind Kind, DomainScope Scope, string? Alias, MacAddress? Mac)
{
    /// <summary>Whether a running domain holds the function now.</summary>
    public bool IsHeld => Scope.HasFlag(DomainScope.Live);
}

/// <summary>All uses of PCI functions by domains, computed from their documents.</summary>
public static class HostDeviceUses
{
    /// <summary>
    /// Computes the uses. Several domains may name one function in their definitions, but only one can hold it. A
    /// document that cannot be read hides its uses, so it is an error, not an empty answer.
    /// </summary>
    /// <param name="domains">The domains, listed with <see cref="DomainScope.Both"/> documents.</param>
    /// <returns>The uses by function, then by domain name.</returns>
    /// <exception cref="LibvirtXmlException">A document cannot be read.</exception>
    public static ImmutableArray<HostDeviceUse> Of(IEnumerable<DomainSnapshot> domains)
    {
        ArgumentNullException.ThrowIfNull(domains);
        return
        [
            .. domains.SelectMany(OfDomain)
                .OrderBy(static use => use.Function)
                .ThenBy(static use => use.DomainName, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<HostDeviceUse> OfDomain(DomainSnapshot domain)
    {
        var live = OfDocument(domain, domain.LiveXml, DomainScope.Live);
        var config = OfDocument(domain, domain.ConfigXml, DomainScope.Config);
        foreach (var use in live)
        {
            yield return config.Any(one => one.Function == use.Function) ? use with { Scope = DomainScope.Both } : use;
        }

        foreach (var use in config.Where(use => live.All(one => one.Function != use.Function)))
        {
            yield return use;
        }
    }

    private static List<HostDeviceUse> OfDocument(DomainSnapshot domain, string? xml, DomainScope scope)
    {
        if (xml is null)
        {
            return [];
        }

        var document = DomainDocument.Parse(xml);
        var entry = domain.Entry;
        var interfaces = document.Interfaces
            .Where(static one => one.Function is not null)
            .Select(one => new HostDeviceUse(
                one.Function!.Value, entry.Uuid, entry.Name, HostDeviceKind.Interface, scope, one.Alias, one.Mac));
        var plain = document.HostDevices
            .Select(one => new HostDeviceUse(one.Address, entry.Uuid, entry.Name, HostDeviceKind.HostDevice, scope, one.Alias, Mac: null));
        return [.. interfaces, .. plain];
    }
}
