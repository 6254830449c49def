using System.Collections.Immutable;
using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>A <c>virtualport</c> element: what a switch is told of an interface.</summary>
/// <param name="Type">Type, for example <c>openvswitch</c>, <c>802.1Qbg</c>, <c>802.1Qbh</c>, <c>midonet</c>; null when left open.</param>
/// <param name="Parameters">Its parameters by name, for example <c>interfaceid</c>, <c>profileid</c>.</param>
public sealed record VirtualPort(string? Type, ImmutableSortedDictionary<string, string> Parameters)
{
    /// <inheritdoc/>
    public bool Equals(VirtualPort? other) =>
        other is not null && string.Equals(Type, other.Type, StringComparison.Ordinal) && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Parameters.Count);

    internal static VirtualPort? Read(XElement parent)
    {
        if (parent.Element("virtualport") is not { } port)
        {
            return null;
        }

        var parameters = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var attribute in port.Elements("parameters").Attributes().Where(static one => one.Name.Namespace == XNamespace.None))
        {
            parameters[attribute.Name.LocalName] = attribute.Value;
        }

        return new(port.Value("type"), parameters.ToImmutable());
    }

    internal XElement Write()
    {
        var port = new XElement("virtualport");
        port.SetAttributeValue("type", Type);
        if (!Parameters.IsEmpty)
        {
            port.Add(new XElement("parameters", Parameters.Select(static one => new XAttribute(one.Key, one.Value))));
        }

        return port;
    }
}
