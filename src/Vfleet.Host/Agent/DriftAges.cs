using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Host.Agent;

/// <summary>Since when PFs have drifted: what is gone again in a moment was somebody's work in progress.</summary>
/// <param name="settle">How long a drift must last.</param>
/// <param name="time">The clock.</param>
internal sealed class DriftAges(TimeSpan settle, TimeProvider time)
{
    private readonly Dictionary<PciAddress, PfJudgement> _before = [];
    private readonly Dictionary<PciAddress, long> _since = [];

    /// <summary>How long until the youngest drift is old enough; null when none is too young.</summary>
    public TimeSpan? Left
    {
        get
        {
            var young = _since.Values.Select(since => settle - time.GetElapsedTime(since)).Where(left => left > TimeSpan.Zero).ToList();
            return young.Count == 0 ? null : young.Max();
        }
    }

    /// <summary>Leaves PFs whose drift is too young as they were judged before.</summary>
    /// <param name="judgements">What they are now.</param>
    /// <returns>What is to be told and done.</returns>
    public ImmutableArray<PfJudgement> Settled(ImmutableArray<PfJudgement> judgements)
    {
        foreach (var gone in _before.Keys.Except(judgements.Select(judgement => judgement.Pf)).ToList())
        {
            _before.Remove(gone);
            _since.Remove(gone);
        }

        return [.. judgements.Select(Settled)];
    }

    private PfJudgement Settled(PfJudgement now)
    {
        var before = _before.GetValueOrDefault(now.Pf);
        if (now.State == PfCondition.Drifted && before is { State: PfCondition.Right, Work: null })
        {
            if (_since.TryAdd(now.Pf, time.GetTimestamp()) || time.GetElapsedTime(_since[now.Pf]) < settle)
            {
                return before;
            }
        }

        _since.Remove(now.Pf);
        return _before[now.Pf] = now;
    }
}
