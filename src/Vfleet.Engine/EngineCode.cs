using Vfleet.Domain.Problems;

namespace Vfleet.Engine;

/// <summary>Problems that only an engine has.</summary>
public static class EngineCode
{
    /// <summary>No such resource.</summary>
    public static ProblemCode Unknown { get; } = new("RESOURCE_UNKNOWN", ProblemKind.NotFound);

    /// <summary>Several resources have the name.</summary>
    public static ProblemCode Ambiguous { get; } = new("NAME_AMBIGUOUS", ProblemKind.Usage);

    /// <summary>The caller may not.</summary>
    public static ProblemCode Forbidden { get; } = new("FORBIDDEN", ProblemKind.Permission);

    /// <summary>Others change what the request stands on, again and again.</summary>
    public static ProblemCode BeingChanged { get; } = new("BEING_CHANGED", ProblemKind.Busy);

    /// <summary>Another request had the same idempotency key.</summary>
    public static ProblemCode KeyReused { get; } = new("IDEMPOTENCY_KEY_REUSED", ProblemKind.Usage);

    /// <summary>Something that the request names is gone.</summary>
    public static ProblemCode ReferenceGone { get; } = new("REFERENCE_GONE", ProblemKind.Refused);

    /// <summary>Another has a name that was free when it was looked at.</summary>
    public static ProblemCode NameTaken { get; } = new("NAME_TAKEN", ProblemKind.Refused);

    /// <summary>The VM is not in the state for it.</summary>
    public static ProblemCode VmState { get; } = new("VM_STATE", ProblemKind.Refused) { OvirtKey = "ACTION_TYPE_FAILED_VM_STATUS_ILLEGAL", OvirtStatus = 409 };

    /// <summary>The VM runs, or is about to.</summary>
    public static ProblemCode VmRunning { get; } = VmState with { OvirtKey = "ACTION_TYPE_FAILED_VM_IS_RUNNING" };

    /// <summary>vNICs of the VM can be neither plugged nor unplugged now.</summary>
    public static ProblemCode VmPlugState { get; } = VmState with { OvirtKey = "ACTIVATE_DEACTIVATE_NIC_VM_STATUS_ILLEGAL" };

    /// <summary>The VM does not run.</summary>
    public static ProblemCode VmNotRunning { get; } = VmState with { OvirtKey = "ACTION_TYPE_FAILED_VM_IS_NOT_RUNNING" };

    /// <summary>Another operation of the VM is under way.</summary>
    public static ProblemCode VmBusy { get; } = new("VM_BUSY", ProblemKind.Busy) { OvirtKey = "ACTION_TYPE_FAILED_OBJECT_LOCKED", OvirtStatus = 409 };

    /// <summary>The VM was adopted: its definition belongs to its host.</summary>
    public static ProblemCode VmAdopted { get; } = new("VM_ADOPTED", ProblemKind.Refused);

    /// <summary>The host is not in the state for it.</summary>
    public static ProblemCode HostState { get; } = new("HOST_STATE", ProblemKind.Refused) { OvirtKey = "ACTION_TYPE_FAILED_VDS_STATUS_ILLEGAL", OvirtStatus = 409 };

    /// <summary>No host can serve the request.</summary>
    public static ProblemCode NoHostFits { get; } =
        new("NO_HOST_FITS", ProblemKind.Refused) { OvirtKey = "SCHEDULING_ALL_HOSTS_FILTERED_OUT", OvirtStatus = 409 };

    /// <summary>The operation is over.</summary>
    public static ProblemCode OperationOver { get; } = new("OPERATION_OVER", ProblemKind.Refused);

    /// <summary>The last administrator of the whole fleet.</summary>
    public static ProblemCode LastAdmin { get; } = new("LAST_ADMIN", ProblemKind.Refused);

    /// <summary>Another host joined with the token.</summary>
    public static ProblemCode TokenUsed { get; } = new("TOKEN_USED", ProblemKind.Permission);
}
