using System.Text;

namespace Vfleet.Lab.Hosts;

/// <summary>Makes a serial console's output readable in an error message or a log.</summary>
internal static class TerminalText
{
    private const char Escape = '\x1b';

    /// <summary>Removes escape sequences (ECMA-48) and control characters; a carriage return counts for nothing.</summary>
    /// <param name="text">What a terminal would show.</param>
    /// <returns>The text alone, with '\n' between lines.</returns>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Escape)
            {
                i = EndOfSequence(text, i);
            }
            else if (text[i] is '\n' or '\t' || !char.IsControl(text[i]))
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    // The index of the last character of the sequence that begins at start.
    private static int EndOfSequence(string text, int start)
    {
        var i = start + 1;
        if (i >= text.Length)
        {
            return start;
        }

        if (text[i] == '[')
        {
            // Control sequence: parameters, then one final character of '@' to '~'.
            do
            {
                i++;
            }
            while (i < text.Length && text[i] is < '@' or > '~' && text[i] != '\n');
            return Math.Min(i, text.Length - 1);
        }

        if (text[i] == ']')
        {
            // Operating system command: ends with BEL or with "ESC \".
            for (; i < text.Length && text[i] != '\n'; i++)
            {
                if (text[i] == '\a')
                {
                    return i;
                }

                if (text[i] == Escape && i + 1 < text.Length && text[i + 1] == '\\')
                {
                    return i + 1;
                }
            }

            return Math.Min(i, text.Length) - 1;
        }

        return i;
    }
}
