using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Storage;

namespace Vfleet.Engine.State;

/// <summary>The claims of the fleet, as this engine knows them, by VF, by VM and by host. Reading takes no lock; one thread at a time writes.</summary>
public sealed class ClaimBook
{
    private readonly ConcurrentDictionary<VfKey, StoredClaim> _byVf = new();
    private readonly ConcurrentDictionary<Guid, ImmutableArray<Claim>> _byVm = new();
    private readonly ConcurrentDictionary<Guid, ImmutableArray<Claim>> _byHost = new();
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<Claim> All => _byVf.Select(pair => pair.Value.Claim).OfType<Claim>();

    /// <summary>The claim on a VF.</summary>
    /// <param name="vf">The VF.</param>
    /// <returns>It; null when there is none.</returns>
    public Claim? On(VfKey vf) => _byVf.TryGetValue(vf, out var stored) ? stored.Claim : null;

    /// <summary>The commit that last changed the claim on a VF.</summary>
    /// <param name="vf">The VF.</param>
    /// <returns>Its number; 0 when it never had one.</returns>
    public long RevisionOf(VfKey vf) => _byVf.TryGetValue(vf, out var stored) ? stored.Revision : 0;

    /// <summary>The claims of a VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>Them.</returns>
    public ImmutableArray<Claim> Of(Guid vm) => _byVm.TryGetValue(vm, out var claims) ? claims : [];

    /// <summary>The claims on VFs of a host.</summary>
    /// <param name="host">The host.</param>
    /// <returns>Them.</returns>
    public ImmutableArray<Claim> OnHost(Guid host) => _byHost.TryGetValue(host, out var claims) ? claims : [];

    internal bool Apply(StoredClaim stored)
    {
        var before = _byVf.TryGetValue(stored.Vf, out var known) ? known : default;
        if (before.Revision >= stored.Revision && before.Revision > 0)
        {
            return false;
        }

        _byVf[stored.Vf] = stored;
        if (before.Claim is { } old)
        {
            Remove(_byVm, old.VmId, old);
            Remove(_byHost, old.Vf.HostId, old);
            _count--;
        }

        if (stored.Claim is { } claim)
        {
            Add(_byVm, claim.VmId, claim);
            Add(_byHost, claim.Vf.HostId, claim);
            _count++;
        }

        return true;
    }

    private static void Add(ConcurrentDictionary<Guid, ImmutableArray<Claim>> index, Guid key, Claim claim) =>
        index[key] = index.TryGetValue(key, out var claims) ? claims.Add(claim) : [claim];

    private static void Remove(ConcurrentDictionary<Guid, ImmutableArray<Claim>> index, Guid key, Claim claim)
    {
        var left = index[key].Remove(claim);
        if (left.IsEmpty)
        {
            index.TryRemove(key, out _);
        }
        else
        {
            index[key] = left;
        }
    }
}
