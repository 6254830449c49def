using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Observed;

/// <summary>A libvirt guest of the host.</summary>
/// <param name="Name">Domain name.</param>
/// <param name="Uuid">Domain UUID.</param>
/// <param name="State">Its state.</param>
/// <param name="IsPersistent">Whether it has a persistent configuration.</param>
public sealed record ObservedGuest(string Name, Guid Uuid, GuestState State, bool IsPersistent)
{
    /// <summary>Memory in KiB.</summary>
    public ulong? MemoryKiB { get; init; }

    /// <summary>Virtual processors; null when not known.</summary>
    public int? Cpus { get; init; }

    /// <summary>Whether Vfleet made it, by its mark in libvirt's metadata.</summary>
    public bool IsMade { get; init; }

    /// <summary>Its interfaces and PCI host devices.</summary>
    public ImmutableArray<ObservedGuestDevice> Devices { get; init; } = [];

    /// <summary>PCI Express ports of the running guest that nothing is plugged into; null when not running or not known.</summary>
    public int? FreeHotplugPorts { get; init; }
}

/// <summary>The state of a guest, as libvirt counts them (virDomainState).</summary>
public enum GuestState
{
    /// <summary>libvirt does not say.</summary>
    Unknown,

    /// <summary>Running, or blocked on input or output.</summary>
    Running,

    /// <summary>Paused; it cannot answer an unplug.</summary>
    Paused,

    /// <summary>On its way down.</summary>
    ShuttingDown,

    /// <summary>Not running.</summary>
    ShutOff,

    /// <summary>Crashed.</summary>
    Crashed,

    /// <summary>Suspended by its own power management.</summary>
    Suspended,
}

/// <summary>An interface or PCI host device of a guest.</summary>
/// <param name="Kind">libvirt's type: <c>hostdev</c>, <c>network</c>, <c>bridge</c>, <c>direct</c> ..., or <c>pci</c> for a plain hostdev.</param>
/// <param name="Alias">Device alias; null when it has none.</param>
/// <param name="Mac">MAC address; null for a plain hostdev.</param>
/// <param name="Function">The host's PCI function; null for emulated interfaces.</param>
/// <param name="Source">Network, bridge or device that it is connected to; null for hostdevs.</param>
/// <param name="Vlan">VLAN id in the XML; null when none.</param>
/// <param name="Live">Whether the running guest has it.</param>
/// <param name="Config">Whether the persistent configuration has it.</param>
public sealed record ObservedGuestDevice(
    string Kind, string? Alias, MacAddress? Mac, PciAddress? Function, string? Source, int? Vlan, bool Live, bool Config)
{
    /// <summary>The tap on the host that a running guest's emulated interface has; null when there is none or it is not known.</summary>
    public string? Tap { get; init; }
}
