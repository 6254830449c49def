namespace Vfleet.Cli.Output;

/// <summary>Where text goes: standard output or standard error, with what is behind it.</summary>
/// <param name="writer">The text's way out.</param>
/// <param name="traits">What is behind it.</param>
/// <param name="color">Whether to colour.</param>
internal sealed class Screen(TextWriter writer, ScreenTraits traits, bool color)
{
    private const char Escape = '\u001b';

    /// <summary>The raw way out, for JSON and scripts.</summary>
    public TextWriter Writer => writer;

    /// <summary>Whether a person looks at it.</summary>
    public bool IsTerminal => traits.IsTerminal;

    /// <summary>Columns; null when there is no limit because nobody looks.</summary>
    public int? Width => traits.Width;

    /// <summary>The characters that may be used.</summary>
    public Glyphs Glyphs { get; } = traits.Unicode ? Glyphs.Unicode : Glyphs.Ascii;

    /// <summary>Writes a line.</summary>
    /// <param name="text">The line.</param>
    public void Line(string text = "") => writer.Write(text + "\n");

    /// <summary>Writes text as it is.</summary>
    /// <param name="text">The text.</param>
    public void Write(string text) => writer.Write(text);

    /// <summary>Hands everything over now.</summary>
    public void Flush() => writer.Flush();

    /// <summary>Colours text, if colours are on. Control characters, which a guest's name could smuggle in, become '?'.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tone">What it means.</param>
    public string Paint(string text, Tone tone)
    {
        text = Clean(text);
        if (!color || tone == Tone.Plain || text.Length == 0)
        {
            return text;
        }

        var code = tone switch
        {
            Tone.Dim => "2",
            Tone.Strong => "1",
            Tone.Good => "32",
            Tone.Warning => "33",
            _ => "31",
        };
        return $"{Escape}[{code}m{text}{Escape}[0m";
    }

    private static string Clean(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return string.Create(text.Length, text, static (clean, dirty) =>
                {
                    for (var i = 0; i < clean.Length; i++)
                    {
                        clean[i] = char.IsControl(dirty[i]) ? '?' : dirty[i];
                    }
                });
            }
        }

        return text;
    }

    /// <summary>Goes to the start of the line and clears it, on a terminal.</summary>
    public void ClearLine() => writer.Write($"\r{Escape}[K");
}

/// <summary>What is behind a screen.</summary>
/// <param name="IsTerminal">Whether a terminal is.</param>
/// <param name="Width">Columns; null for no limit.</param>
/// <param name="Unicode">Whether its locale is UTF-8.</param>
internal readonly record struct ScreenTraits(bool IsTerminal, int? Width, bool Unicode);

/// <summary>Characters that not every terminal has, and what stands in for them.</summary>
/// <param name="Ellipsis">Something was left out.</param>
/// <param name="Spinner">Frames of the sign of life.</param>
internal sealed record Glyphs(string Ellipsis, string Spinner)
{
    /// <summary>For UTF-8 locales.</summary>
    public static Glyphs Unicode { get; } = new("…", "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏");

    /// <summary>For all others.</summary>
    public static Glyphs Ascii { get; } = new("..", "|/-\\");
}
