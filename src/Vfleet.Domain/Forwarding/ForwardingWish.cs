using System.Collections.Immutable;

namespace Vfleet.Domain.Forwarding;

/// <summary>The addresses that a PF's embedded switch shall deliver to the PF.</summary>
public sealed record ForwardingWish
{
    /// <summary>The addresses, each once, in the order in which they get room: the bridge, the document, guests by name.</summary>
    public ImmutableArray<ForwardedAddress> Addresses { get; init; } = [];

    /// <summary>Addresses behind the bridge that must not have an entry.</summary>
    public ImmutableArray<LeftOutAddress> LeftOut { get; init; } = [];

    /// <summary>The bridges above the PF.</summary>
    public ImmutableArray<BridgeAbove> Bridges { get; init; } = [];

    /// <summary>Why no address is wanted, continuing "nothing is forwarded: "; empty when some may be.</summary>
    public string Because { get; init; } = "";

    /// <summary>Whether every running guest is known. When not, an entry may be needed although nobody here wants it.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>A wish for nothing, whoever is there.</summary>
    /// <param name="because">Why.</param>
    /// <returns>The wish.</returns>
    public static ForwardingWish Nothing(string because) => new() { Because = because };
}
