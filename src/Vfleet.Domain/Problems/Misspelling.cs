namespace Vfleet.Domain.Problems;

/// <summary>Finds what a misspelt word was probably meant to be.</summary>
public static class Misspelling
{
    private const int Most = 2;

    /// <summary>The nearest of the known words.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">What there is.</param>
    /// <returns>The nearest; null when none is near.</returns>
    public static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(candidate => (candidate, Distance: Distance(word, candidate)))
        .Where(pair => pair.Distance <= Math.Min(Most, word.Length - 1))
        .OrderBy(pair => pair.Distance)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    /// <summary>How many letters must be added, removed or replaced (Levenshtein distance).</summary>
    /// <param name="left">A word.</param>
    /// <param name="right">Another.</param>
    /// <returns>The distance, at most the length of the longer word.</returns>
    public static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
