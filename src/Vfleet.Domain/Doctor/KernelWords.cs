using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor;

/// <summary>
/// Parts of kernel messages that rules look for, one by one, so that a log is read once for all rules. Upper and lower case count the same.
/// </summary>
internal static class KernelWords
{
    // drivers/pci/iov.c
    public const string NotEnoughMmio = "not enough MMIO resources for SR-IOV";
    public const string BusOutOfRange = "bus number out of range";
    public const string CannotEnableBus = "out of range of [bus";
    public const string BarsNotAllocated = "IOV BARS not allocated";
    public const string AlreadyEnabled = "VFs already enabled. Disable before enabling";
    public const string NoSysfsHook = "does not support SR-IOV configuration via sysfs";
    public const string NoSysfsHookOlder = "does not support SRIOV configuration via sysfs";
    public const string NoDriver = "no driver bound to device; cannot configure SR-IOV";
    public const string OnlySomeEnabled = "VFs requested; only";

    // drivers/iommu/intel/irq_remapping.c, drivers/iommu/amd/init.c, drivers/vfio/vfio_iommu_type1.c
    public const string RemappingOnIntel = "Enabled IRQ remapping in";
    public const string RemappingOnAmd = "Interrupt remapping enabled";
    public const string RemappingNotEnabled = "Failed to enable irq remapping";
    public const string RemappingNotSetUp = "Failed to setup irq remapping";
    public const string RemappingNotEnabling = "Not enabling interrupt remapping";
    public const string RemappingBeingDisabled = "interrupt remapping is being disabled";
    public const string RemappingWillBeDisabled = "interrupt remapping will be disabled";
    public const string RemappingDisabling = "Disabling interrupt remapping";
    public const string NoRemappingForVfio = "No interrupt remapping support";
    public const string ReservedByPlatform = "due to platform RMRR requirement";
    public const string LockLimit = "RLIMIT_MEMLOCK (";

    // kernel/hung_task.c, and the function that hangs in the trace below
    public const string Blocked = "blocked for more than";
    public const string CountBeingWritten = "sriov_numvfs_store";

    // drivers/net/ethernet/intel/{igb,ixgbe,i40e,ice}
    public const string KeptWhileAssigned = "VFs will not be deallocated";
    public const string CannotFreeAssigned = "because some are assigned to VMs";
    public const string MaxVfsDeprecated = "module parameter is deprecated";
    public const string IxgbeFailed = "Failed to enable PCI sriov: -12";
    public const string OperationPending = "Unable to configure VFs, other operation is pending";
    public const string OverridesMac = "override administratively set MAC";
    public const string TooManyMacs = "Cannot add more MAC addresses";
    public const string MacFilterFailed = "Failed to add MAC filter";
    public const string Promiscuous = "attempting to configure promiscuous mode";
    public const string SpoofEvents = "Spoof event(s) detected";
    public const string SpoofedPackets = "Spoofed packets detected";
    public const string ModeWithVfs = "Changing eswitch mode is allowed only if there is no VFs";

    // drivers/net/ethernet/mellanox/mlx5/core
    public const string EnableHcaTimeout = "ENABLE_HCA(0x104) timeout";
    public const string VfNotEnabled = "failed to enable VF ";
    public const string PagesNotClaimed = "timeout claiming VFs pages";
    public const string LegacyVlan = "legacy vf vlan setting isn't supported in switchdev mode";
    public const string BondWithBoundVfs = "Make sure all VFs are unbound prior to VF LAG";

    // net/core/rtnetlink.c (WARN_ON in rtnl_getlink), security/apparmor, security/selinux
    public const string LinkAnswerTooLong = "rtnl_getlink";
    public const string DeniedByAppArmor = "apparmor=\"DENIED\"";
    public const string DeniedBySelinux = "avc:  denied";

    // drivers/vfio/pci: whatever vfio-pci says of a function
    public const string VfioPci = "vfio-pci ";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        NotEnoughMmio, BusOutOfRange, CannotEnableBus, BarsNotAllocated, AlreadyEnabled, NoSysfsHook, NoSysfsHookOlder, NoDriver, OnlySomeEnabled,
        RemappingOnIntel, RemappingOnAmd, RemappingNotEnabled, RemappingNotSetUp, RemappingNotEnabling, RemappingBeingDisabled,
        RemappingWillBeDisabled, RemappingDisabling, NoRemappingForVfio, ReservedByPlatform, LockLimit,
        Blocked, CountBeingWritten, KeptWhileAssigned, CannotFreeAssigned, MaxVfsDeprecated, IxgbeFailed, OperationPending,
        OverridesMac, TooManyMacs, MacFilterFailed, Promiscuous, SpoofEvents, SpoofedPackets, ModeWithVfs,
        EnableHcaTimeout, VfNotEnabled, PagesNotClaimed, LegacyVlan, BondWithBoundVfs, LinkAnswerTooLong, DeniedByAppArmor, DeniedBySelinux, VfioPci,
    ];
}
