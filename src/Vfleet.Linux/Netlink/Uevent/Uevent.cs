namespace Vfleet.Linux.Netlink.Uevent;

/// <summary>What a uevent subscription brings.</summary>
public abstract record UeventItem;

/// <summary>The kernel told of a change to one of its devices (Documentation/admin-guide, lib/kobject_uevent.c).</summary>
/// <param name="Action"><c>add</c>, <c>remove</c>, <c>change</c>, <c>move</c>, <c>online</c>, <c>offline</c>, <c>bind</c>, <c>unbind</c>.</param>
/// <param name="DevPath">Path of the device below <c>/sys</c>, for example <c>/devices/pci0000:00/0000:00:01.0/0000:01:10.0</c>.</param>
/// <param name="Subsystem">For example <c>pci</c> or <c>net</c>; empty when not given.</param>
/// <param name="Properties">Every KEY=VALUE, for example PCI_SLOT_NAME, DRIVER, INTERFACE, IFINDEX, SEQNUM.</param>
public sealed record Uevent(string Action, string DevPath, string Subsystem, IReadOnlyDictionary<string, string> Properties) : UeventItem
{
    /// <summary>The last part of <see cref="DevPath"/>: for a PCI function its address, for a network link its name.</summary>
    public string DeviceName => DevPath[(DevPath.LastIndexOf('/') + 1)..];
}

/// <summary>Events were lost because this reader was too slow (ENOBUFS): read sysfs again.</summary>
public sealed record UeventsLost : UeventItem;
