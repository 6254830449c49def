namespace Vfleet.Lab.Hosts;

/// <summary>Text as one word of a POSIX shell command.</summary>
public static class ShellWord
{
    /// <summary>Quotes a text so that a shell takes it as one word and as it is.</summary>
    /// <param name="text">Any text without NUL.</param>
    /// <returns>The word.</returns>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
