using System.Buffers;
using System.Text;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>Writes elements as XML in UTF-8. Characters that XML cannot hold become U+FFFD: a name that a host reports can have any.</summary>
internal static class XmlWriting
{
    private static readonly SearchValues<char> s_special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '<', '>', '&', '"', '\uFFFE', '\uFFFF']);

    /// <summary>Writes a document.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="output">Where.</param>
    public static void Write(Element root, IBufferWriter<byte> output)
    {
        output.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"u8);
        WriteElement(root, output);
    }

    private static void WriteElement(Element element, IBufferWriter<byte> output)
    {
        output.Write("<"u8);
        WriteName(element.Name, output);
        WriteAttribute(" href=\""u8, element.Href, output);
        WriteAttribute(" id=\""u8, element.Id, output);
        WriteAttribute(" rel=\""u8, element.Rel, output);
        if (element.Children.Count == 0 && string.IsNullOrEmpty(element.Text))
        {
            output.Write("/>"u8);
            return;
        }

        output.Write(">"u8);
        if (element.Text is { } text)
        {
            WriteText(text, output);
        }

        foreach (var child in element.Children)
        {
            WriteElement(child, output);
        }

        output.Write("</"u8);
        WriteName(element.Name, output);
        output.Write(">"u8);
    }

    private static void WriteAttribute(ReadOnlySpan<byte> begin, string? value, IBufferWriter<byte> output)
    {
        if (value is not null)
        {
            output.Write(begin);
            WriteText(value, output);
            output.Write("\""u8);
        }
    }

    private static void WriteName(string name, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(name.Length);
        Encoding.ASCII.GetBytes(name, span);
        output.Advance(name.Length);
    }

    private static void WriteText(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        while (true)
        {
            var at = text.IndexOfAny(s_special);
            if (at < 0)
            {
                // A lone half of a surrogate pair becomes U+FFFD there.
                Encoding.UTF8.GetBytes(text, output);
                return;
            }

            Encoding.UTF8.GetBytes(text[..at], output);
            output.Write(text[at] switch
            {
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '&' => "&amp;"u8,
                '"' => "&quot;"u8,
                '\t' => "&#9;"u8,
                '\n' => "&#10;"u8,
                '\r' => "&#13;"u8,
                _ => "\uFFFD"u8,
            });
            text = text[(at + 1)..];
        }
    }
}
