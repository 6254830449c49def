using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>
/// The hosts in order of name, each with a slot, so that sets of hosts are sets of bits and the lowest bit is the first host by name. What
/// changes is logged, and a <see cref="HostFilter"/> looks again only at hosts that changed since it was last asked.
/// </summary>
internal sealed class HostIndex
{
    /// <summary>Hosts with as many free VFs or more share the last bucket.</summary>
    public const int LastBucket = 1023;

    private const int LogLength = 1 << 14;
    private const int FirstClassLimit = 4096;
    private readonly Dictionary<Guid, HostEntry> _entries = [];
    private readonly int[] _log = new int[LogLength];
    private readonly List<ulong[]?> _buckets = [];
    private readonly List<int> _bucketSizes = [];
    private HostEntry?[] _slots = [];
    private long[] _freeMemory = [];
    private long[] _lastLogged = [];
    private int[] _bucketOf = [];
    private int _classLimit = FirstClassLimit;
    private bool _isOrderOld;

    /// <summary>How many slots there are; hosts that were removed leave empty ones until the next order is made.</summary>
    public int Count => _slots.Length;

    public int Words => Bits.Words(Count);

    /// <summary>Changes when slots are given anew.</summary>
    public int Generation { get; private set; }

    /// <summary>How many changes were logged ever.</summary>
    public long LogEnd { get; private set; }

    public IReadOnlyCollection<HostEntry> Entries => _entries.Values;

    public HostEntry? this[int slot] => _slots[slot];

    public HostEntry? Find(Guid id) => _entries.GetValueOrDefault(id);

    /// <summary>The entry of a host, made when it is not there.</summary>
    public HostEntry Entry(Guid id)
    {
        if (!_entries.TryGetValue(id, out var entry))
        {
            _entries[id] = entry = new HostEntry(id);
        }

        return entry;
    }

    public void SetHost(HostEntry entry, FleetHost? host)
    {
        _isOrderOld |= host is not null && (entry.Slot < 0 || entry.Host?.Name != host.Name);
        entry.Host = host;
        if (host is null && entry.Slot >= 0)
        {
            Touch(entry);
            MoveTo(entry.Slot, -1);
            _slots[entry.Slot] = null;
            entry.Slot = -1;
        }

        Touch(entry);
    }

    public long FreeMemory(int slot) => _freeMemory[slot];

    /// <summary>Hosts with some number of free VFs; null when there are none.</summary>
    public ulong[]? Bucket(int free) => free < _buckets.Count && _bucketSizes[free] > 0 ? _buckets[free] : null;

    /// <summary>How many buckets there are.</summary>
    public int Buckets => _buckets.Count;

    /// <summary>Says that something about a host changed.</summary>
    public void Touch(HostEntry entry)
    {
        if (entry.Slot < 0 || _isOrderOld)
        {
            return;
        }

        Note(entry);
        _lastLogged[entry.Slot] = LogEnd;
        _log[LogEnd++ & (LogLength - 1)] = entry.Slot;
    }

    /// <summary>Which slots changed since a filter looked; it must look at all when too many did.</summary>
    /// <param name="since">What <see cref="LogEnd"/> was then.</param>
    /// <returns>Whether the log reaches back that far, and going through it is less than going through all hosts.</returns>
    public bool Reaches(long since) => LogEnd - since <= Math.Min(LogLength, Count);

    /// <summary>A logged slot; -1 when it is logged again later.</summary>
    public int Logged(long position)
    {
        var slot = _log[position & (LogLength - 1)];
        return _lastLogged[slot] == position ? slot : -1;
    }

    /// <summary>Gives slots anew when hosts came or were renamed. Call it before slots are used.</summary>
    public void Order(NetworkIndex networks)
    {
        if (networks.Classes > _classLimit)
        {
            networks.ForgetClasses();
            foreach (var entry in _entries.Values)
            {
                entry.Rebuild(networks);
            }

            _classLimit = Math.Max(FirstClassLimit, 2 * networks.Classes);
            _isOrderOld = true;
        }

        if (!_isOrderOld)
        {
            return;
        }

        _isOrderOld = false;
        Generation++;
        _slots = [.. _entries.Values.Where(entry => entry.Host is not null).OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Id)];
        (_freeMemory, _lastLogged, _bucketOf) = (new long[Count], new long[Count], new int[Count]);
        Array.Fill(_bucketOf, -1);
        _buckets.Clear();
        _bucketSizes.Clear();
        for (var slot = 0; slot < Count; slot++)
        {
            _slots[slot]!.Slot = slot;
            Note(_slots[slot]!);
        }
    }

    private void Note(HostEntry entry)
    {
        _freeMemory[entry.Slot] = entry.FreeMemory;
        MoveTo(entry.Slot, Math.Min(entry.FreeVfs, LastBucket));
    }

    private void MoveTo(int slot, int bucket)
    {
        var before = _bucketOf[slot];
        if (before == bucket)
        {
            return;
        }

        if (before >= 0)
        {
            Bits.Write(_buckets[before]!, slot, false);
            _bucketSizes[before]--;
        }

        _bucketOf[slot] = bucket;
        if (bucket < 0)
        {
            return;
        }

        while (_buckets.Count <= bucket)
        {
            _buckets.Add(null);
            _bucketSizes.Add(0);
        }

        Bits.Write(_buckets[bucket] ??= new ulong[Words], slot, true);
        _bucketSizes[bucket]++;
    }
}
