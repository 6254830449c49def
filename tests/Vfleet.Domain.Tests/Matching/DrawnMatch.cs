using Vfleet.Domain.Matching;

namespace Vfleet.Domain.Tests.Matching;

/// <summary>A question for the matcher drawn by chance, small enough to try every answer.</summary>
internal sealed class DrawnMatch
{
    private static readonly long[] Weights =
        [MatchWeights.Order, MatchWeights.Use, MatchWeights.Scarcity, MatchWeights.Flexibility, MatchWeights.Numa, MatchWeights.NoLink];

    private readonly int _groups;
    private readonly bool _spread;
    private readonly (int Count, int Free)[] _pfs;
    private readonly int[] _group;
    private readonly bool[] _bridge;
    private readonly long?[][] _arcs;

    public DrawnMatch(Random random)
    {
        Nics = random.Next(1, 6);
        _spread = random.Next(2) == 0;
        _groups = random.Next(0, 3);
        _pfs = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (4, random.Next(0, 4)))];
        _group = [.. Enumerable.Range(0, Nics).Select(_ => random.Next(-1, _groups))];
        _bridge = [.. Enumerable.Range(0, Nics).Select(_ => random.Next(4) == 0)];
        _arcs = [.. Enumerable.Range(0, Nics).Select(_ => _pfs.Select(_ => random.Next(3) == 0 ? (long?)null : random.Next(4) * Weights[random.Next(Weights.Length)]).ToArray())];
    }

    public int Nics { get; }

    public void Ask(Matcher matcher)
    {
        matcher.Begin(Nics, _pfs.Length, _groups);
        matcher.Spread = _spread;
        for (var pf = 0; pf < _pfs.Length; pf++)
        {
            matcher.SetPf(pf, _pfs[pf].Count, _pfs[pf].Free);
        }

        for (var nic = 0; nic < Nics; nic++)
        {
            matcher.SetGroup(nic, _group[nic]);
            if (_bridge[nic])
            {
                matcher.AllowBridge(nic, MatchWeights.Bridge);
            }

            for (var pf = 0; pf < _pfs.Length; pf++)
            {
                if (_arcs[nic][pf] is { } cost)
                {
                    matcher.Allow(nic, pf, cost);
                }
            }
        }
    }

    /// <summary>The cost of an answer; null when it is not allowed.</summary>
    public long? CostOf(int[] answer)
    {
        long cost = 0;
        for (var nic = 0; nic < Nics; nic++)
        {
            var pf = answer[nic];
            var own = pf >= 0 ? _arcs[nic][pf] : pf == Matcher.OnBridge && _bridge[nic] ? MatchWeights.Bridge : null;
            if (own is not { } allowed || (pf >= 0 && _group[nic] >= 0 && Enumerable.Range(0, nic).Any(other => answer[other] == pf && _group[other] == _group[nic])))
            {
                return null;
            }

            cost += allowed;
        }

        for (var pf = 0; pf < _pfs.Length; pf++)
        {
            var taken = answer.Count(one => one == pf);
            if (taken > _pfs[pf].Free)
            {
                return null;
            }

            cost += Enumerable.Range(0, taken).Sum(further => MatchWeights.UseOf(_spread, _pfs[pf].Count, _pfs[pf].Free, further));
        }

        return cost;
    }

    /// <summary>The least cost of all answers; null when none is allowed.</summary>
    public long? LeastCost() => Answers(Nics).Min(CostOf);

    private IEnumerable<int[]> Answers(int nics) => nics == 0
        ? [[]]
        : from answer in Answers(nics - 1)
          from pf in Enumerable.Range(0, _pfs.Length).Append(Matcher.OnBridge)
          select (int[])[.. answer, pf];
}
