using System.Collections.Immutable;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Net;

/// <summary>A network interface as <c>/sys/class/net</c> shows it: what a recorded tree can tell. On a running host netlink tells more,
/// at once.</summary>
/// <remarks>Attributes: kernel Documentation/ABI/testing/sysfs-class-net. Only interfaces of the present network namespace are
/// there.</remarks>
public sealed record Netdev
{
    internal const string ClassPath = "sys/class/net";

    private const long InterfaceUp = 1;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its number (IFINDEX); null when unreadable.</summary>
    public int? Index { get; init; }

    /// <summary>The PCI function behind it; null for one without, such as a bridge.</summary>
    public PciAddress? Function { get; init; }

    /// <summary>Port of a card that has several behind one function, from 0.</summary>
    public int? DevPort { get; init; }

    /// <summary>Name of the port as the card tells it, such as p0 or pf0vf3; null when it tells none.</summary>
    public string? PhysPortName { get; init; }

    /// <summary>The same on all ports of one embedded switch, hexadecimal; null outside switchdev mode.</summary>
    public string? PhysSwitchId { get; init; }

    /// <summary>MAC address; null for an interface whose address is of another kind, such as InfiniBand's.</summary>
    public MacAddress? Address { get; init; }

    /// <summary>RFC 2863 state: up, down, lowerlayerdown, dormant, unknown; null when unreadable.</summary>
    public string? OperState { get; init; }

    /// <summary>Whether there is a carrier; null while the interface is down, when the kernel does not tell.</summary>
    public bool? Carrier { get; init; }

    /// <summary>Whether it is administratively up (IFF_UP).</summary>
    public bool IsUp { get; init; }

    /// <summary>MTU in octets; null when unreadable.</summary>
    public int? Mtu { get; init; }

    /// <summary>Speed in Mbit/s; null when unknown (the kernel says -1) or the interface is down.</summary>
    public int? Speed { get; init; }

    /// <summary>ARPHRD_ type: 1 Ethernet, 32 InfiniBand; null when unreadable.</summary>
    public int? Type { get; init; }

    /// <summary>What could not be read.</summary>
    public ImmutableArray<ReadFault> Faults { get; init; } = [];

    /// <summary>Reads one interface.</summary>
    /// <param name="root">The host.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The interface, or null when there is none of this name.</returns>
    public static Netdev? Read(SysfsRoot root, string name)
    {
        if (!IsName(name))
        {
            return null;
        }

        using var directory = root.TryOpenDirectory($"{ClassPath}/{name}", out _);
        if (directory is null)
        {
            return null;
        }

        var faults = ImmutableArray.CreateBuilder<ReadFault>();
        var attributes = new AttributeReader(directory, faults);
        return new Netdev
        {
            Name = name,
            Index = attributes.Number("ifindex", 1, int.MaxValue),
            Function = PciAddress.TryParse(attributes.LinkName("device"), null, out var function) ? function : null,
            DevPort = attributes.Number("dev_port", 0, int.MaxValue),
            PhysPortName = attributes.Text("phys_port_name"),
            PhysSwitchId = attributes.Text("phys_switch_id"),
            Address = MacAddress.TryParse(attributes.Text("address"), null, out var address) ? address : null,
            OperState = attributes.Text("operstate"),
            Carrier = attributes.Number("carrier", 0, 1) is { } carrier ? carrier == 1 : null,
            IsUp = ((attributes.Number("flags") ?? 0) & InterfaceUp) != 0,
            Mtu = attributes.Number("mtu", 0, int.MaxValue),
            Speed = attributes.Number("speed", -1, int.MaxValue) is { } speed and >= 0 ? speed : null,
            Type = attributes.Number("type", 0, ushort.MaxValue),
            Faults = faults.ToImmutable(),
        };
    }

    /// <summary>Reads the interfaces of a function, by name.</summary>
    /// <param name="root">The host.</param>
    /// <param name="function">The function.</param>
    /// <returns>The interfaces; empty when it has none.</returns>
    public static ImmutableArray<Netdev> OfFunction(SysfsRoot root, PciAddress function) =>
        [.. root.List($"{PciTopology.PathOf(function)}/net").Select(name => Read(root, name)).OfType<Netdev>()];

    /// <summary>Names of all interfaces, sorted.</summary>
    /// <param name="root">The host.</param>
    /// <returns>The names. <c>bonding_masters</c>, a file in the same directory, is not among them.</returns>
    public static ImmutableArray<string> Names(SysfsRoot root) => [.. root.List(ClassPath).Where(name => name != "bonding_masters")];

    // As the kernel's dev_valid_name (net/core/dev.c); so a name from outside can be no path.
    internal static bool IsName(string name) =>
        name.Length is > 0 and < 16 && name is not ("." or "..") && !name.Any(c => c is '/' or ':' || char.IsWhiteSpace(c));
}
