using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Availability;

/// <summary>Says of a hold why a wish is refused.</summary>
public static class NotFree
{
    /// <summary>The problem.</summary>
    /// <param name="vfName">What people call the VF.</param>
    /// <param name="hold">Why it is not free.</param>
    /// <returns>It, with what would end the hold.</returns>
    public static Problem Of(string vfName, Hold hold)
    {
        var reason = hold is Hold.ByGuest { Use.Live: true } ? $"{hold.Reason} has it" : hold.Reason;
        return new Problem(ProblemCode.VfNotFree, $"{vfName} is not free: {reason}", hold.RemedyFor(vfName), vfName);
    }
}
