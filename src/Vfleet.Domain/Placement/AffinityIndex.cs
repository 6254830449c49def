using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>Which VMs of which affinity groups are on which hosts, placed or only tentatively.</summary>
internal sealed class AffinityIndex(HostIndex hosts)
{
    private readonly Dictionary<(Guid Cluster, string Group), AffinityGroup> _groups = [];

    /// <summary>A group; null while no member has a host.</summary>
    public AffinityGroup? Find(Guid cluster, string name) => _groups.GetValueOrDefault((cluster, name));

    public void Add(Vm vm, Guid host, bool isTentative)
    {
        var entry = hosts.Entry(host);
        foreach (var affinity in vm.Affinity)
        {
            if (!_groups.TryGetValue((vm.ClusterId, affinity.Group), out var group))
            {
                _groups[(vm.ClusterId, affinity.Group)] = group = new AffinityGroup();
            }

            group.Add(entry, new(vm.Id, affinity is { Kind: AffinityKind.Apart, IsHard: true }, isTentative));
            hosts.Touch(entry);
        }
    }

    public void Remove(Vm vm, Guid host, bool isTentative)
    {
        var entry = hosts.Entry(host);
        foreach (var affinity in vm.Affinity)
        {
            if (Find(vm.ClusterId, affinity.Group) is not { } group)
            {
                continue;
            }

            group.Remove(entry, vm.Id, isTentative);
            hosts.Touch(entry);
            if (group.IsEmpty)
            {
                _groups.Remove((vm.ClusterId, affinity.Group));
            }
        }
    }
}

/// <summary>An affinity group's members that have a host.</summary>
internal sealed class AffinityGroup
{
    private readonly Dictionary<HostEntry, List<AffinityMember>> _members = [];
    private readonly Dictionary<Guid, List<HostEntry>> _hostsOf = [];
    private readonly MemberFilter _any;
    private readonly MemberFilter _alone;

    public AffinityGroup()
    {
        _any = new(this, false);
        _alone = new(this, true);
    }

    public bool IsEmpty => _members.Count == 0;

    /// <summary>Hosts with a member.</summary>
    public HostFilter Any => _any;

    /// <summary>Hosts with a member that must be apart from every other.</summary>
    public HostFilter Alone => _alone;

    public IEnumerable<HostEntry> Hosts => _members.Keys;

    /// <summary>Where a VM is a member; a host is there once for each place, written down or tentative.</summary>
    public IReadOnlyList<HostEntry> HostsOf(Guid vm) => _hostsOf.TryGetValue(vm, out var hosts) ? hosts : [];

    public void Add(HostEntry host, AffinityMember member)
    {
        if (!_members.TryGetValue(host, out var members))
        {
            _members[host] = members = [];
        }

        members.Add(member);
        if (!_hostsOf.TryGetValue(member.VmId, out var hosts))
        {
            _hostsOf[member.VmId] = hosts = [];
        }

        hosts.Add(host);
    }

    public void Remove(HostEntry host, Guid vm, bool isTentative)
    {
        if (_members.TryGetValue(host, out var members))
        {
            var at = members.FindIndex(member => member.VmId == vm && member.IsTentative == isTentative);
            if (at >= 0)
            {
                members.RemoveAt(at);
                var hosts = _hostsOf[vm];
                hosts.Remove(host);
                if (hosts.Count == 0)
                {
                    _hostsOf.Remove(vm);
                }
            }

            if (members.Count == 0)
            {
                _members.Remove(host);
            }
        }
    }

    /// <summary>Whether a host has a member other than a VM itself.</summary>
    public bool HasOther(HostEntry host, Guid vm, bool alone = false) =>
        _members.TryGetValue(host, out var members) && members.Exists(member => member.VmId != vm && (member.IsAlone || !alone));

    /// <summary>The members on a host.</summary>
    public IReadOnlyList<AffinityMember> On(HostEntry host) => _members.TryGetValue(host, out var members) ? members : [];

    private sealed class MemberFilter(AffinityGroup group, bool alone) : HostFilter
    {
        protected override bool Passes(HostEntry host) => group._members.TryGetValue(host, out var members) && (!alone || members.Exists(member => member.IsAlone));
    }
}

/// <summary>A member of a group on a host.</summary>
/// <param name="VmId">The VM.</param>
/// <param name="IsAlone">Whether it must be apart from every other.</param>
/// <param name="IsTentative">Whether its place is not written down yet.</param>
internal readonly record struct AffinityMember(Guid VmId, bool IsAlone, bool IsTentative);
