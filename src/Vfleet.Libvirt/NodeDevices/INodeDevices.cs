using System.Collections.Immutable;

namespace Vfleet.Libvirt.NodeDevices;

/// <summary>Kinds of host devices (<c>virConnectListAllNodeDeviceFlags</c>).</summary>
[Flags]
public enum NodeDeviceKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>PCI functions.</summary>
    Pci = 1 << 1,

    /// <summary>Network interfaces.</summary>
    Net = 1 << 4,
}

/// <summary>A host device and its document.</summary>
/// <param name="Name">libvirt's name, for example <c>pci_0000_01_10_0</c>: the key in every call.</param>
/// <param name="Xml">Its document.</param>
public sealed record NodeDeviceEntry(string Name, string Xml);

/// <summary>The host's devices as libvirt sees them.</summary>
public interface INodeDevices
{
    /// <summary>Lists devices of the given kinds.</summary>
    /// <param name="kinds">One kind or several.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// The devices by name; one that goes away meanwhile is left out. Empty where the driver knows no devices.
    /// </returns>
    Task<ImmutableArray<NodeDeviceEntry>> ListAsync(NodeDeviceKinds kinds, CancellationToken cancellationToken);

    /// <summary>Reads one device's document.</summary>
    /// <param name="name">libvirt's name of the device.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The XML, or null when there is no such device.</returns>
    Task<string?> FindXmlAsync(string name, CancellationToken cancellationToken);

    /// <summary>Takes a PCI function from its driver and binds it to vfio; refused while a domain uses it.</summary>
    /// <param name="name">libvirt's name of the device.</param>
    /// <param name="driver">A vfio driver's name, or null for libvirt's choice.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it is bound.</returns>
    Task DetachAsync(string name, string? driver, CancellationToken cancellationToken);

    /// <summary>Gives a PCI function back to the driver of the host; refused while a domain uses it.</summary>
    /// <param name="name">libvirt's name of the device.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it is bound.</returns>
    Task ReattachAsync(string name, CancellationToken cancellationToken);

    /// <summary>Resets a PCI function; refused while a domain uses it.</summary>
    /// <param name="name">libvirt's name of the device.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it is reset.</returns>
    Task ResetAsync(string name, CancellationToken cancellationToken);
}
