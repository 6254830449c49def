using System.Collections.Immutable;
using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>How the native VLAN of a trunk is sent.</summary>
public enum NativeVlanMode
{
    /// <summary>With its tag.</summary>
    Tagged,

    /// <summary>Without a tag.</summary>
    Untagged,
}

/// <summary>One tag of a <c>vlan</c> element.</summary>
/// <param name="Id">VLAN id, 0-4095 as libvirt takes it; 0 asks for no tag.</param>
/// <param name="Native">Set on the native VLAN of a trunk.</param>
public sealed record VlanTagSetting(ushort Id, NativeVlanMode? Native = null);

/// <summary>A <c>vlan</c> element. A PCI function takes exactly one tag and no trunk.</summary>
/// <param name="Tags">Its tags, at least one.</param>
/// <param name="IsTrunk">Whether the guest may send the tags itself.</param>
public sealed record VlanSetting(ImmutableArray<VlanTagSetting> Tags, bool IsTrunk = false)
{
    private const uint MostId = 4095;

    /// <summary>A single tag.</summary>
    /// <param name="id">VLAN id, 0-4095.</param>
    /// <returns>The setting.</returns>
    public static VlanSetting Single(ushort id) => new([new(id)]);

    /// <inheritdoc/>
    public bool Equals(VlanSetting? other) => other is not null && IsTrunk == other.IsTrunk && Tags.AsSpan().SequenceEqual(other.Tags.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsTrunk, Tags.Length, Tags.IsDefaultOrEmpty ? 0 : Tags[0].Id);

    internal static VlanSetting? Read(XElement parent)
    {
        if (parent.Element("vlan") is not { } vlan)
        {
            return null;
        }

        ImmutableArray<VlanTagSetting> tags = [.. vlan.Elements("tag").Select(ReadTag)];
        if (tags.IsEmpty)
        {
            throw new LibvirtXmlException(vlan.Place(), "has no tag");
        }

        // Several tags are a trunk even when it is not said (libvirt src/conf/netdev_vlan_conf.c).
        return new(tags, vlan.YesNo("trunk") == true || tags.Length > 1 || tags[0].Native is not null);
    }

    internal XElement Write()
    {
        var vlan = new XElement("vlan", Tags.Select(WriteTag));
        if (IsTrunk)
        {
            vlan.SetAttributeValue("trunk", "yes");
        }

        return vlan;
    }

    private static VlanTagSetting ReadTag(XElement tag)
    {
        var text = tag.RequiredValue("id");
        if (!LibvirtNumber.TryReadDecimal(text, out var id) || id > MostId)
        {
            throw new LibvirtXmlException($"{tag.Place()}/@id", $"'{text}' is not a decimal number from 0 to {MostId}");
        }

        return new((ushort)id, tag.Value("nativeMode") switch
        {
            null => null,
            "tagged" => NativeVlanMode.Tagged,
            "untagged" => NativeVlanMode.Untagged,
            var other => throw new LibvirtXmlException($"{tag.Place()}/@nativeMode", $"'{other}' is neither tagged nor untagged"),
        });
    }

    private static XElement WriteTag(VlanTagSetting tag)
    {
        var element = new XElement("tag", new XAttribute("id", tag.Id));
        if (tag.Native is { } native)
        {
            element.SetAttributeValue("nativeMode", native == NativeVlanMode.Tagged ? "tagged" : "untagged");
        }

        return element;
    }
}
