using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Doctor;

/// <summary>Names several VFs of one PF in few words.</summary>
internal static class VfNumbers
{
    /// <summary><c>VF 3</c>, or <c>VFs 0-3, 7</c>.</summary>
    public static string Text(IEnumerable<ObservedVf> vfs)
    {
        var ranges = Ranges(vfs.Select(vf => vf.Id.Index).Order()).ToList();
        return $"{(ranges.Count == 1 && ranges[0].Count == 1 ? "VF" : "VFs")} {string.Join(", ", ranges)}";
    }

    private static IEnumerable<VfRange> Ranges(IEnumerable<int> ordered)
    {
        VfRange? open = null;
        foreach (var index in ordered)
        {
            if (open is { } range && index <= range.Last + 1)
            {
                open = new VfRange(range.First, index);
                continue;
            }

            if (open is { } done)
            {
                yield return done;
            }

            open = new VfRange(index, index);
        }

        if (open is { } last)
        {
            yield return last;
        }
    }
}
