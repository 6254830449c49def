using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>What a host shall be: its document, understood and free of contradictions.</summary>
public sealed record DesiredHost
{
    /// <summary>What the document says of PFs, in its order.</summary>
    public ImmutableArray<DesiredPf> Pfs { get; init; } = [];

    /// <summary>PFs that are never changed.</summary>
    public ImmutableArray<PfPattern> NeverTouch { get; init; } = [];

    /// <summary>Physical networks, each with the PFs that lead there.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<PfPattern>> Networks { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<PfPattern>>(StringComparer.Ordinal);

    /// <summary>What to do when the host no longer is what the document says.</summary>
    public DriftPolicy Drift { get; init; } = DriftPolicy.Report;
}

/// <summary>What to do when a host no longer is what its document says.</summary>
public enum DriftPolicy
{
    /// <summary>Only tell.</summary>
    Report,

    /// <summary>Make it so again.</summary>
    Mend,
}

/// <summary>One entry of the document: what some PFs and their VFs shall be.</summary>
/// <param name="Select">Which PFs.</param>
/// <param name="Place">Where the entry stands.</param>
public sealed record DesiredPf(PfPattern Select, Place Place)
{
    /// <summary>How many VFs each shall have; null leaves the number.</summary>
    public int? Vfs { get; init; }

    /// <summary>Driver of the VFs.</summary>
    public VfDriverChoice Driver { get; init; } = VfDriverChoice.AsConfigured;

    /// <summary>Settings of VFs; ranges do not overlap.</summary>
    public ImmutableArray<DesiredVfs> Settings { get; init; } = [];

    /// <summary>Eswitch mode, <c>legacy</c> or <c>switchdev</c>; null leaves it.</summary>
    public string? EswitchMode { get; init; }

    /// <summary>MTU of the PF's netdevs in bytes; null leaves it.</summary>
    public int? Mtu { get; init; }

    /// <summary>Whether the PF's netdevs shall be administratively up; null leaves them.</summary>
    public bool? Up { get; init; }

    /// <summary>Whether addresses behind the PF's bridge are forwarded to it.</summary>
    public ForwardingPolicy Forward { get; init; } = ForwardingPolicy.Guests;

    /// <summary>Addresses to forward besides those of guests; unicast, each once.</summary>
    public ImmutableArray<MacAddress> ForwardAddresses { get; init; } = [];

    /// <summary>Who makes the VFs.</summary>
    public VfOwnership Ownership { get; init; } = VfOwnership.Managed;

    /// <summary>Whether it is an error when no PF of the host is meant.</summary>
    public bool Required { get; init; }
}

/// <summary>Which addresses behind a PF's bridge the PF's embedded switch is told of.</summary>
public enum ForwardingPolicy
{
    /// <summary>Those of the running guests on the bridge, of the bridge itself, and those that the document names.</summary>
    Guests,

    /// <summary>None.</summary>
    None,
}

/// <summary>Who makes the VFs of a PF.</summary>
public enum VfOwnership
{
    /// <summary>We do.</summary>
    Managed,

    /// <summary>Others do: only the VFs that have settings are configured, the PF itself is left.</summary>
    External,
}

/// <summary>Settings of some VFs of a PF.</summary>
/// <param name="Range">Which VFs.</param>
/// <param name="Settings">What to write; null members are left.</param>
/// <param name="Place">Where it stands.</param>
public sealed record DesiredVfs(VfRange Range, VfSettings Settings, Place Place);
