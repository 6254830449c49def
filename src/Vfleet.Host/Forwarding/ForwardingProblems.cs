using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Forwarding;

/// <summary>What can be wrong with the forwarding entries of a PF.</summary>
internal static class ForwardingProblems
{
    /// <summary>The card has no room.</summary>
    public static Problem Full(ObservedPf pf, string why) => new(
        ProblemCode.AddressTableFull,
        $"{pf.Name}: {why}",
        $"give who has that address a VF too, or put it on the bridge of another PF; fewer VFs make room ('vfleet pf set {pf.Name} --vfs N')",
        pf.Address.ToString());

    /// <summary>The kernel reports something else than what it accepted.</summary>
    public static Problem NotApplied(ObservedPf pf, string what) => new(
        ProblemCode.NotApplied,
        $"{pf.Name}: {what}",
        "try again; if it stays, see the kernel log ('dmesg') for the driver's reason",
        pf.Address.ToString());
}
