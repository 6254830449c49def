using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>Problems of requests about VMs that only oVirt's API can have, with oVirt's message keys (EngineMessage.java).</summary>
internal static class OvirtCode
{
    /// <summary>There is no such template: the only one is Blank.</summary>
    public static ProblemCode TemplateUnknown { get; } =
        new("TEMPLATE_UNKNOWN", ProblemKind.Usage) { OvirtKey = "ACTION_TYPE_FAILED_TEMPLATE_DOES_NOT_EXIST", OvirtStatus = 400 };

    /// <summary>More memory shall be guaranteed than there is.</summary>
    public static ProblemCode GuaranteedAboveMemory { get; } =
        new("GUARANTEED_ABOVE_MEMORY", ProblemKind.Usage) { OvirtKey = "ACTION_TYPE_FAILED_MIN_MEMORY_CANNOT_EXCEED_MEMORY_SIZE", OvirtStatus = 400 };

    /// <summary>The most memory is less than the memory.</summary>
    public static ProblemCode MaxBelowMemory { get; } =
        new("MAX_BELOW_MEMORY", ProblemKind.Usage) { OvirtKey = "ACTION_TYPE_FAILED_MAX_MEMORY_CANNOT_BE_SMALLER_THAN_MEMORY_SIZE", OvirtStatus = 400 };

    /// <summary>oVirt has it, and this fleet does not.</summary>
    public static ProblemCode NotHere { get; } = new("NOT_IN_THIS_FLEET", ProblemKind.Unsupported) { OvirtStatus = 400 };

    /// <summary>Why one of the hosts does not take a VM.</summary>
    public static ProblemCode HostFiltered { get; } =
        new("HOST_FILTERED", ProblemKind.Refused) { OvirtKey = "SCHEDULING_HOST_FILTERED_REASON_WITH_DETAIL", OvirtStatus = 409 };
}
