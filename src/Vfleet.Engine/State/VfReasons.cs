using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;

namespace Vfleet.Engine.State;

/// <summary>Why a VF cannot be given to a vNIC now.</summary>
public static class VfReasons
{
    /// <summary>Why all VFs of a PF cannot.</summary>
    /// <param name="host">The host.</param>
    /// <param name="configuration">What people want of the PF's VFs; null when nobody has said anything.</param>
    /// <returns>Every reason; none when nothing stands against all of them.</returns>
    public static ImmutableArray<string> OfAll(FleetHost host, Entry<VfsConfiguration>? configuration)
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (host.Status != HostStatus.Up)
        {
            reasons.Add($"the host is {host.Status.ToString().ToLowerInvariant()}");
        }

        if (configuration is { IsFrozen: true })
        {
            reasons.Add("the PF is being changed");
        }
        else if (configuration is { Value.IsUsed: false })
        {
            reasons.Add("the fleet does not use the PF");
        }

        return reasons.DrainToImmutable();
    }

    /// <summary>Why one cannot.</summary>
    /// <param name="ofAll">Why all of its PF cannot.</param>
    /// <param name="claim">The claim on it; null for none.</param>
    /// <param name="said">What the host said of it; null for nothing.</param>
    /// <returns>Every reason; none when it can.</returns>
    public static ImmutableArray<string> Of(ImmutableArray<string> ofAll, Claim? claim, InventoryVf? said)
    {
        if (claim is null && said is null)
        {
            return ofAll;
        }

        var reasons = ofAll.ToBuilder();
        if (claim is not null)
        {
            reasons.Add(claim.State switch
            {
                ClaimState.Held => "a vNIC has it",
                ClaimState.Releasing => "it is being given up",
                _ => "it is suspect: the host could not give it to a guest",
            });
        }

        if (said is not null)
        {
            reasons.AddRange(said.Holds);
            if (said.IsUnclean)
            {
                reasons.Add("something of its former user is still on it");
            }
        }

        return reasons.ToImmutable();
    }
}
