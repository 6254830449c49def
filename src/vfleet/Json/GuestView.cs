using Vfleet.Cli.Output;
using Vfleet.Domain.Observed;

namespace Vfleet.Cli.Json;

/// <summary>A libvirt guest.</summary>
/// <param name="Name">Domain name.</param>
/// <param name="Uuid">Domain UUID.</param>
/// <param name="State">For example <c>running</c>.</param>
/// <param name="Persistent">Whether it has a persistent configuration.</param>
/// <param name="MemoryKiB">Memory in KiB.</param>
/// <param name="FreeHotplugPorts">PCI Express ports with nothing in them; null when not running or not known.</param>
/// <param name="Devices">Its interfaces and PCI host devices.</param>
internal sealed record GuestView(
    string Name, string Uuid, string State, bool Persistent, ulong? MemoryKiB, int? FreeHotplugPorts, GuestDeviceView[] Devices)
{
    public static GuestView From(ObservedHost host, ObservedGuest guest) => new(
        guest.Name,
        guest.Uuid.ToString(),
        Words.Of(guest.State),
        guest.IsPersistent,
        guest.MemoryKiB,
        guest.FreeHotplugPorts,
        [.. guest.Devices.Select(device => GuestDeviceView.From(host, device))]);
}

/// <summary>An interface or PCI host device of a guest.</summary>
/// <param name="Kind">libvirt's type, or <c>pci</c>.</param>
/// <param name="Alias">Device alias.</param>
/// <param name="Mac">MAC address.</param>
/// <param name="Address">PCI address of the host's function; null for emulated interfaces.</param>
/// <param name="Vf">The VF behind it, as <c>enp1s0f0/3</c>; null when it is none.</param>
/// <param name="Source">Network, bridge or device.</param>
/// <param name="Vlan">VLAN id in the XML.</param>
/// <param name="Live">Whether the running guest has it.</param>
/// <param name="Persistent">Whether the persistent configuration has it.</param>
internal sealed record GuestDeviceView(
    string Kind, string? Alias, string? Mac, string? Address, string? Vf, string? Source, int? Vlan, bool Live, bool Persistent)
{
    public static GuestDeviceView From(ObservedHost host, ObservedGuestDevice device) => new(
        device.Kind,
        device.Alias,
        device.Mac?.ToString(),
        device.Function?.ToString(),
        Words.VfName(host, device),
        device.Source,
        device.Vlan,
        device.Live,
        device.Config);
}

/// <summary>The answer of <c>vfleet vm list</c>.</summary>
/// <param name="Guests">The guests by name.</param>
/// <param name="Problems">What could not be read.</param>
internal sealed record GuestListAnswer(GuestView[] Guests, ProblemView[] Problems);

/// <summary>A line of <c>vfleet watch --json</c>.</summary>
/// <param name="At">When it was noticed.</param>
/// <param name="Kind">What happened, for example <c>vf.added</c>.</param>
/// <param name="Subject">To what.</param>
/// <param name="Detail">For people.</param>
internal sealed record EventView(DateTimeOffset At, string Kind, string Subject, string Detail);
