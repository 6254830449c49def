using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>What must be done to a host for it to be what its document says.</summary>
public sealed record HostPlan
{
    /// <summary>The PFs that the document means, in the order of the host; each is changed on its own, all side by side.</summary>
    public ImmutableArray<PfPlan> Pfs { get; init; } = [];

    /// <summary>PFs that the document does not mean.</summary>
    public ImmutableArray<LeftAlone> LeftAlone { get; init; } = [];

    /// <summary>Entries that mean nothing on this host.</summary>
    public ImmutableArray<Problem> Warnings { get; init; } = [];

    /// <summary>What the document says of drift.</summary>
    public DriftPolicy Drift { get; init; }

    /// <summary>The plans that can be executed.</summary>
    public IEnumerable<Plan> Ready => Pfs.Select(pf => pf.Result).OfType<PlanResult.Ready>().Select(ready => ready.Plan);

    /// <summary>Whether there is anything to do, possible or not.</summary>
    public bool IsPending => Pfs.Any(pf => pf.Result is not PlanResult.Nothing);

    /// <summary>Names of guests that notice.</summary>
    public ImmutableArray<string> Disturbs => [.. Ready.SelectMany(plan => plan.Disturbs).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether the host must reboot for it to take effect.</summary>
    public bool Reboot => Ready.Any(plan => plan.Reboot);

    /// <summary>How long it takes, roughly: as long as the PF that takes longest, for they are changed side by side.</summary>
    public TimeSpan Expected => Ready.Select(plan => plan.Expected).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>Why PFs cannot be made what the document says.</summary>
    public ImmutableArray<Problem> Refusals => [.. Pfs.Select(pf => pf.Result).OfType<PlanResult.Refused>().SelectMany(refused => refused.Problems)];
}

/// <summary>What must be done to one PF.</summary>
/// <param name="Pf">Its address.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Change">The wish; applying it executes the plan.</param>
/// <param name="Result">The plan, nothing, or why not.</param>
public sealed record PfPlan(PciAddress Pf, string Name, HostChange.ConformPf Change, PlanResult Result);
