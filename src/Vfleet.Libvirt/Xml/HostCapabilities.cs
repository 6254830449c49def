using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>What a host can run, by libvirt's own word (<c>virConnectGetCapabilities</c>, libvirt <c>docs/formatcaps.rst</c>).</summary>
public static class HostCapabilities
{
    /// <summary>Whether guests of an architecture run on the processor itself: libvirt offers that where QEMU has KVM and /dev/kvm can be used.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="architecture">For example <c>x86_64</c>.</param>
    /// <returns>Whether they do.</returns>
    /// <exception cref="LibvirtXmlException">It is no such document.</exception>
    public static bool OffersKvm(string xml, string architecture) => XmlText.Parse(xml, "capabilities")
        .Elements("guest")
        .Elements("arch")
        .Where(arch => string.Equals(arch.Value("name"), architecture, StringComparison.Ordinal))
        .Elements("domain")
        .Any(domain => string.Equals(domain.Value("type"), "kvm", StringComparison.Ordinal));
}
