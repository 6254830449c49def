using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>The problems that the fleet's rules find, each with oVirt's message key where oVirt has the rule.</summary>
/// <remarks>Keys and status codes: ovirt-engine, EngineMessage.java and ErrorMessageHelper.java.</remarks>
public static partial class FleetCode
{
    /// <summary>Nothing but blanks was given as a name.</summary>
    public static ProblemCode NameEmpty { get; } = Of("NAME_EMPTY", ProblemKind.Usage, "ACTION_TYPE_FAILED_NAME_MAY_NOT_BE_EMPTY", 400);

    /// <summary>A name is longer than it may be.</summary>
    public static ProblemCode NameTooLong { get; } =
        Of("NAME_TOO_LONG", ProblemKind.Usage, "ACTION_TYPE_FAILED_NAME_LENGTH_IS_TOO_LONG", 400);

    /// <summary>A name has characters that it must not have.</summary>
    public static ProblemCode NameCharacters { get; } =
        Of("NAME_CHARACTERS", ProblemKind.Usage, "ACTION_TYPE_FAILED_NAME_MAY_NOT_CONTAIN_SPECIAL_CHARS", 400);

    /// <summary>Another VM, host or MAC pool has the name.</summary>
    public static ProblemCode NameInUse { get; } = Of("NAME_IN_USE", ProblemKind.Refused, "ACTION_TYPE_FAILED_NAME_ALREADY_USED", 409);

    /// <summary>A number of a fleet's object lies outside its range.</summary>
    public static ProblemCode NumberOutOfRange { get; } = Of("NUMBER_OUT_OF_RANGE", ProblemKind.Usage);

    /// <summary>A word that is none of those that may be chosen.</summary>
    public static ProblemCode ChoiceUnknown { get; } = Of("CHOICE_UNKNOWN", ProblemKind.Usage);

    /// <summary>No data centre has the id.</summary>
    public static ProblemCode DataCenterUnknown { get; } =
        Of("DATA_CENTER_UNKNOWN", ProblemKind.Usage, "ACTION_TYPE_FAILED_STORAGE_POOL_NOT_EXIST", 400);

    /// <summary>Another data centre has the name.</summary>
    public static ProblemCode DataCenterNameInUse { get; } =
        Of("DATA_CENTER_NAME_IN_USE", ProblemKind.Refused, "ACTION_TYPE_FAILED_STORAGE_POOL_NAME_ALREADY_EXIST", 409);

    /// <summary>A network cannot go to another data centre.</summary>
    public static ProblemCode DataCenterFixed { get; } =
        Of("DATA_CENTER_FIXED", ProblemKind.Usage, "ACTION_TYPE_FAILED_DATA_CENTER_ID_CANNOT_BE_CHANGED", 400);

    /// <summary>A data centre with clusters cannot be removed.</summary>
    public static ProblemCode DataCenterHasClusters { get; } = Of("DATA_CENTER_HAS_CLUSTERS", ProblemKind.Refused);

    /// <summary>A data centre with networks cannot be removed.</summary>
    public static ProblemCode DataCenterHasNetworks { get; } =
        Of("DATA_CENTER_HAS_NETWORKS", ProblemKind.Refused, "ERROR_CANNOT_REMOVE_POOL_WITH_NETWORKS", 409);

    /// <summary>A data centre with a MAC pool of its own cannot be removed.</summary>
    public static ProblemCode DataCenterHasMacPool { get; } = Of("DATA_CENTER_HAS_MAC_POOL", ProblemKind.Refused);

    /// <summary>No cluster has the id.</summary>
    public static ProblemCode ClusterUnknown { get; } = Of("CLUSTER_UNKNOWN", ProblemKind.Usage, "VM_CLUSTER_IS_NOT_VALID", 400);

    /// <summary>Another cluster of the data centre has the name.</summary>
    public static ProblemCode ClusterNameInUse { get; } =
        Of("CLUSTER_NAME_IN_USE", ProblemKind.Refused, "CLUSTER_CANNOT_DO_ACTION_NAME_IN_USE", 409);

    /// <summary>A cluster cannot go to another data centre.</summary>
    public static ProblemCode ClusterFixed { get; } =
        Of("CLUSTER_DATA_CENTER_FIXED", ProblemKind.Refused, "CLUSTER_CANNOT_CHANGE_STORAGE_POOL", 409);

    /// <summary>A cluster with hosts cannot be removed.</summary>
    public static ProblemCode ClusterHasHosts { get; } =
        Of("CLUSTER_HAS_HOSTS", ProblemKind.Refused, "VDS_CANNOT_REMOVE_CLUSTER_VDS_DETECTED", 409);

    /// <summary>A cluster with VMs cannot be removed.</summary>
    public static ProblemCode ClusterHasVms { get; } =
        Of("CLUSTER_HAS_VMS", ProblemKind.Refused, "VM_CANNOT_REMOVE_CLUSTER_VMS_DETECTED", 409);

    /// <summary>A cluster that networks name cannot be removed.</summary>
    public static ProblemCode ClusterHasNetworks { get; } = Of("CLUSTER_HAS_NETWORKS", ProblemKind.Refused);

    /// <summary>No host has the id.</summary>
    public static ProblemCode HostUnknown { get; } = Of("HOST_UNKNOWN", ProblemKind.Usage, "ACTION_TYPE_FAILED_HOST_NOT_EXIST", 400);

    /// <summary>A host's name is no name that DNS knows.</summary>
    public static ProblemCode HostNameInvalid { get; } = Of("HOST_NAME_INVALID", ProblemKind.Usage, "VALIDATION_VDS_NAME_INVALID", 400);

    /// <summary>A host with VMs cannot go to another cluster.</summary>
    public static ProblemCode HostClusterFixed { get; } = Of("HOST_CLUSTER_FIXED", ProblemKind.Refused, "VDS_CANNOT_UPDATE_CLUSTER", 400);

    /// <summary>A host with VMs, or with VFs that VMs have, cannot be removed.</summary>
    public static ProblemCode HostHasVms { get; } =
        Of("HOST_HAS_VMS", ProblemKind.Refused, "VDS_CANNOT_REMOVE_VDS_DETECTED_RUNNING_VM", 409);

    /// <summary>A host that VMs are pinned to cannot be removed.</summary>
    public static ProblemCode HostHasPinnedVms { get; } =
        Of("HOST_HAS_PINNED_VMS", ProblemKind.Refused, "ACTION_TYPE_FAILED_DETECTED_PINNED_VMS", 409);

    /// <summary>The host's agent cannot carry anything out now.</summary>
    public static ProblemCode HostNotReachable { get; } =
        Of("HOST_NOT_REACHABLE", ProblemKind.Refused, "ACTION_TYPE_FAILED_VDS_STATUS_ILLEGAL", 409);

    /// <summary>No netdev can have the name of a bridge.</summary>
    public static ProblemCode BridgeNameInvalid { get; } = Of("BRIDGE_NAME_INVALID", ProblemKind.Usage);

    /// <summary>The host has no bridge of that name.</summary>
    public static ProblemCode BridgeMissing { get; } = Of("BRIDGE_MISSING", ProblemKind.Refused);

    /// <summary>Two bridges were given for one network.</summary>
    public static ProblemCode BridgeGivenTwice { get; } = Of("BRIDGE_GIVEN_TWICE", ProblemKind.Usage);

    private static ProblemCode Of(string name, ProblemKind kind, string? ovirtKey = null, int? ovirtStatus = null) =>
        new(name, kind) { OvirtKey = ovirtKey, OvirtStatus = ovirtStatus };
}
