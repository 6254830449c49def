namespace Vfleet.Domain.Problems;

/// <summary>The stable name of a problem. Scripts may match on it: names are added, never changed.</summary>
/// <param name="Name">Upper case with underscores.</param>
/// <param name="Kind">Decides the exit code.</param>
public sealed record ProblemCode(string Name, ProblemKind Kind)
{
    /// <summary>oVirt's message key for the same (EngineMessage.java); null where oVirt has no such rule.</summary>
    public string? OvirtKey { get; init; }

    /// <summary>The HTTP status code that oVirt answers it with; null where oVirt has no such rule.</summary>
    public int? OvirtStatus { get; init; }

    /// <summary>A number lies outside its range.</summary>
    public static ProblemCode OutOfRange { get; } = new("OUT_OF_RANGE", ProblemKind.Usage);

    /// <summary>The VLAN id lies outside 0-4094.</summary>
    public static ProblemCode VlanInvalid { get; } = new("VLAN_INVALID", ProblemKind.Usage);

    /// <summary>The MAC address is multicast or zero, or not an address at all.</summary>
    public static ProblemCode MacInvalid { get; } = new("MAC_INVALID", ProblemKind.Usage);

    /// <summary>The text cannot be read as what it should be.</summary>
    public static ProblemCode Malformed { get; } = new("MALFORMED", ProblemKind.Usage);

    /// <summary>Two options contradict each other, or one that is needed is missing.</summary>
    public static ProblemCode OptionsConflict { get; } = new("OPTIONS_CONFLICT", ProblemKind.Usage);

    /// <summary>Another function or guest of this host has the MAC address already.</summary>
    public static ProblemCode MacDuplicate { get; } = new("MAC_DUPLICATE", ProblemKind.Refused);

    /// <summary>No physical function of that name or address.</summary>
    public static ProblemCode PfUnknown { get; } = new("PF_UNKNOWN", ProblemKind.NotFound);

    /// <summary>No virtual function of that index or address.</summary>
    public static ProblemCode VfUnknown { get; } = new("VF_UNKNOWN", ProblemKind.NotFound);

    /// <summary>No guest of that name or UUID.</summary>
    public static ProblemCode GuestUnknown { get; } = new("GUEST_UNKNOWN", ProblemKind.NotFound);

    /// <summary>The guest has no such device.</summary>
    public static ProblemCode DeviceUnknown { get; } = new("DEVICE_UNKNOWN", ProblemKind.NotFound);

    /// <summary>Two entries of the host's document, or one and its neverTouch list, name the same PF.</summary>
    public static ProblemCode EntriesConflict { get; } = new("ENTRIES_CONFLICT", ProblemKind.Usage);

    /// <summary>A virtual function was named where a physical function is needed.</summary>
    public static ProblemCode VfNotPf { get; } = new("VF_NOT_PF", ProblemKind.Usage);

    /// <summary>The file does not exist.</summary>
    public static ProblemCode FileUnknown { get; } = new("FILE_UNKNOWN", ProblemKind.NotFound);

    /// <summary>The function was there and is gone.</summary>
    public static ProblemCode FunctionVanished { get; } = new("FUNCTION_VANISHED", ProblemKind.Failed);

    /// <summary>More VFs asked for than the PF has.</summary>
    public static ProblemCode CountTooLarge { get; } = new("COUNT_TOO_LARGE", ProblemKind.Usage);

    /// <summary>A VF is held or claimed, so it is not free.</summary>
    public static ProblemCode VfNotFree { get; } = new("VF_NOT_FREE", ProblemKind.Refused);

    /// <summary>Something else uses a VF that was chosen for a guest: another VF may do.</summary>
    public static ProblemCode VfInUse { get; } = new("VF_IN_USE", ProblemKind.Refused);

    /// <summary>The PF has no free VF.</summary>
    public static ProblemCode NoFreeVf { get; } = new("NO_FREE_VF", ProblemKind.Refused);

    /// <summary>The PF carries the default route or the caller's own connection.</summary>
    public static ProblemCode PfCarriesManagement { get; } = new("PF_CARRIES_MANAGEMENT", ProblemKind.Refused);

    /// <summary>The guest is not running, or is running where it must not.</summary>
    public static ProblemCode GuestState { get; } = new("GUEST_STATE", ProblemKind.Refused);

    /// <summary>Another guest of the host has the name.</summary>
    public static ProblemCode GuestExists { get; } = new("GUEST_EXISTS", ProblemKind.Refused);

    /// <summary>The host has less free memory than a guest needs.</summary>
    public static ProblemCode MemoryShort { get; } = new("MEMORY_SHORT", ProblemKind.Refused);

    /// <summary>The host has no such bridge.</summary>
    public static ProblemCode BridgeUnknown { get; } = new("BRIDGE_UNKNOWN", ProblemKind.NotFound);

    /// <summary>The guest has no free PCI Express slot for one more device.</summary>
    public static ProblemCode GuestNoSlot { get; } = new("GUEST_NO_SLOT", ProblemKind.Refused);

    /// <summary>Members of the IOMMU group are in the host's use, or there is no IOMMU group.</summary>
    public static ProblemCode IommuNotViable { get; } = new("IOMMU_NOT_VIABLE", ProblemKind.Refused);

    /// <summary>The host changed between the plan and its execution.</summary>
    public static ProblemCode PlanStale { get; } = new("PLAN_STALE", ProblemKind.Refused);

    /// <summary>In the slot is another card than the one that something was kept of.</summary>
    public static ProblemCode CardChanged { get; } = new("CARD_CHANGED", ProblemKind.Refused);

    /// <summary>The card that something was kept of is at another address now.</summary>
    public static ProblemCode CardMoved { get; } = new("CARD_MOVED", ProblemKind.Refused);

    /// <summary>The NIC has no room for one more MAC address.</summary>
    public static ProblemCode AddressTableFull { get; } = new("ADDRESS_TABLE_FULL", ProblemKind.Refused);

    /// <summary>A PF's MTU would fall below that of one of its VFs.</summary>
    public static ProblemCode MtuBelowVf { get; } = new("MTU_BELOW_VF", ProblemKind.Refused);

    /// <summary>Somebody else is changing the function now.</summary>
    public static ProblemCode Locked { get; } = new("LOCKED", ProblemKind.Busy);

    /// <summary>The driver, kernel or library cannot do it.</summary>
    public static ProblemCode Unsupported { get; } = new("UNSUPPORTED", ProblemKind.Unsupported);

    /// <summary>A host read from a recorded tree cannot be changed.</summary>
    public static ProblemCode RecordedHost { get; } = new("RECORDED_HOST", ProblemKind.Usage);

    /// <summary>Root, or CAP_NET_ADMIN and write access to sysfs, is needed.</summary>
    public static ProblemCode NoPermission { get; } = new("NO_PERMISSION", ProblemKind.Permission);

    /// <summary>The kernel or the PF driver refused a write.</summary>
    public static ProblemCode KernelRefused { get; } = new("KERNEL_REFUSED", ProblemKind.Failed);

    /// <summary>What was written reads back differently.</summary>
    public static ProblemCode NotApplied { get; } = new("NOT_APPLIED", ProblemKind.Failed);

    /// <summary>The caller stopped it.</summary>
    public static ProblemCode Cancelled { get; } = new("CANCELLED", ProblemKind.Cancelled);

    /// <summary>libvirt tried and failed.</summary>
    public static ProblemCode LibvirtFailed { get; } = new("LIBVIRT_FAILED", ProblemKind.Failed);

    /// <summary>The guest said that it does not let the device go.</summary>
    public static ProblemCode GuestRefused { get; } = new("GUEST_REFUSED", ProblemKind.Failed);

    /// <summary>The guest did not answer within the deadline.</summary>
    public static ProblemCode GuestSilent { get; } = new("GUEST_SILENT", ProblemKind.Timeout);

    /// <summary>A write to the kernel has not returned within the deadline.</summary>
    public static ProblemCode KernelHangs { get; } = new("KERNEL_HANGS", ProblemKind.Timeout);

    /// <summary>VFs did not appear within the deadline.</summary>
    public static ProblemCode VfsLate { get; } = new("VFS_LATE", ProblemKind.Timeout);

    /// <summary>A state file cannot be written (disk full, read-only).</summary>
    public static ProblemCode StateNotSaved { get; } = new("STATE_NOT_SAVED", ProblemKind.Storage);

    /// <summary>A state file cannot be understood.</summary>
    public static ProblemCode StateDamaged { get; } = new("STATE_DAMAGED", ProblemKind.Storage);

    /// <summary>A file that was named cannot be read or written.</summary>
    public static ProblemCode FileFault { get; } = new("FILE_FAULT", ProblemKind.Storage);

    /// <summary>A file is no capture of a host, or not a whole one.</summary>
    public static ProblemCode CaptureDamaged { get; } = new("CAPTURE_DAMAGED", ProblemKind.Storage);

    /// <summary>libvirt is not installed or its daemon does not answer.</summary>
    public static ProblemCode LibvirtUnavailable { get; } = new("LIBVIRT_UNAVAILABLE", ProblemKind.Unavailable);

    /// <summary>The kernel's answer makes no sense.</summary>
    public static ProblemCode KernelAnswerMalformed { get; } = new("KERNEL_ANSWER_MALFORMED", ProblemKind.Failed);

    /// <summary>No engine answers at the address.</summary>
    public static ProblemCode EngineUnreachable { get; } = new("ENGINE_UNREACHABLE", ProblemKind.Unavailable);

    /// <summary>Who answers is not the engine that this host trusts.</summary>
    public static ProblemCode EngineUntrusted { get; } = new("ENGINE_UNTRUSTED", ProblemKind.Refused);

    /// <summary>The engine answers something that is no answer of an engine.</summary>
    public static ProblemCode EngineFault { get; } = new("ENGINE_FAULT", ProblemKind.Failed);

    /// <summary>A certificate is not valid at the time that this host's clock shows.</summary>
    public static ProblemCode ClockWrong { get; } = new("CLOCK_WRONG", ProblemKind.Refused);

    /// <summary>The fleet has put the host out.</summary>
    public static ProblemCode HostRevoked { get; } = new("HOST_REVOKED", ProblemKind.Refused);

    /// <summary>The host is in a fleet already.</summary>
    public static ProblemCode JoinedAlready { get; } = new("JOINED_ALREADY", ProblemKind.Refused);

    /// <summary>The host is in no fleet.</summary>
    public static ProblemCode NotJoined { get; } = new("NOT_JOINED", ProblemKind.NotFound);
}
