namespace Vfleet.Cli.Output;

/// <summary>Breaks prose at spaces.</summary>
internal static class Wrap
{
    /// <summary>Lines of at most a width; a longer word gets a line of its own.</summary>
    /// <param name="text">The prose.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
