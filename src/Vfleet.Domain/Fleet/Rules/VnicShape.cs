using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a vNIC must be, whatever it was before.</summary>
internal static class VnicShape
{
    /// <summary>Characters of the word that separates vNICs.</summary>
    private const int LongestSeparate = 64;

    public static IEnumerable<Problem> Check(Vm vm, Vnic nic, IFleetView view) =>
    [
        .. NameRule.Check(nic.Name),
        .. NameRule.CheckChoice<VnicType>(nic.Type, "type", "type"),
        .. CheckProfile(vm, nic, view),
        .. CheckPassthrough(nic),
        .. CheckMac(vm, nic, view),
        .. nic.Separate is { } word ? NameRule.Check(word, "separate", LongestSeparate) : [],
        .. ProfileSettingsRule.CheckTags(nic.Requires, "requires"),
        .. PinRule.Check(vm, nic, view),
    ];

    /// <summary>That a vNIC has nothing in common with those before it in the VM that only one may have.</summary>
    public static IEnumerable<Problem> CheckApart(Vm vm, int index)
    {
        var nic = vm.Nics[index];
        var others = vm.Nics.Take(index).ToList();
        if (others.Any(other => other.Id == nic.Id))
        {
            yield return new Problem(
                FleetCode.VnicIdGivenTwice,
                $"two vNICs have the id {nic.Id:D}",
                "leave the ids out to be given some",
                "id");
        }

        if (others.Any(other => other.Name == nic.Name))
        {
            yield return new Problem(
                FleetCode.VnicNameInUse,
                $"another vNIC of {vm.Name} is called '{nic.Name}'",
                "choose another name",
                "name");
        }

        if (nic.IsPlugged && nic.Mac.IsUnicast && others.Any(other => other.IsPlugged && other.Mac == nic.Mac))
        {
            yield return FleetNames.TakenMac(nic.Mac.ToString(), "mac");
        }

        foreach (var problem in PinRule.CheckApart(nic, others))
        {
            yield return problem;
        }
    }

    /// <summary>That the guest has a slot for each vNIC, and one more for each failover twin.</summary>
    public static IEnumerable<Problem> CheckSlots(Vm vm, IFleetView view)
    {
        var needed = vm.Nics.Sum(nic => nic.ProfileId is { } id && view.TryGet(id, out VnicProfile? profile) && profile.FailoverId is not null ? 2 : 1);
        if (needed > VnicRule.Slots)
        {
            yield return new Problem(
                FleetCode.VnicTooMany,
                $"{vm.Name} needs {needed} PCI slots for its vNICs and their failovers",
                $"give it vNICs that need at most {VnicRule.Slots}");
        }
    }

    private static IEnumerable<Problem> CheckProfile(Vm vm, Vnic nic, IFleetView view)
    {
        if (!ReferenceRule.TryProfile(nic.ProfileId, view, out var profile, out var network))
        {
            return nic.ProfileId is { } id
                ? [ReferenceRule.Missing(FleetCode.ProfileUnknown, "vNIC profile", id, "profile")]
                : CheckType(nic, hasVfs: false, "a vNIC without a profile has no VF");
        }

        var networks = ReferenceRule.TryProfile(profile.FailoverId, view, out _, out var failover) && failover.Id != network.Id
            ? ImmutableArray.Create(network, failover) : [network];
        return
        [
            .. CheckType(nic, profile.HasVfs(), $"the passthrough of the profile {profile.Name} is {profile.Passthrough.ToString().ToLowerInvariant()}"),
            .. view.TryGet(vm.ClusterId, out Cluster? cluster) ? networks.Where(each => !each.IsIn(cluster)).Select(each => NotIn(each, cluster)) : [],
        ];
    }

    private static Problem NotIn(Network network, Cluster cluster) => new(
        FleetCode.NetworkNotInCluster,
        $"the cluster {cluster.Name} does not have the network {network.Name}",
        "name a profile of a network of the cluster, or add the cluster to the network's",
        "profile");

    private static IEnumerable<Problem> CheckType(Vnic nic, bool hasVfs, string reason)
    {
        if (nic.Type == VnicType.PciPassthrough != hasVfs && Enum.IsDefined(nic.Type))
        {
            var (type, other) = hasVfs ? ("virtio", "pciPassthrough") : ("pciPassthrough", "virtio");
            yield return new Problem(
                FleetCode.VnicTypeProfile,
                $"the vNIC {nic.Name} cannot be of type {type}: {reason}",
                $"give the type {other}, or another profile",
                "type");
        }
    }

    private static IEnumerable<Problem> CheckPassthrough(Vnic nic)
    {
        if (nic.Type == VnicType.PciPassthrough)
        {
            return nic.IsLinked ? [] :
            [
                new Problem(
                    FleetCode.VnicUnlinked,
                    $"the cable of the vNIC {nic.Name} cannot be out: it has a VF",
                    "unplug it instead, or give the profile a link state",
                    "linked"),
            ];
        }

        return
        [
            .. Needed(nic.Pin is not null, "pin"),
            .. Needed(nic.Separate is not null, "separate"),
            .. Needed(!nic.Requires.IsEmpty, "requires"),
        ];

        IEnumerable<Problem> Needed(bool isAsked, string path) => !isAsked ? [] :
        [
            new Problem(
                FleetCode.PassthroughNeeded,
                $"the vNIC {nic.Name} has no VF that {path} could be about",
                "give the type pciPassthrough, or leave it out",
                path),
        ];
    }

    private static IEnumerable<Problem> CheckMac(Vm vm, Vnic nic, IFleetView view)
    {
        if (!nic.Mac.IsUnicast)
        {
            yield return new Problem(
                FleetCode.VnicMacInvalid,
                nic.Mac.IsZero ? $"the vNIC {nic.Name} has no MAC address" : $"{nic.Mac} is a multicast address, which no station may have",
                "give a unicast address: an even first octet, for example 52:54:00:12:34:56; or leave it out to be given one of the pool",
                "mac");
        }
        else if (nic.IsPlugged && view.IsNameTaken(FleetNames.Of(nic.Mac), vm.Id))
        {
            yield return FleetNames.TakenMac(nic.Mac.ToString(), "mac");
        }
    }
}
