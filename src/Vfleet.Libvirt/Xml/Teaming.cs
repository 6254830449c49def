using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>
/// A <c>teaming</c> element: the guest joins two interfaces with one MAC, a virtio one that stays and a VF that comes
/// and goes (libvirt <c>docs/formatdomain.rst</c>, since 6.1.0; on plain hostdev since 7.1.0).
/// </summary>
public abstract record Teaming
{
    private protected Teaming()
    {
    }

    internal static Teaming? Read(XElement parent)
    {
        if (parent.Element("teaming") is not { } teaming)
        {
            return null;
        }

        return teaming.RequiredValue("type") switch
        {
            "persistent" => PersistentTeaming.Instance,
            "transient" => new TransientTeaming(teaming.RequiredValue("persistent")),
            var other => throw new LibvirtXmlException($"{teaming.Place()}/@type", $"'{other}' is neither persistent nor transient"),
        };
    }

    internal XElement Write() => this switch
    {
        TransientTeaming transient => new("teaming", new XAttribute("type", "transient"), new XAttribute("persistent", transient.Standby)),
        _ => new("teaming", new XAttribute("type", "persistent")),
    };
}

/// <summary>The virtio interface of a pair, present all the time.</summary>
public sealed record PersistentTeaming : Teaming
{
    /// <summary>The only one.</summary>
    public static PersistentTeaming Instance { get; } = new();
}

/// <summary>The VF of a pair.</summary>
/// <param name="Standby">Alias of the virtio interface; starts with <c>ua-</c>.</param>
public sealed record TransientTeaming(string Standby) : Teaming;
