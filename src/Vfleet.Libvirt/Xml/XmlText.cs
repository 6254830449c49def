using System.Xml;
using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Documents to text and back: no DTD, no look outside the document, and libvirt's own look when written.</summary>
internal static class XmlText
{
    // Far above any domain; libvirt itself sends at most 4 MiB in one message (VIR_NET_MESSAGE_STRING_MAX).
    private const long MostCharacters = 16 * 1024 * 1024;

    // The depth at which libxml2, and with it libvirt, gives up (parserInternals.h, xmlParserMaxDepth). XmlReader has no
    // limit, and its time grows with the square of the depth.
    private const int MostDepth = 256;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Reads a document whose root must have one of the given names.</summary>
    /// <exception cref="LibvirtXmlException">It is not XML, or has another root.</exception>
    internal static XElement Parse(string text, params ReadOnlySpan<string> roots)
    {
        XElement root;
        try
        {
            CheckDepth(text);
            using var reader = XmlReader.Create(new StringReader(text), Settings);
            root = XElement.Load(reader);
        }
        catch (XmlException broken)
        {
            throw new LibvirtXmlException(string.Join('|', roots), $"not well-formed XML: {broken.Message}", broken);
        }

        return roots.Contains(root.Name.ToString())
            ? root
            : throw new LibvirtXmlException(string.Join('|', roots), $"the document is a '{root.Name}' element");
    }

    private static void CheckDepth(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Settings);
        while (reader.Read())
        {
            if (reader.Depth > MostDepth)
            {
                throw new LibvirtXmlException(reader.LocalName, $"is nested deeper than {MostDepth} elements");
            }
        }
    }

    /// <summary>Indents by two and quotes with apostrophes, as libvirt prints.</summary>
    internal static string Print(XElement element)
    {
        using var text = new StringWriter { NewLine = "\n" };
        using (var writer = new XmlTextWriter(text) { Formatting = Formatting.Indented, Indentation = 2, QuoteChar = '\'' })
        {
            element.WriteTo(writer);
        }

        return text.ToString();
    }
}
