namespace Vfleet.Domain.Placement;

/// <summary>A set of hosts that is kept: which of them pass a test that depends on nothing but the host (and on networks, see <see cref="Version"/>).</summary>
internal abstract class HostFilter
{
    private ulong[] _bits = [];
    private int _generation = -1;
    private long _seen;
    private int _version;

    /// <summary>The hosts that pass now, by slot.</summary>
    public ulong[] Passing(HostIndex hosts)
    {
        if (_generation != hosts.Generation || _version != Version || !hosts.Reaches(_seen))
        {
            if (_bits.Length != hosts.Words)
            {
                _bits = new ulong[hosts.Words];
            }

            // There may be fewer slots than before, and no bit may stand where there is none.
            Array.Clear(_bits);
            for (var slot = 0; slot < hosts.Count; slot++)
            {
                Look(hosts, slot);
            }
        }
        else
        {
            for (var position = _seen; position < hosts.LogEnd; position++)
            {
                var slot = hosts.Logged(position);
                if (slot >= 0)
                {
                    Look(hosts, slot);
                }
            }
        }

        (_generation, _seen, _version) = (hosts.Generation, hosts.LogEnd, Version);
        return _bits;
    }

    /// <summary>Changes when all hosts must be looked at again.</summary>
    protected virtual int Version => 0;

    protected abstract bool Passes(HostEntry host);

    private void Look(HostIndex hosts, int slot) => Bits.Write(_bits, slot, hosts[slot] is { } host && Passes(host));
}

/// <summary>Hosts of a cluster that are up and have reported.</summary>
internal sealed class ClusterFilter(Guid cluster) : HostFilter
{
    protected override bool Passes(HostEntry host) => host.IsUp && host.Host!.ClusterId == cluster && host.Cluster is not null;
}

/// <summary>Hosts that have so much memory and so many CPUs left.</summary>
internal sealed class RoomFilter(long memory, long cpus) : HostFilter
{
    protected override bool Passes(HostEntry host) => host.FreeMemory >= memory && host.FreeCpus >= cpus;
}

/// <summary>Hosts that have a bridge of a network.</summary>
internal sealed class BridgeFilter(Guid network) : HostFilter
{
    protected override bool Passes(HostEntry host) => host.Bridge(network) is not null;
}

/// <summary>Hosts of one part.</summary>
internal sealed class PartitionFilter(Partition part) : HostFilter
{
    protected override bool Passes(HostEntry host) => part.Holds(host.Id);
}

/// <summary>Hosts that could serve so many vNICs of one need, if those were alone.</summary>
/// <param name="need">The need.</param>
/// <param name="count">How many vNICs.</param>
/// <param name="near">Whether only PFs count that have a link and are not on another NUMA node.</param>
/// <param name="node">The NUMA node of the VM.</param>
/// <param name="networks">The networks.</param>
internal sealed class NeedFilter(Need need, int count, bool near, int? node, NetworkIndex networks) : HostFilter
{
    protected override int Version => networks.Version;

    protected override bool Passes(HostEntry host)
    {
        var free = 0;
        foreach (var pf in host.Pfs)
        {
            if (pf.Free > 0 && (!near || (pf.Pf.HasLink != false && HostFit.IsNear(pf.Pf, node))) && need.Allows(pf.Class, networks, out _))
            {
                free += pf.Free;
                if (free >= count)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
