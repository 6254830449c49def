using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

// What networks, their VFs configurations and MAC pools must be.
public static partial class FleetCode
{
    /// <summary>No network has the id.</summary>
    public static ProblemCode NetworkUnknown { get; } =
        Of("NETWORK_UNKNOWN", ProblemKind.Usage, "ACTION_TYPE_FAILED_NETWORK_NOT_EXIST", 400);

    /// <summary>A network's name is empty, too long or has control characters.</summary>
    public static ProblemCode NetworkNameInvalid { get; } =
        Of("NETWORK_NAME_INVALID", ProblemKind.Usage, "NETWORK_ILEGAL_NETWORK_NAME", 400);

    /// <summary>Another network of the data centre has the name.</summary>
    public static ProblemCode NetworkNameInUse { get; } =
        Of("NETWORK_NAME_IN_USE", ProblemKind.Refused, "ACTION_TYPE_FAILED_NETWORK_NAME_IN_USE", 409);

    /// <summary>The network belongs to another data centre.</summary>
    public static ProblemCode NetworkOfOtherDataCenter { get; } =
        Of("NETWORK_OF_OTHER_DATA_CENTER", ProblemKind.Usage, "ACTION_TYPE_FAILED_NETWORK_FROM_DIFFERENT_DC", 400);

    /// <summary>The VM's cluster does not have the network.</summary>
    public static ProblemCode NetworkNotInCluster { get; } =
        Of("NETWORK_NOT_IN_CLUSTER", ProblemKind.Refused, "NETWORK_NOT_EXISTS_IN_CURRENT_CLUSTER", 409);

    /// <summary>The cluster has the network already.</summary>
    public static ProblemCode NetworkAlreadyInCluster { get; } =
        Of("NETWORK_ALREADY_IN_CLUSTER", ProblemKind.Refused, "NETWORK_ALREADY_ATTACHED_TO_CLUSTER", 409);

    /// <summary>One vNIC profile, host or VFs configuration uses the network.</summary>
    public static ProblemCode NetworkInOneUse { get; } =
        Of("NETWORK_IN_ONE_USE", ProblemKind.Refused, "ACTION_TYPE_FAILED_NETWORK_IN_ONE_USE", 409);

    /// <summary>Several vNIC profiles, hosts or VFs configurations use the network.</summary>
    public static ProblemCode NetworkInManyUses { get; } =
        Of("NETWORK_IN_MANY_USES", ProblemKind.Refused, "ACTION_TYPE_FAILED_NETWORK_IN_MANY_USES", 409);

    /// <summary>VMs of a cluster that would lose the network use it.</summary>
    public static ProblemCode NetworkUsedInCluster { get; } =
        Of("NETWORK_USED_IN_CLUSTER", ProblemKind.Refused, "NETWORK_CLUSTER_NETWORK_IN_USE", 409);

    /// <summary>A network's VLAN id lies outside 1-4094.</summary>
    public static ProblemCode NetworkVlanOutOfRange { get; } =
        Of("NETWORK_VLAN_OUT_OF_RANGE", ProblemKind.Usage, "NETWORK_VLAN_OUT_OF_RANGE", 400);

    /// <summary>A label has other characters than letters, digits, - and _.</summary>
    public static ProblemCode NetworkLabelInvalid { get; } =
        Of("NETWORK_LABEL_INVALID", ProblemKind.Usage, "NETWORK_LABEL_FORMAT_INVALID", 400);

    /// <summary>A label was given twice.</summary>
    public static ProblemCode NetworkLabelGivenTwice { get; } =
        Of("NETWORK_LABEL_GIVEN_TWICE", ProblemKind.Usage, "ACTION_TYPE_FAILED_NETWORK_ALREADY_LABELED", 400);

    /// <summary>A vNIC profile of the network has a VLAN priority.</summary>
    public static ProblemCode NetworkNeedsVlan { get; } = Of("NETWORK_NEEDS_VLAN", ProblemKind.Refused);

    /// <summary>The name of a physical network is empty, too long or has blanks.</summary>
    public static ProblemCode PhysicalNetworkInvalid { get; } = Of("PHYSICAL_NETWORK_INVALID", ProblemKind.Usage);

    /// <summary>The host has not reported the PF.</summary>
    public static ProblemCode PfNotOnHost { get; } = Of("PF_NOT_ON_HOST", ProblemKind.NotFound, "HOST_NETWORK_INTERFACE_NOT_EXIST", 400);

    /// <summary>The NIC can have no VFs.</summary>
    public static ProblemCode PfWithoutSriov { get; } =
        Of("PF_WITHOUT_SRIOV", ProblemKind.Refused, "ACTION_TYPE_FAILED_NIC_IS_NOT_SRIOV_ENABLED", 405);

    /// <summary>The number of VFs cannot change while one of them is not free.</summary>
    public static ProblemCode VfCountFixed { get; } =
        Of("VF_COUNT_FIXED", ProblemKind.Refused, "ACTION_TYPE_FAILED_NUM_OF_VFS_CANNOT_BE_CHANGED", 400);

    /// <summary>More VFs than the PF can have, or fewer than none.</summary>
    public static ProblemCode VfCountOutOfRange { get; } =
        Of("VF_COUNT_OUT_OF_RANGE", ProblemKind.Usage, "ACTION_TYPE_FAILED_NUM_OF_VFS_NOT_IN_VALID_RANGE", 400);

    /// <summary>The host could not change the number of VFs.</summary>
    public static ProblemCode VfCountNotApplied { get; } = Of("VF_COUNT_NOT_APPLIED", ProblemKind.Failed, "UPDATE_NUM_VFS_FAILURE", 400);

    /// <summary>All networks may use the VFs, so none can be named.</summary>
    public static ProblemCode AllNetworksAllowed { get; } =
        Of("ALL_NETWORKS_ALLOWED", ProblemKind.Refused, "ACTION_TYPE_FAILED_CANNOT_SET_SPECIFIC_NETWORKS", 409);

    /// <summary>The network is in the VFs configuration already.</summary>
    public static ProblemCode NetworkAlreadyAllowed { get; } =
        Of("NETWORK_ALREADY_ALLOWED", ProblemKind.Refused, "ACTION_TYPE_FAILED_NETWORK_ALREADY_IN_VFS_CONFIG", 409);

    /// <summary>The network is not in the VFs configuration.</summary>
    public static ProblemCode NetworkNotAllowed { get; } =
        Of("NETWORK_NOT_ALLOWED", ProblemKind.Refused, "ACTION_TYPE_FAILED_NETWORK_NOT_IN_VFS_CONFIG", 409);

    /// <summary>The label is in the VFs configuration already.</summary>
    public static ProblemCode LabelAlreadyAllowed { get; } =
        Of("LABEL_ALREADY_ALLOWED", ProblemKind.Refused, "ACTION_TYPE_FAILED_LABEL_ALREADY_IN_VFS_CONFIG", 409);

    /// <summary>The label is not in the VFs configuration.</summary>
    public static ProblemCode LabelNotAllowed { get; } =
        Of("LABEL_NOT_ALLOWED", ProblemKind.Refused, "ACTION_TYPE_FAILED_LABEL_NOT_IN_VFS_CONFIG", 409);

    /// <summary>Every address of the MAC pool is taken.</summary>
    public static ProblemCode MacPoolEmpty { get; } = Of("MAC_POOL_EMPTY", ProblemKind.Refused, "MAC_POOL_NOT_ENOUGH_MAC_ADDRESSES", 409);

    /// <summary>A MAC pool's last address stands before its first, or it has too many.</summary>
    public static ProblemCode MacPoolRange { get; } =
        Of("MAC_POOL_RANGE", ProblemKind.Usage, "ACTION_TYPE_FAILED_MAC_POOL_MUST_HAVE_RANGE", 400);

    /// <summary>A MAC pool has addresses that no station may have.</summary>
    public static ProblemCode MacPoolMulticast { get; } = Of("MAC_POOL_MULTICAST", ProblemKind.Usage);

    /// <summary>Two MAC pools have addresses in common.</summary>
    public static ProblemCode MacPoolOverlaps { get; } = Of("MAC_POOL_OVERLAPS", ProblemKind.Refused);

    /// <summary>The data centre has a MAC pool already.</summary>
    public static ProblemCode MacPoolTaken { get; } = Of("MAC_POOL_TAKEN", ProblemKind.Refused);
}
