namespace Vfleet.Domain.Matching;

/// <summary>
/// Gives VFs of one host to vNICs, all together, at the least cost: a flow from vNICs to PFs along successive shortest paths. VFs of a PF
/// are alike, so a PF is one node with a capacity. vNICs that must be on different PFs go through a node of their group and the PF,
/// through which only one can pass. It is used again and again and keeps its arrays.
/// </summary>
/// <remarks>
/// After each vNIC the flow is of least cost for the vNICs so far, and one that finds no path then would find none in any other order:
/// nothing that can be served is refused (Busacker and Gowen's method; the cost of a PF's further VFs must not fall).
/// </remarks>
internal sealed class Matcher
{
    /// <summary>What <see cref="PfOf"/> says of a vNIC that gets a bridge.</summary>
    public const int OnBridge = -2;

    /// <summary>What <see cref="PfOf"/> says of a vNIC that has nothing, and what stands for "no such".</summary>
    public const int None = -1;

    private const int Through = -2;
    private int _groups;
    private long[] _arcs = [];
    private long[] _bridges = [];
    private int[] _group = [];
    private bool[] _left = [];
    private int[] _pfOf = [];
    private int[] _capacity = [];
    private int[] _count = [];
    private int[] _free = [];
    private int[] _taken = [];
    private int[] _passing = [];
    private long[] _distance = [];
    private int[] _cameFrom = [];
    private int[] _mover = [];
    private bool[] _isWaiting = [];
    private int[] _waiting = [];

    /// <summary>How many vNICs there are.</summary>
    public int Nics { get; private set; }

    /// <summary>How many PFs there are.</summary>
    public int Pfs { get; private set; }

    /// <summary>Whether the emptiest PF is cheapest, else the fullest.</summary>
    public bool Spread { get; set; }

    /// <summary>What the last <see cref="Solve"/> cost.</summary>
    public long Cost { get; private set; }

    /// <summary>Begins a new question: no vNIC may go anywhere, no PF has a free VF.</summary>
    /// <param name="nics">How many vNICs there are.</param>
    /// <param name="pfs">How many PFs there are.</param>
    /// <param name="groups">How many groups of vNICs that must be on different PFs there are.</param>
    public void Begin(int nics, int pfs, int groups)
    {
        (Nics, Pfs, _groups) = (nics, pfs, groups);
        Fit(ref _arcs, nics * pfs);
        Fit(ref _bridges, nics);
        Fit(ref _group, nics);
        Fit(ref _left, nics);
        Fit(ref _pfOf, nics);
        Fit(ref _capacity, pfs);
        Fit(ref _count, pfs);
        Fit(ref _free, pfs);
        Fit(ref _taken, pfs);
        Fit(ref _passing, groups * pfs);
        var nodes = pfs * (groups + 1);
        Fit(ref _distance, nodes);
        Fit(ref _cameFrom, nodes);
        Fit(ref _mover, nodes);
        Fit(ref _isWaiting, nodes);
        Fit(ref _waiting, nodes + 1);
        _arcs.AsSpan(0, nics * pfs).Fill(None);
        _bridges.AsSpan(0, nics).Fill(None);
        _group.AsSpan(0, nics).Fill(None);
        _left.AsSpan(0, nics).Clear();
        _capacity.AsSpan(0, pfs).Clear();
    }

    /// <summary>Says how many VFs a PF has, and how many of them are free.</summary>
    public void SetPf(int pf, int count, int free) => (_count[pf], _free[pf], _capacity[pf]) = (count, free, free);

    /// <summary>Says that a vNIC may have a VF of a PF, and what that costs.</summary>
    public void Allow(int nic, int pf, long cost) => _arcs[(nic * Pfs) + pf] = cost;

    /// <summary>Says that a vNIC may not have a VF of a PF.</summary>
    public void Forbid(int nic, int pf) => _arcs[(nic * Pfs) + pf] = None;

    /// <summary>Whether a vNIC may have a VF of a PF.</summary>
    public bool MayHave(int nic, int pf) => _arcs[(nic * Pfs) + pf] >= 0;

    /// <summary>Says that a vNIC may have a bridge instead of a VF, and what that costs.</summary>
    public void AllowBridge(int nic, long cost) => _bridges[nic] = cost;

    /// <summary>Puts a vNIC into a group whose members must be on different PFs.</summary>
    public void SetGroup(int nic, int group) => _group[nic] = group;

    /// <summary>Leaves a vNIC out of the question, or takes it in again.</summary>
    public void LeaveOut(int nic, bool isLeft) => _left[nic] = isLeft;

    /// <summary>The PF of a vNIC after <see cref="Solve"/>; <see cref="OnBridge"/>, or <see cref="None"/> when it is left out.</summary>
    public int PfOf(int nic) => _pfOf[nic];

    /// <summary>Serves every vNIC that is not left out, at the least cost.</summary>
    /// <returns>Whether that is possible; else nothing that <see cref="PfOf"/> says counts.</returns>
    public bool Solve()
    {
        _pfOf.AsSpan(0, Nics).Fill(None);
        _taken.AsSpan(0, Pfs).Clear();
        _passing.AsSpan(0, _groups * Pfs).Fill(None);
        Cost = 0;
        for (var nic = 0; nic < Nics; nic++)
        {
            if (!_left[nic] && !Serve(nic))
            {
                return false;
            }
        }

        return true;
    }

    private bool Serve(int nic)
    {
        // Where the path ends: at a PF with a free VF (end), or with a vNIC (leaving) that goes from there to its bridge.
        var (best, end, leaving) = (_bridges[nic] >= 0 ? _bridges[nic] : long.MaxValue, None, nic);
        _distance.AsSpan(0, Pfs * (_groups + 1)).Fill(long.MaxValue);
        var (head, tail) = (0, 0);
        Leave(nic, None, 0, ref tail);
        while (head != tail)
        {
            var node = _waiting[head];
            head = Next(head);
            _isWaiting[node] = false;
            var distance = _distance[node];
            if (node >= Pfs)
            {
                var passing = _passing[node - Pfs];
                if (passing == None)
                {
                    Reach(node % Pfs, distance, Through, node, ref tail);
                }
                else
                {
                    Displace(passing, node, distance, ref tail, ref best, ref end, ref leaving);
                }

                continue;
            }

            if (_taken[node] < _capacity[node])
            {
                var total = distance + MatchWeights.UseOf(Spread, _count[node], _free[node], _taken[node]);
                if (total < best)
                {
                    (best, end, leaving) = (total, node, None);
                }
            }

            if (_taken[node] == 0)
            {
                continue;
            }

            for (var other = 0; other < Nics; other++)
            {
                if (_pfOf[other] == node)
                {
                    Displace(other, node, distance, ref tail, ref best, ref end, ref leaving);
                }
            }
        }

        if (best == long.MaxValue)
        {
            return false;
        }

        Cost += best;
        Follow(end, leaving);
        return true;
    }

    private void Displace(int nic, int node, long distance, ref int tail, ref long best, ref int end, ref int leaving)
    {
        var without = distance - _arcs[(nic * Pfs) + _pfOf[nic]];
        if (_bridges[nic] >= 0 && without + _bridges[nic] < best)
        {
            (best, end, leaving) = (without + _bridges[nic], node, nic);
        }

        Leave(nic, node, without, ref tail);
    }

    private void Leave(int nic, int node, long distance, ref int tail)
    {
        var first = _group[nic] < 0 ? 0 : Pfs * (_group[nic] + 1);
        for (var pf = 0; pf < Pfs; pf++)
        {
            var arc = _arcs[(nic * Pfs) + pf];
            if (arc >= 0 && pf != _pfOf[nic])
            {
                Reach(first + pf, distance + arc, nic, node, ref tail);
            }
        }
    }

    private void Reach(int node, long distance, int mover, int from, ref int tail)
    {
        if (distance >= _distance[node])
        {
            return;
        }

        (_distance[node], _mover[node], _cameFrom[node]) = (distance, mover, from);
        if (!_isWaiting[node])
        {
            _isWaiting[node] = true;
            _waiting[tail] = node;
            tail = Next(tail);
        }
    }

    private void Follow(int end, int leaving)
    {
        if (leaving != None)
        {
            _pfOf[leaving] = OnBridge;
        }

        for (var node = end; node != None; node = _cameFrom[node])
        {
            if (_mover[node] != Through)
            {
                _pfOf[_mover[node]] = node % Pfs;
            }
        }

        _taken.AsSpan(0, Pfs).Clear();
        _passing.AsSpan(0, _groups * Pfs).Fill(None);
        for (var nic = 0; nic < Nics; nic++)
        {
            if (_pfOf[nic] >= 0)
            {
                _taken[_pfOf[nic]]++;
                if (_group[nic] >= 0)
                {
                    _passing[(_group[nic] * Pfs) + _pfOf[nic]] = nic;
                }
            }
        }
    }

    private int Next(int position) => position == Pfs * (_groups + 1) ? 0 : position + 1;

    private static void Fit<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
