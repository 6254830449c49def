using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Engine.Hosts;

/// <summary>What a host's networks shall be, as far as somebody wishes anything.</summary>
public sealed record HostNetworkWish
{
    /// <summary>Bridges of the host's networks that are added, or take the place of the network's former one.</summary>
    public ImmutableArray<NetworkBridge> Bridges { get; init; } = [];

    /// <summary>Networks that shall have no bridge of the host any more.</summary>
    public ImmutableArray<Guid> WithoutBridge { get; init; } = [];

    /// <summary>Labels that are added to what people want of a PF's VFs.</summary>
    public ImmutableArray<PfLabel> Labels { get; init; } = [];

    /// <summary>Labels that are taken out of it.</summary>
    public ImmutableArray<PfLabel> WithoutLabels { get; init; } = [];
}

/// <summary>A label of a PF: networks that have it may use the PF's VFs.</summary>
/// <param name="Pf">The PF.</param>
/// <param name="Label">The label.</param>
public readonly record struct PfLabel(PciAddress Pf, string Label);
