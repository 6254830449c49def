using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>Networks, vNIC profiles, and what was found about which PFs serve which: everything that hosts share.</summary>
internal sealed class NetworkIndex
{
    private const int MostNeeds = 4096;
    private readonly Dictionary<Guid, KnownNetwork> _networks = [];
    private readonly Dictionary<Guid, VnicProfile> _profiles = [];
    private readonly Dictionary<(Guid Network, FunctionTags OfProfile, FunctionTags OfNic), Need> _needs = [];
    private readonly Dictionary<string, PfClass> _classes = new(StringComparer.Ordinal);
    private int _ordinals;

    /// <summary>Changes whenever a network does: what was found about classes before counts no more.</summary>
    public int Version { get; private set; }

    /// <summary>How many networks there are for VMs.</summary>
    public int Count { get; private set; }

    /// <summary>How many classes were ever made since the last <see cref="ForgetClasses"/>.</summary>
    public int Classes => _classes.Count;

    public void Set(Network network) => Change(network.Id, network);

    public void RemoveNetwork(Guid id) => Change(id, null);

    public void Set(VnicProfile profile) => _profiles[profile.Id] = profile;

    public void RemoveProfile(Guid id) => _profiles.Remove(id);

    public VnicProfile? Profile(Guid id) => _profiles.GetValueOrDefault(id);

    /// <summary>A network; one that was not set yet is known by its id alone.</summary>
    public KnownNetwork Network(Guid id)
    {
        if (!_networks.TryGetValue(id, out var known))
        {
            _networks[id] = known = new KnownNetwork(id, _ordinals++);
        }

        return known;
    }

    /// <summary>What a vNIC of a profile asks of a PF.</summary>
    public Need Need(VnicProfile profile, Vnic nic)
    {
        var key = (profile.NetworkId, profile.Requires, nic.Requires);
        if (!_needs.TryGetValue(key, out var need))
        {
            if (_needs.Count >= MostNeeds)
            {
                _needs.Clear();
            }

            _needs[key] = need = new Need(Network(profile.NetworkId), profile.Requires, nic.Requires);
        }

        return need;
    }

    /// <summary>The class of a PF.</summary>
    public PfClass Class(VfsConfiguration configuration, InventoryPf pf)
    {
        var key = PfClass.KeyOf(configuration, pf);
        if (!_classes.TryGetValue(key, out var found))
        {
            _classes[key] = found = new PfClass(_classes.Count, configuration, pf);
            foreach (var network in _networks.Values)
            {
                found.Judge(network.Ordinal, network.Network);
            }
        }

        return found;
    }

    /// <summary>Begins anew with classes; every PF must be given its class again.</summary>
    public void ForgetClasses()
    {
        _classes.Clear();
        _needs.Clear();
        Version++;
    }

    private void Change(Guid id, Network? network)
    {
        var known = Network(id);
        if (known.Network == network)
        {
            return;
        }

        Count += (network is { IsVmNetwork: true } ? 1 : 0) - (known.Network is { IsVmNetwork: true } ? 1 : 0);
        known.Network = network;
        Version++;
        foreach (var pfClass in _classes.Values)
        {
            pfClass.Judge(known.Ordinal, network);
        }
    }
}

/// <summary>A network and its number in the picture.</summary>
internal sealed class KnownNetwork(Guid id, int ordinal)
{
    public Guid Id => id;

    public int Ordinal => ordinal;

    /// <summary>The network as it is now; null while it is not known.</summary>
    public Network? Network { get; set; }
}
