using System.Collections.Immutable;
using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Takes out of a document what is nobody's business who is sent it: passwords, keys, user data, serial numbers.</summary>
/// <remarks>Where libvirt has such things: docs/formatdomain.rst. What a host's administrator may put anywhere (metadata, raw QEMU arguments,
/// firmware configuration, kernel arguments) goes as a whole.</remarks>
public static class XmlSecrets
{
    // sysinfo holds SMBIOS serial numbers, OEM strings (systemd credentials) and fw_cfg entries (Ignition, cloud-init).
    private static readonly ImmutableHashSet<string> Elements =
    [
        "secret", "auth", "sysinfo", "metadata", "commandline", "cmdline", "launchSecurity", "cookies", "serial", "description", "title", "encryption", "key",
        "initarg", "initenv", "override", "wwn",
    ];

    private static readonly ImmutableHashSet<string> Attributes = ["passwd", "password", "passwdValidTo", "secret", "username"];

    /// <summary>Takes them out.</summary>
    /// <param name="xml">A document of libvirt's.</param>
    /// <returns>The document without them.</returns>
    /// <exception cref="LibvirtXmlException">It is not XML, or no document of a domain or network.</exception>
    public static string Remove(string xml)
    {
        var root = XmlText.Parse(xml, "domain", "network");
        foreach (var element in root.DescendantsAndSelf().ToList())
        {
            foreach (var attribute in element.Attributes().Where(attribute => Attributes.Contains(attribute.Name.LocalName)).ToList())
            {
                attribute.Remove();
            }
        }

        // <serial type='pty'> is a serial port, <serial>WD-123</serial> a disk's number: the first has an attribute.
        foreach (var element in root.Descendants().Where(IsSecret).ToList())
        {
            element.Remove();
        }

        return XmlText.Print(root);
    }

    private static bool IsSecret(XElement element) =>
        Elements.Contains(element.Name.LocalName) && (element.Name.LocalName != "serial" || !element.HasAttributes);
}
