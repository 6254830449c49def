using System.Collections.Immutable;

namespace Vfleet.TestKit.Sources;

/// <summary>A fenced block of a Markdown page.</summary>
/// <param name="Language">What stands behind the opening fence; empty for nothing.</param>
/// <param name="FirstLine">Number of its first line in the page, from 1.</param>
/// <param name="Lines">Its lines without the fences.</param>
public sealed record FencedBlock(string Language, int FirstLine, ImmutableArray<string> Lines)
{
    private const string Fence = "```";

    /// <summary>Reads the blocks of a page.</summary>
    /// <param name="page">The page.</param>
    /// <returns>They, in order.</returns>
    /// <exception cref="FormatException">A fence is never closed.</exception>
    public static IEnumerable<FencedBlock> Of(string page)
    {
        var lines = page.Split('\n');
        for (var start = 0; start < lines.Length; start++)
        {
            if (!lines[start].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, start + 1, line => line.TrimEnd() == Fence);
            if (end < 0)
            {
                throw new FormatException($"the fence in line {start + 1} is never closed");
            }

            yield return new FencedBlock(lines[start][Fence.Length..].Trim(), start + 2, [.. lines[(start + 1)..end]]);
            start = end;
        }
    }
}
