using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Host.Restoring;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeHost;

/// <summary>What is kept of a scripted host's PFs; what restoring them comes to is scripted too.</summary>
public sealed class ScriptedKeeping : IHostKeeping
{
    public Dictionary<PciAddress, PfState> States { get; } = [];

    /// <summary>Files that cannot be understood.</summary>
    public ImmutableArray<Problem> Damaged { get; init; } = [];

    /// <summary>What becomes of a PF; without an entry nothing is to do.</summary>
    public Dictionary<PciAddress, PfRestoring> Outcomes { get; } = [];

    /// <summary>What was asked for, in order.</summary>
    public List<(PciAddress Pf, RestoreScope Scope)> Restored { get; } = [];

    public string? BootId { get; init; }

    public bool IsRestored(PciAddress pf) => true;

    public ImmutableDictionary<PciAddress, PfState> ReadAll(out ImmutableArray<Problem> problems)
    {
        problems = Damaged;
        return States.ToImmutableDictionary();
    }

    public Task<PfRestoring> RestoreAsync(PciAddress pf, RestoreScope scope, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        lock (Restored)
        {
            Restored.Add((pf, scope));
        }

        return Task.FromResult(Outcomes.GetValueOrDefault(pf, new PfRestoring(pf, pf.ToString())));
    }

    public Problem? Forget(PciAddress pf) =>
        States.Remove(pf) ? null : new Problem(ProblemCode.PfUnknown, $"nothing is kept of {pf}", "'vfleet pf kept' shows what is kept");

    public Problem? Move(PciAddress from, PciAddress to)
    {
        if (!States.Remove(from, out var state))
        {
            return new Problem(ProblemCode.PfUnknown, $"nothing is kept of {from}", "'vfleet pf kept' shows what is kept");
        }

        States[to] = new PfState(to) { Kept = state.Kept, Card = state.Card };
        return null;
    }
}
