using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Observed;

/// <summary>What we wrote down about a VF before we changed it: enough to put everything back.</summary>
/// <param name="Phase">How far the change got.</param>
/// <param name="Since">When the change began.</param>
public sealed record VfRecord(VfPhase Phase, DateTimeOffset Since)
{
    /// <summary>The settings before the first change.</summary>
    public required VfSettings Original { get; init; }

    /// <summary>The driver before the first change; null for none.</summary>
    public string? OriginalDriver { get; init; }

    /// <summary>The driver_override before the first change; null for none.</summary>
    public string? OriginalOverride { get; init; }

    /// <summary>The settings that we wrote.</summary>
    public VfSettings Applied { get; init; } = VfSettings.Nothing;

    /// <summary>The boot in which it was written (boot_id of the kernel): the VF of another boot is gone with all its settings. Null when not known.</summary>
    public string? Boot { get; init; }

    /// <summary>The guest that it is for.</summary>
    public required VfOwner Owner { get; init; }
}

/// <summary>How far a change of a VF got.</summary>
public enum VfPhase
{
    /// <summary>Being given to a guest; when nobody works on it, that was interrupted.</summary>
    Attaching,

    /// <summary>Given to a guest.</summary>
    Attached,

    /// <summary>Being taken back; when nobody works on it, that was interrupted.</summary>
    Detaching,
}

/// <summary>The guest that a VF was given to.</summary>
/// <param name="Guest">Domain name.</param>
/// <param name="Uuid">Domain UUID.</param>
/// <param name="Alias">The <c>ua-</c> alias of the device in the guest's XML.</param>
/// <param name="Live">Whether it was given to the running guest.</param>
/// <param name="Config">Whether it was written into the persistent configuration.</param>
public sealed record VfOwner(string Guest, Guid Uuid, string Alias, bool Live, bool Config);
