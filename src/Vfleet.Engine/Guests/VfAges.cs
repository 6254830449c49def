using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>For how long VFs have had something left on them, or have been suspect and clean, as far as this engine has seen it. One thread looks, others read.</summary>
internal sealed class VfAges(FleetState state, TimeProvider time)
{
    private static readonly TimeSpan s_shown = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_unclean = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_clean = TimeSpan.FromMinutes(5);
    private ImmutableDictionary<VfKey, DateTimeOffset> _unclean = ImmutableDictionary<VfKey, DateTimeOffset>.Empty;
    private ImmutableDictionary<VfKey, DateTimeOffset> _clean = ImmutableDictionary<VfKey, DateTimeOffset>.Empty;

    /// <summary>VFs of a host on which something has been left for 15 seconds.</summary>
    public ImmutableHashSet<VfKey> Unclean(Guid host) => Since(Volatile.Read(ref _unclean), host, s_shown);

    /// <summary>VFs of a host on which something has been left for two minutes.</summary>
    public ImmutableHashSet<VfKey> LongUnclean(Guid host) => Since(Volatile.Read(ref _unclean), host, s_unclean);

    /// <summary>Suspect VFs of a host that have been clean for five minutes.</summary>
    public ImmutableHashSet<VfKey> LongClean(Guid host) => Since(Volatile.Read(ref _clean), host, s_clean);

    /// <summary>Looks at the fleet as it is.</summary>
    public void Look()
    {
        var unclean = from inventory in state.Inventories.Values
                      from pf in inventory.Pfs
                      from vf in pf.Vfs
                      where vf.IsUnclean || !vf.Leftovers.IsDefaultOrEmpty
                      select new VfKey(inventory.HostId, pf.Address, vf.Index);
        var clean = state.Claims.All.Where(claim => claim.State == ClaimState.Suspect && IsClean(claim.Vf)).Select(claim => claim.Vf);
        Volatile.Write(ref _unclean, Aged(_unclean, unclean));
        Volatile.Write(ref _clean, Aged(_clean, clean));
    }

    private ImmutableDictionary<VfKey, DateTimeOffset> Aged(ImmutableDictionary<VfKey, DateTimeOffset> before, IEnumerable<VfKey> now) =>
        now.Distinct().ToImmutableDictionary(vf => vf, vf => before.TryGetValue(vf, out var since) ? since : time.GetUtcNow());

    private ImmutableHashSet<VfKey> Since(ImmutableDictionary<VfKey, DateTimeOffset> ages, Guid host, TimeSpan age) =>
        [.. ages.Where(one => one.Key.HostId == host && time.GetUtcNow() - one.Value >= age).Select(one => one.Key)];

    private bool IsClean(VfKey vf) => state.InventoryOf(vf.HostId)?.Pf(vf.Pf) is { } pf && vf.Index < pf.NumVfs
        && (pf.Vfs.FirstOrDefault(one => one.Index == vf.Index) is not { } said || (said.Holds.IsEmpty && !said.IsUnclean && said.Guest is null));
}
