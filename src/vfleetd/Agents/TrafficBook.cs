using System.Collections.Concurrent;
using System.Collections.Frozen;
using Vfleet.Api.Agents;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Server.Agents;

/// <summary>What went through VFs, as agents last said. It is kept in memory only: each sign of life of an agent brings it anew.</summary>
/// <param name="time">The clock.</param>
internal sealed class TrafficBook(TimeProvider time)
{
    // Six signs of life; a host that talks to another engine now must not show what it said here once.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, (DateTimeOffset At, FrozenDictionary<(PciAddress Pf, int Vf), VfTraffic> Vfs)> _hosts = new();

    /// <summary>Takes over what a host said.</summary>
    /// <param name="host">The host.</param>
    /// <param name="traffic">What it said; null or empty for nothing.</param>
    public void Put(Guid host, IReadOnlyList<VfTraffic>? traffic)
    {
        if (traffic is not { Count: > 0 })
        {
            _hosts.TryRemove(host, out _);
            return;
        }

        _hosts[host] = (time.GetUtcNow(), traffic.DistinctBy(one => (one.Pf, one.Vf)).ToFrozenDictionary(one => (one.Pf, one.Vf)));
    }

    /// <summary>What went through a VF.</summary>
    /// <param name="vf">The VF.</param>
    /// <returns>It; null when its host has not said it for a minute.</returns>
    public VfTraffic? Of(VfKey vf) =>
        _hosts.TryGetValue(vf.HostId, out var said) && time.GetUtcNow() - said.At < Kept ? said.Vfs.GetValueOrDefault((vf.Pf, vf.Index)) : null;
}
