namespace Vfleet.Libvirt.Xml;

/// <summary>A document of libvirt's is not what it should be.</summary>
/// <param name="place">Where, as a path of elements and attributes, for example <c>interface/vlan/tag/@id</c>.</param>
/// <param name="problem">What is wrong there.</param>
/// <param name="inner">The XML reader's own failure, if it was one.</param>
public sealed class LibvirtXmlException(string place, string problem, Exception? inner = null)
    : FormatException($"{place}: {problem}", inner)
{
    /// <summary>Where, as a path of elements and attributes.</summary>
    public string Place { get; } = place;

    /// <summary>What is wrong there.</summary>
    public string Problem { get; } = problem;
}
