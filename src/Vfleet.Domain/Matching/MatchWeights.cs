namespace Vfleet.Domain.Matching;

/// <summary>
/// What makes one PF dearer than another for a vNIC. Each kind outweighs all kinds below it together, for up to <see cref="MostNics"/>
/// vNICs: a unit of a kind is one more than the most that the kinds below it can add up to.
/// </summary>
internal static class MatchWeights
{
    /// <summary>The most vNICs that are matched together.</summary>
    public const int MostNics = 64;

    /// <summary>The largest number of steps of a PF's place in the host's order.</summary>
    public const int OrderSteps = 63;

    /// <summary>The largest number of steps of the PF's use.</summary>
    public const int UseSteps = 63;

    /// <summary>The largest number of steps of scarcity.</summary>
    public const int ScarcitySteps = 15;

    /// <summary>The largest number of steps of flexibility.</summary>
    public const int FlexibilitySteps = 15;

    /// <summary>One place later in the host's order of PFs: decides between equals, so that the answer is always the same.</summary>
    public const long Order = 1;

    /// <summary>One step of the PF's use: the cluster's policy spreads over PFs, or packs them.</summary>
    public const long Use = Order * ((MostNics * OrderSteps) + 1);

    /// <summary>One network that no other PF of the host with a free VF allows: it would be cut off.</summary>
    public const long Scarcity = Use * ((MostNics * UseSteps) + 1);

    /// <summary>One step of what the PF allows and can beyond what is asked: such PFs stay free for those who need them.</summary>
    public const long Flexibility = Scarcity * ((MostNics * ScarcitySteps) + 1);

    /// <summary>The PF is on another NUMA node than the VM: every packet crosses the link between them.</summary>
    public const long Numa = Flexibility * ((MostNics * FlexibilitySteps) + 1);

    /// <summary>The PF has no carrier: the VF works only towards other VFs of it.</summary>
    public const long NoLink = Numa * (MostNics + 1);

    /// <summary>A vNIC that would rather have a VF gets a bridge.</summary>
    public const long Bridge = NoLink * (MostNics + 1);

    /// <summary>What a choice costs beyond mere order of preference: 0 when every vNIC has a VF near it with a link.</summary>
    /// <param name="cost">The whole cost.</param>
    /// <returns>Its part that is worth looking at other hosts for.</returns>
    public static long Shortcomings(long cost) => cost / Numa;

    /// <summary>The use of a PF, in steps, when one VF more of it is taken.</summary>
    /// <param name="spread">Whether the cluster spreads over PFs; then the emptiest PF is cheapest, else the fullest.</param>
    /// <param name="count">How many VFs the PF has.</param>
    /// <param name="free">How many of them were free before.</param>
    /// <param name="taken">How many of those this VM takes already.</param>
    /// <returns>The cost; it never falls when <paramref name="taken"/> rises, which the matching relies on.</returns>
    public static long UseOf(bool spread, int count, int free, int taken) =>
        Use * (UseSteps * (long)(spread ? count - free + taken : free) / Math.Max(count, 1));
}
