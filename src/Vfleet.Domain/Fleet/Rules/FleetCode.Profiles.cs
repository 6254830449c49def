using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

// What vNIC profiles must be.
public static partial class FleetCode
{
    /// <summary>No vNIC profile has the id.</summary>
    public static ProblemCode ProfileUnknown { get; } =
        Of("PROFILE_UNKNOWN", ProblemKind.Usage, "ACTION_TYPE_FAILED_VNIC_PROFILE_NOT_EXISTS", 400);

    /// <summary>Another vNIC profile of the network has the name.</summary>
    public static ProblemCode ProfileNameInUse { get; } =
        Of("PROFILE_NAME_IN_USE", ProblemKind.Refused, "ACTION_TYPE_FAILED_VNIC_PROFILE_NAME_IN_USE", 409);

    /// <summary>A vNIC profile cannot go to another network.</summary>
    public static ProblemCode ProfileNetworkFixed { get; } =
        Of("PROFILE_NETWORK_FIXED", ProblemKind.Usage, "ACTION_TYPE_FAILED_CANNOT_CHANGE_VNIC_PROFILE_NETWORK", 400);

    /// <summary>VMs may not use the network, so it has no vNIC profiles.</summary>
    public static ProblemCode ProfileNeedsVmNetwork { get; } =
        Of("PROFILE_NEEDS_VM_NETWORK", ProblemKind.Usage, "ACTION_TYPE_FAILED_CANNOT_ADD_VNIC_PROFILE_TO_NON_VM_NETWORK", 400);

    /// <summary>No network QoS entry has the name.</summary>
    public static ProblemCode ProfileQosUnknown { get; } =
        Of("PROFILE_QOS_UNKNOWN", ProblemKind.Usage, "ACTION_TYPE_FAILED_NETWORK_QOS_NOT_EXISTS", 400);

    /// <summary>No network filter has the name or id.</summary>
    public static ProblemCode ProfileFilterUnknown { get; } =
        Of("PROFILE_FILTER_UNKNOWN", ProblemKind.Usage, "ACTION_TYPE_FAILED_INVALID_VNIC_PROFILE_NETWORK_FILTER_ID", 400);

    /// <summary>Both the default network filter and another were asked for.</summary>
    public static ProblemCode ProfileFilterContradiction { get; } =
        Of("PROFILE_FILTER_CONTRADICTION", ProblemKind.Usage, "ACTION_TYPE_FAILED_INVALID_VNIC_PROFILE_NETWORK_ID_CONFIGURATION", 400);

    /// <summary>Port mirroring, QoS and network filters need the host's software, which passthrough goes past.</summary>
    public static ProblemCode PassthroughExcludes { get; } =
        Of("PASSTHROUGH_EXCLUDES", ProblemKind.Usage, "ACTION_TYPE_FAILED_PASSTHROUGH_PROFILE_CONTAINS_NOT_SUPPORTED_PROPERTIES", 400);

    /// <summary>VFs cannot keep the ports of a network apart.</summary>
    public static ProblemCode PassthroughNotIsolated { get; } =
        Of("PASSTHROUGH_NOT_ISOLATED", ProblemKind.Usage, "ACTION_TYPE_FAILED_PASSTHROUGH_PROFILE_NOT_SUPPORTS_PORT_ISOLATION", 400);

    /// <summary>The setting is one of a VF, and the vNIC or profile has none.</summary>
    public static ProblemCode PassthroughNeeded { get; } = Of("PASSTHROUGH_NEEDED", ProblemKind.Usage);

    /// <summary>Another system's network cannot be mirrored.</summary>
    public static ProblemCode ExternalNotMirrored { get; } =
        Of("EXTERNAL_NOT_MIRRORED", ProblemKind.Usage, "ACTION_TYPE_FAILED_EXTERNAL_NETWORK_CANNOT_BE_PORT_MIRRORED", 400);

    /// <summary>A vNIC profile is named as its own failover.</summary>
    public static ProblemCode FailoverSelf { get; } =
        Of("FAILOVER_SELF", ProblemKind.Usage, "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_ID_CANNOT_POINT_TO_SELF", 400);

    /// <summary>The failover does not exist, or has passthrough itself.</summary>
    public static ProblemCode FailoverInvalid { get; } =
        Of("FAILOVER_INVALID", ProblemKind.Usage, "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_ID_IS_NOT_VALID", 400);

    /// <summary>The failover's network is another system's.</summary>
    public static ProblemCode FailoverExternal { get; } =
        Of("FAILOVER_EXTERNAL", ProblemKind.Usage, "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_NOT_SUPPORTED_WITH_EXTERNAL_NETWORK", 400);

    /// <summary>Only migratable passthrough has a failover.</summary>
    public static ProblemCode FailoverNeedsMigratable { get; } =
        Of("FAILOVER_NEEDS_MIGRATABLE", ProblemKind.Usage, "ACTION_TYPE_FAILED_FAILOVER_IS_SUPPORTED_ONLY_FOR_MIGRATABLE_PASSTROUGH", 400);

    /// <summary>A vNIC profile that is another's failover cannot be changed or removed.</summary>
    public static ProblemCode FailoverFixed { get; } =
        Of("FAILOVER_FIXED", ProblemKind.Refused, "ACTION_TYPE_FAILED_UPDATE_OF_FAILOVER_PROFILE_IS_NOT_SUPPORTED", 400);

    /// <summary>One VM uses the vNIC profile.</summary>
    public static ProblemCode ProfileInOneUse { get; } =
        Of("PROFILE_IN_ONE_USE", ProblemKind.Refused, "ACTION_TYPE_FAILED_VNIC_PROFILE_IN_ONE_USE", 409);

    /// <summary>Several VMs use the vNIC profile.</summary>
    public static ProblemCode ProfileInManyUses { get; } =
        Of("PROFILE_IN_MANY_USES", ProblemKind.Refused, "ACTION_TYPE_FAILED_VNIC_PROFILE_IN_MANY_USES", 409);

    /// <summary>A VLAN priority was given and the network has no VLAN.</summary>
    public static ProblemCode VlanQosNeedsVlan { get; } = Of("VLAN_QOS_NEEDS_VLAN", ProblemKind.Usage);

    /// <summary>The guaranteed rate is above the limit.</summary>
    public static ProblemCode RatesContradict { get; } = Of("RATES_CONTRADICT", ProblemKind.Usage);

    /// <summary>A PCI vendor and device id has not the form 8086:154c.</summary>
    public static ProblemCode VendorDeviceInvalid { get; } = Of("VENDOR_DEVICE_INVALID", ProblemKind.Usage);
}
