using System.Collections.Immutable;
using Vfleet.Api.Agents;
using Vfleet.Domain.Observed;
using Vfleet.Host;

namespace Vfleet.Link.Reporting;

/// <summary>Reads what went through VFs that running guests have: only while some have one, and once for each sign of life at most.</summary>
/// <param name="open">Opens the host.</param>
/// <param name="times">How long to wait.</param>
/// <param name="time">The clock.</param>
internal sealed class TrafficReading(Func<IHost> open, LinkTimes times, TimeProvider time)
{
    // Signs of life come a fifth earlier or later.
    private readonly TimeSpan _least = times.Heartbeat * 0.7;
    private volatile ObservedHost? _host;
    private ImmutableArray<VfTraffic> _known = [];
    private long? _read;

    /// <summary>Told of each look at the host.</summary>
    /// <param name="host">What was seen.</param>
    public void Saw(ObservedHost host) => _host = host;

    /// <summary>Reads it, by one caller at a time.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The traffic of VFs that guests have; what was read last when that is not long ago.</returns>
    public async Task<ImmutableArray<VfTraffic>> ReadAsync(CancellationToken cancellationToken)
    {
        var pfs = (_host?.Pfs ?? []).Where(pf => pf.Vfs.Any(HasGuest)).ToList();
        if (pfs.Count == 0)
        {
            (_known, _read) = ([], null);
            return [];
        }

        if (_read is { } before && time.GetElapsedTime(before) < _least)
        {
            return _known;
        }

        var traffic = ImmutableArray.CreateBuilder<VfTraffic>();
        await using (var host = open())
        {
            foreach (var pf in pfs)
            {
                var guests = pf.Vfs.Where(HasGuest).Select(vf => vf.Id).ToHashSet();
                traffic.AddRange((await host.CountersAsync(pf, cancellationToken)).Where(counted => guests.Contains(counted.Vf)).Select(Of));
            }
        }

        (_known, _read) = (traffic.DrainToImmutable(), time.GetTimestamp());
        return _known;
    }

    private static bool HasGuest(ObservedVf vf) => vf.Guests.Any(use => use.Live);

    private static VfTraffic Of(ObservedCounters counted) => new(counted.Vf.Pf, counted.Vf.Index)
    {
        RxPackets = counted.RxPackets,
        TxPackets = counted.TxPackets,
        RxBytes = counted.RxBytes,
        TxBytes = counted.TxBytes,
        Broadcast = counted.Broadcast,
        Multicast = counted.Multicast,
        RxDropped = counted.RxDropped,
        TxDropped = counted.TxDropped,
    };
}
