using System.Collections.Immutable;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>How the kernel's answer about the VFs of a PF came out.</summary>
public enum VfListCompleteness
{
    /// <summary>Every VF was reported.</summary>
    Complete,

    /// <summary>
    /// Every VF was reported, but the list outgrew the 16-bit length of its attribute and the stated length was wrong by a multiple of
    /// 65,536; other programs show such a list cut ("Truncated VF list" of <c>ip</c>).
    /// </summary>
    CompleteDespiteOverflow,

    /// <summary>The PF driver answered for some VFs only.</summary>
    SomeNotReported,

    /// <summary>The list ends early.</summary>
    Cut,

    /// <summary>The kernel could not fit the list into a message at all (EMSGSIZE), however it was asked.</summary>
    TooLarge,

    /// <summary>The PF driver reports no VFs through rtnetlink.</summary>
    NotReportedByDriver,
}

/// <summary>The VFs of one PF.</summary>
/// <param name="LinkIndex">Interface index of the PF's link.</param>
/// <param name="KernelCount">How many VFs the kernel says the PF has (IFLA_NUM_VF).</param>
/// <param name="Completeness">How the answer came out.</param>
/// <param name="CutAt">The first VF of those at the end that were not reported; null when the last VF was reported.</param>
/// <param name="Items">One entry per VF, in the order of the index, without gaps.</param>
public sealed record VfList(
    int LinkIndex, int KernelCount, VfListCompleteness Completeness, int? CutAt, ImmutableArray<VfAttributes> Items);
