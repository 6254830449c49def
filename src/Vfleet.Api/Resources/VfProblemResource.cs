using Vfleet.Primitives;

namespace Vfleet.Api.Resources;

/// <summary>Something about a VF in which claims, libvirt and the kernel do not agree.</summary>
public sealed record VfProblemResource
{
    /// <summary>The host.</summary>
    public required Reference Host { get; init; }

    /// <summary>The PF's address.</summary>
    public required PciAddress Pf { get; init; }

    /// <summary>The PF's netdev, else its address.</summary>
    public required string PfName { get; init; }

    /// <summary>The VF's index, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Which sort: <c>claim-without-guest</c>, <c>guest-without-claim</c>, <c>left-over</c>, <c>wrong-guest</c>, <c>suspect</c> or <c>missing</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>It in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What the reader can do.</summary>
    public required string Remedy { get; init; }

    /// <summary>The VM that it is about; null for none.</summary>
    public Reference? Vm { get; init; }

    /// <summary>Whether the engine heals it by itself.</summary>
    public required bool Healed { get; init; }
}
