using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>Reads documents that are written as XML. There are no entities but XML's own five, and nothing is fetched.</summary>
internal static class XmlReading
{
    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = ReadLimits.Bytes,
        MaxCharactersFromEntities = 1,
    };

    /// <summary>Reads a document.</summary>
    /// <param name="body">It.</param>
    /// <param name="wrong">Why it cannot be read.</param>
    /// <returns>Its root; null when it cannot be read.</returns>
    public static Element? Read(ReadOnlyMemory<byte> body, out string? wrong)
    {
        MemoryMarshal.TryGetArray(body, out var array);
        try
        {
            using var stream = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
            using var reader = XmlReader.Create(stream, s_settings);
            reader.MoveToContent();
            var left = ReadLimits.Elements;
            var root = ReadElement(reader, 1, ref left);
            while (reader.Read())
            {
                // What stands behind the root must be well-formed too.
            }

            wrong = null;
            return root;
        }
        catch (XmlException fault)
        {
            wrong = fault.Message;
        }
        catch (Exception fault) when (fault is DecoderFallbackException or ArgumentException or NotSupportedException)
        {
            wrong = "its characters cannot be read";
        }

        return null;
    }

    private static Element ReadElement(XmlReader reader, int depth, ref int left)
    {
        if (depth > ReadLimits.Depth)
        {
            throw new XmlException($"elements nest more than {ReadLimits.Depth} deep");
        }

        if (--left < 0)
        {
            throw new XmlException($"there are more than {ReadLimits.Elements} elements");
        }

        var name = reader.LocalName;
        var (id, href, rel) = (reader.GetAttribute("id"), reader.GetAttribute("href"), reader.GetAttribute("rel"));
        List<Element>? children = null;
        string? text = null;
        StringBuilder? more = null;
        if (!reader.IsEmptyElement)
        {
            reader.Read();
            while (reader.NodeType != XmlNodeType.EndElement)
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    (children ??= []).Add(ReadElement(reader, depth + 1, ref left));
                    continue;
                }

                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
                {
                    if ((text?.Length ?? 0) + (more?.Length ?? 0) + reader.Value.Length > ReadLimits.Text)
                    {
                        throw new XmlException($"a text has more than {ReadLimits.Text} characters");
                    }

                    if (text is null)
                    {
                        text = reader.Value;
                    }
                    else
                    {
                        (more ??= new StringBuilder()).Append(reader.Value);
                    }
                }

                if (!reader.Read())
                {
                    throw new XmlException($"the element {name} does not end");
                }
            }
        }

        reader.Read();
        var element = new Element(name) { Id = id, Href = href, Rel = rel, Text = children is null && text is not null ? text + more : null };
        return children is null ? element : element.AddAll(children);
    }
}
