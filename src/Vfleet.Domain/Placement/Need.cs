using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Matching;

namespace Vfleet.Domain.Placement;

/// <summary>What a vNIC asks of a PF: a network and tags. vNICs that ask the same share one, with what was found about the PF classes.</summary>
internal sealed class Need(KnownNetwork network, FunctionTags ofProfile, FunctionTags ofNic)
{
    // What stands beside the networks in a PF's flexibility: being wanted for live migration, being trusted.
    private const int LiveSteps = 2;
    private const int TrustedSteps = 2;
    private const int NetworkSteps = MatchWeights.FlexibilitySteps - LiveSteps - TrustedSteps;

    // For each class: 0 not looked at, above 0 steps of flexibility plus 1, below 0 the reason minus 1.
    private int[] _answers = [];
    private int _version = -1;

    public KnownNetwork Network => network;

    /// <summary>Whether VFs of a class may be had.</summary>
    /// <param name="pfClass">The class.</param>
    /// <param name="networks">The networks, for how many there are.</param>
    /// <param name="cost">What they cost.</param>
    /// <returns>Whether they may.</returns>
    public bool Allows(PfClass pfClass, NetworkIndex networks, out long cost)
    {
        if (_version != networks.Version)
        {
            Array.Clear(_answers);
            _version = networks.Version;
        }

        if (_answers.Length <= pfClass.Ordinal)
        {
            Array.Resize(ref _answers, Math.Max(pfClass.Ordinal + 1, _answers.Length * 2));
        }

        ref var answer = ref _answers[pfClass.Ordinal];
        if (answer == 0)
        {
            answer = Obstacle(pfClass) is { } reason ? -1 - (int)reason : 1 + Flexibility(pfClass, networks.Count);
        }

        cost = (answer - 1) * MatchWeights.Flexibility;
        return answer > 0;
    }

    /// <summary>The first reason why VFs of a class may not be had.</summary>
    /// <param name="pfClass">The class.</param>
    /// <returns>It; null when they may be had.</returns>
    public PfReason? Obstacle(PfClass pfClass) => !Bits.Has(pfClass.Allowed, network.Ordinal) ? PfReason.NetworkNotAllowed
        : network.Network?.PhysicalNetwork is { } physical && physical != pfClass.PhysicalNetwork ? PfReason.PhysicalNetwork
        : Obstacle(ofProfile, pfClass) ?? Obstacle(ofNic, pfClass);

    /// <summary>What is asked where a reason lies, for people.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="pfClass">The class that does not have it.</param>
    /// <returns>A few words.</returns>
    public string Describe(PfReason reason, PfClass pfClass) => reason switch
    {
        PfReason.NetworkNotAllowed => $"network {network.Network?.Name ?? network.Id.ToString()} is not allowed",
        PfReason.PhysicalNetwork => $"physical network {Asked(tags => tags.PhysicalNetwork, pfClass.PhysicalNetwork) ?? network.Network?.PhysicalNetwork} is asked for, "
            + (pfClass.PhysicalNetwork is { } other ? $"it is mapped to {other}" : "it is mapped to none"),
        PfReason.VendorDevice => $"{Asked(tags => tags.VendorDevice, pfClass.VendorDevice)} is asked for, its VFs are {(pfClass.VendorDevice.Length == 0 ? "of no known id" : pfClass.VendorDevice)}",
        PfReason.Model => $"model {ofProfile.Model ?? ofNic.Model} is asked for, it is {(pfClass.Model.Length == 0 ? "of no known model" : pfClass.Model)}",
        PfReason.Trusted => pfClass.IsTrusted ? "untrusted VFs are asked for" : "trusted VFs are asked for",
        PfReason.LiveMigratable => pfClass.IsLiveMigratable ? "VFs that are not for live migration are asked for" : "VFs for live migration are asked for",
        _ => reason.ToString(),
    };

    private string? Asked(Func<FunctionTags, string?> tag, string? present) =>
        ImmutableArray.Create(tag(ofProfile), tag(ofNic)).FirstOrDefault(asked => asked is not null && !string.Equals(asked, present, StringComparison.OrdinalIgnoreCase));

    private static PfReason? Obstacle(FunctionTags tags, PfClass pfClass) =>
        tags.VendorDevice is { } id && !string.Equals(id, pfClass.VendorDevice, StringComparison.OrdinalIgnoreCase) ? PfReason.VendorDevice
        : tags.Model is { } model && !pfClass.Model.Contains(model, StringComparison.OrdinalIgnoreCase) ? PfReason.Model
        : tags.Trusted is { } trusted && trusted != pfClass.IsTrusted ? PfReason.Trusted
        : tags.LiveMigratable is { } live && live != pfClass.IsLiveMigratable ? PfReason.LiveMigratable
        : tags.PhysicalNetwork is { } physical && physical != pfClass.PhysicalNetwork ? PfReason.PhysicalNetwork
        : null;

    private int Flexibility(PfClass pfClass, int networks) => (NetworkSteps * pfClass.AllowedCount / Math.Max(networks, 1))
        + (pfClass.IsLiveMigratable && (ofProfile.LiveMigratable ?? ofNic.LiveMigratable) is null ? LiveSteps : 0)
        + (pfClass.IsTrusted && (ofProfile.Trusted ?? ofNic.Trusted) is null ? TrustedSteps : 0);
}
