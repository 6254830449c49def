using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

// What VMs and their vNICs must be.
public static partial class FleetCode
{
    /// <summary>No VM has the id.</summary>
    public static ProblemCode VmUnknown { get; } = Of("VM_UNKNOWN", ProblemKind.NotFound, "ACTION_TYPE_FAILED_VM_NOT_EXIST", 400);

    /// <summary>A VM that has a place cannot go to another cluster.</summary>
    public static ProblemCode VmClusterFixed { get; } = Of("VM_CLUSTER_FIXED", ProblemKind.Refused, "VM_CANNOT_UPDATE_CLUSTER", 400);

    /// <summary>CPUs and memory of a VM that has a place cannot change.</summary>
    public static ProblemCode VmSizeFixed { get; } = Of("VM_SIZE_FIXED", ProblemKind.Refused, "VM_STATUS_NOT_VALID_FOR_UPDATE", 409);

    /// <summary>A VM that has a place cannot be removed.</summary>
    public static ProblemCode VmNotDown { get; } =
        Of("VM_NOT_DOWN", ProblemKind.Refused, "VM_CANNOT_REMOVE_VM_WHEN_STATUS_IS_NOT_DOWN", 409);

    /// <summary>The VM has nothing that it could be started from.</summary>
    public static ProblemCode VmNotBootable { get; } =
        Of("VM_NOT_BOOTABLE", ProblemKind.Refused, "VM_CANNOT_RUN_FROM_DISK_WITHOUT_DISK", 409);

    /// <summary>What a guest is made of cannot change while a host has it.</summary>
    public static ProblemCode VmDefinitionFixed { get; } = Of("VM_DEFINITION_FIXED", ProblemKind.Refused);

    /// <summary>A path that no file can have, or not an absolute one.</summary>
    public static ProblemCode PathInvalid { get; } = Of("PATH_INVALID", ProblemKind.Usage);

    /// <summary>A VM has a disk twice.</summary>
    public static ProblemCode DiskGivenTwice { get; } = Of("DISK_GIVEN_TWICE", ProblemKind.Usage);

    /// <summary>An initial RAM disk or a command line needs a kernel.</summary>
    public static ProblemCode BootNeedsKernel { get; } = Of("BOOT_NEEDS_KERNEL", ProblemKind.Usage);

    /// <summary>A file of the seed is too long.</summary>
    public static ProblemCode SeedTooLong { get; } = Of("SEED_TOO_LONG", ProblemKind.Usage);

    /// <summary>The host that a VM or vNIC is pinned to does not exist.</summary>
    public static ProblemCode PinnedHostUnknown { get; } =
        Of("PINNED_HOST_UNKNOWN", ProblemKind.Usage, "ACTION_TYPE_FAILED_DEDICATED_VDS_DOES_NOT_EXIST", 409);

    /// <summary>The host that a VM or vNIC is pinned to belongs to another cluster.</summary>
    public static ProblemCode PinnedHostInOtherCluster { get; } =
        Of("PINNED_HOST_IN_OTHER_CLUSTER", ProblemKind.Usage, "ACTION_TYPE_FAILED_DEDICATED_VDS_NOT_IN_SAME_CLUSTER", 409);

    /// <summary>vNICs of one VM are pinned to different hosts, to one VF, or to a host that the VM is not pinned to.</summary>
    public static ProblemCode PinsContradict { get; } = Of("PINS_CONTRADICT", ProblemKind.Usage);

    /// <summary>A vNIC is pinned to a PF or VF that its host does not have.</summary>
    public static ProblemCode PinUnknown { get; } = Of("PIN_UNKNOWN", ProblemKind.Usage);

    /// <summary>An affinity group is named twice or has no name.</summary>
    public static ProblemCode AffinityInvalid { get; } = Of("AFFINITY_INVALID", ProblemKind.Usage);

    /// <summary>The VM has no such vNIC.</summary>
    public static ProblemCode VnicUnknown { get; } = Of("VNIC_UNKNOWN", ProblemKind.NotFound, "VM_INTERFACE_NOT_EXIST", 400);

    /// <summary>Another vNIC of the VM has the name.</summary>
    public static ProblemCode VnicNameInUse { get; } =
        Of("VNIC_NAME_IN_USE", ProblemKind.Refused, "NETWORK_INTERFACE_NAME_ALREADY_IN_USE", 409);

    /// <summary>Two vNICs of the VM have one id.</summary>
    public static ProblemCode VnicIdGivenTwice { get; } = Of("VNIC_ID_GIVEN_TWICE", ProblemKind.Usage);

    /// <summary>A guest has not enough PCI slots for its vNICs.</summary>
    public static ProblemCode VnicTooMany { get; } =
        Of("VNIC_TOO_MANY", ProblemKind.Refused, "ACTION_TYPE_FAILED_EXCEEDED_MAX_PCI_SLOTS", 409);

    /// <summary>A vNIC of type pciPassthrough needs a profile with passthrough, and the other way round.</summary>
    public static ProblemCode VnicTypeProfile { get; } =
        Of("VNIC_TYPE_PROFILE", ProblemKind.Refused, "ACTION_TYPE_FAILED_VM_INTERFACE_TYPE_NOT_MATCH_PROFILE", 409);

    /// <summary>The cable of a vNIC with a VF cannot be out.</summary>
    public static ProblemCode VnicUnlinked { get; } =
        Of("VNIC_UNLINKED", ProblemKind.Usage, "ACTION_TYPE_FAILED_UNLINKING_OF_PASSTHROUGH_VNIC_IS_NOT_SUPPORTED", 400);

    /// <summary>The MAC address is multicast or zero.</summary>
    public static ProblemCode VnicMacInvalid { get; } =
        Of("VNIC_MAC_INVALID", ProblemKind.Usage, "ACTION_TYPE_FAILED_NETWORK_INTERFACE_MAC_INVALID", 400);

    /// <summary>Another plugged vNIC has the MAC address.</summary>
    public static ProblemCode VnicMacInUse { get; } = Of("VNIC_MAC_IN_USE", ProblemKind.Refused, "NETWORK_MAC_ADDRESS_IN_USE", 409);

    /// <summary>The vNIC would have to be unplugged for the change.</summary>
    public static ProblemCode VnicHotUpdate { get; } = Of("VNIC_HOT_UPDATE", ProblemKind.Refused, "CANNOT_PERFORM_HOT_UPDATE", 409);

    /// <summary>The profile of a plugged vNIC cannot change from or to one with port mirroring.</summary>
    public static ProblemCode VnicHotUpdateMirroring { get; } =
        Of("VNIC_HOT_UPDATE_MIRRORING", ProblemKind.Refused, "CANNOT_PERFORM_HOT_UPDATE_WITH_PORT_MIRRORING", 409);

    /// <summary>The VM's host has no VF for the vNIC.</summary>
    public static ProblemCode VnicNoSuitableVf { get; } =
        Of("VNIC_NO_SUITABLE_VF", ProblemKind.Refused, "CANNOT_PLUG_PASSTHROUGH_VNIC_NO_SUITABLE_VF", 400);

    /// <summary>Nothing can be plugged or unplugged while the VM's host does not answer.</summary>
    public static ProblemCode VnicPlugState { get; } =
        Of("VNIC_PLUG_STATE", ProblemKind.Refused, "ACTIVATE_DEACTIVATE_NIC_VM_STATUS_ILLEGAL", 409);

    /// <summary>A plugged vNIC of a VM that has a place cannot be removed.</summary>
    public static ProblemCode VnicPlugged { get; } =
        Of("VNIC_PLUGGED", ProblemKind.Refused, "ACTION_TYPE_FAILED_CANNOT_REMOVE_ACTIVE_DEVICE", 409);

    /// <summary>The VM has a VF by a profile that is not migratable.</summary>
    public static ProblemCode MigrationNotMigratable { get; } =
        Of("MIGRATION_NOT_MIGRATABLE", ProblemKind.Refused,
            "ACTION_TYPE_FAILED_MIGRATION_OF_NON_MIGRATABLE_PASSTHROUGH_VNICS_IS_NOT_SUPPORTED", 400);

    /// <summary>Only a running VM can be migrated.</summary>
    public static ProblemCode MigrationVmNotRunning { get; } =
        Of("MIGRATION_VM_NOT_RUNNING", ProblemKind.Refused, "ACTION_TYPE_FAILED_VM_IS_NOT_RUNNING", 409);

    /// <summary>The VM, or a vNIC of it, is pinned to its host.</summary>
    public static ProblemCode MigrationPinned { get; } =
        Of("MIGRATION_PINNED", ProblemKind.Refused, "ACTION_TYPE_FAILED_VM_IS_PINNED_TO_HOST", 409);

    /// <summary>The VM is on that host already.</summary>
    public static ProblemCode MigrationSameHost { get; } =
        Of("MIGRATION_SAME_HOST", ProblemKind.Refused, "ACTION_TYPE_FAILED_MIGRATION_TO_SAME_HOST", 409);

    /// <summary>The host belongs to another cluster.</summary>
    public static ProblemCode MigrationOtherCluster { get; } =
        Of("MIGRATION_OTHER_CLUSTER", ProblemKind.Refused, "ACTION_TYPE_FAILED_DESTINATION_HOST_NOT_IN_DESTINATION_CLUSTER", 409);

    /// <summary>The host takes no VMs now.</summary>
    public static ProblemCode MigrationHostState { get; } =
        Of("MIGRATION_HOST_STATE", ProblemKind.Refused, "ACTION_TYPE_FAILED_VDS_NOT_MATCH_VALID_STATUS", 409);
}
