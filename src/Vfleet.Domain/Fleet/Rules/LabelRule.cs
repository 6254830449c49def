using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What the labels of networks and VFs configurations may be: letters, digits, - and _, as oVirt's.</summary>
internal static class LabelRule
{
    /// <summary>Characters of a label.</summary>
    public const int Longest = 128;

    public static IEnumerable<Problem> CheckOne(string label, string path)
    {
        if (label.Length is 0 or > Longest || !label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
        {
            yield return new Problem(
                FleetCode.NetworkLabelInvalid,
                $"'{label}' cannot be a label",
                $"give 1 to {Longest} of the characters a-z, A-Z, 0-9, - and _",
                path);
        }
    }

    /// <summary>Each of the labels, and that none is there twice.</summary>
    public static IEnumerable<Problem> Check(ImmutableArray<string> labels, ProblemCode twice)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            foreach (var problem in CheckOne(labels[i], $"labels[{i}]"))
            {
                yield return problem;
            }

            if (labels.IndexOf(labels[i], 0, StringComparer.Ordinal) < i)
            {
                yield return new Problem(twice, $"the label '{labels[i]}' was given twice", "give it once", $"labels[{i}]");
            }
        }
    }
}
