using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Planning;

/// <summary>What will be done to a host, in order. Made before anything is touched.</summary>
/// <param name="Title">What the plan achieves, for example <c>give enp1s0f0/3 to guest web1</c>.</param>
/// <param name="Steps">The steps in order.</param>
public sealed record Plan(string Title, ImmutableArray<PlanStep> Steps)
{
    /// <summary>The PF that is changed as a whole, so that nobody else may work on its VFs; null when only <see cref="Vf"/> is.</summary>
    public PciAddress? WholePf { get; init; }

    /// <summary>The VF that is changed; null when a whole PF is.</summary>
    public VfId? Vf { get; init; }

    /// <summary>Names of guests that notice.</summary>
    public ImmutableArray<string> Disturbs { get; init; } = [];

    /// <summary>Whether the host must reboot for it to take effect.</summary>
    public bool Reboot { get; init; }

    /// <summary>How long it takes, roughly.</summary>
    public TimeSpan Expected { get; init; }

    /// <summary>Things worth knowing that keep nobody from going on.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(Plan? other) =>
        other is not null && string.Equals(Title, other.Title, StringComparison.Ordinal) && WholePf == other.WholePf && Vf == other.Vf
        && Reboot == other.Reboot && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Title, Steps.Length, Vf, WholePf);
}

/// <summary>What became of a wish: refused, nothing to do, or a plan.</summary>
public abstract record PlanResult
{
    private PlanResult()
    {
    }

    /// <summary>It cannot be done, for all of these reasons.</summary>
    /// <param name="Problems">At least one.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : PlanResult
    {
        /// <summary>Refuses for one reason.</summary>
        /// <param name="problem">The reason.</param>
        public Refused(Problem problem)
            : this([problem])
        {
        }
    }

    /// <summary>Everything is as wished already.</summary>
    /// <param name="Because">In what state it is.</param>
    public sealed record Nothing(string Because) : PlanResult;

    /// <summary>It can be done like this.</summary>
    /// <param name="Plan">The plan.</param>
    public sealed record Ready(Plan Plan) : PlanResult;
}
