using System.Globalization;

namespace Vfleet.Domain.Desired;

/// <summary>Some VFs of a PF by index.</summary>
/// <param name="First">The first, from 0.</param>
/// <param name="Last">The last, which belongs to it.</param>
public readonly record struct VfRange(int First, int Last)
{
    /// <summary>The largest index: a PF has at most 65535 VFs (PCI Express, TotalVFs has 16 bits).</summary>
    public const int MaxIndex = 65534;

    /// <summary>How many VFs it has.</summary>
    public int Count => Last - First + 1;

    /// <summary>Reads <c>5</c> or <c>0-3</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">The range read.</param>
    /// <returns>Whether it is one; numbers with leading zeros and backward ranges are none.</returns>
    public static bool TryParse(string text, out VfRange range)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        range = default;
        if (!TryParseIndex(dash < 0 ? text : text[..dash], out var first) || !TryParseIndex(dash < 0 ? text : text[(dash + 1)..], out var last))
        {
            return false;
        }

        range = new VfRange(first, last);
        return first <= last;
    }

    /// <summary>Whether two ranges share a VF.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether they do.</returns>
    public bool Overlaps(VfRange other) => First <= other.Last && other.First <= Last;

    /// <summary><c>5</c> or <c>0-3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";

    private static bool TryParseIndex(string text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index <= MaxIndex && (text.Length == 1 || text[0] != '0');
}
