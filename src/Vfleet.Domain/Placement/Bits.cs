using System.Numerics;
using System.Runtime.InteropServices;

namespace Vfleet.Domain.Placement;

/// <summary>Sets of small numbers, a bit for each.</summary>
internal static class Bits
{
    /// <summary>How many words hold a number of bits.</summary>
    public static int Words(int count) => (count + 63) >> 6;

    public static bool Has(ulong[] set, int bit) => (bit >> 6) < set.Length && ((set[bit >> 6] >> bit) & 1) != 0;

    public static void Write(ulong[] set, int bit, bool value)
    {
        var mask = 1UL << bit;
        set[bit >> 6] = value ? set[bit >> 6] | mask : set[bit >> 6] & ~mask;
    }

    /// <summary>Sets a bit; the set grows when it must.</summary>
    public static void Add(ref ulong[] set, int bit)
    {
        if (set.Length <= bit >> 6)
        {
            Array.Resize(ref set, Math.Max(Words(bit + 1), set.Length * 2));
        }

        set[bit >> 6] |= 1UL << bit;
    }

    /// <summary>Keeps in the first set what the second has too.</summary>
    public static void And(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        var left = MemoryMarshal.Cast<ulong, Vector<ulong>>(set);
        var right = MemoryMarshal.Cast<ulong, Vector<ulong>>(other);
        for (var at = 0; at < left.Length; at++)
        {
            left[at] &= right[at];
        }

        for (var at = left.Length * Vector<ulong>.Count; at < set.Length; at++)
        {
            set[at] &= other[at];
        }
    }

    /// <summary>Takes out of the first set what the second has.</summary>
    public static void Without(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (var at = 0; at < set.Length; at++)
        {
            set[at] &= ~other[at];
        }
    }

    /// <summary>How many are in the first set and not in the second.</summary>
    public static int CountWithout(ulong[] set, ulong[] other)
    {
        var count = 0;
        for (var at = 0; at < set.Length; at++)
        {
            count += BitOperations.PopCount(set[at] & ~(at < other.Length ? other[at] : 0));
        }

        return count;
    }

    public static int Count(ReadOnlySpan<ulong> set)
    {
        var count = 0;
        foreach (var word in set)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }
}
