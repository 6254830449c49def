using System.Globalization;
using System.Text;
using Vfleet.Primitives;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Names and ids of host devices, as libvirt and oVirt make them of PCI addresses.</summary>
internal static class DeviceNames
{
    /// <summary>libvirt's name of a function (<c>node_device_udev.c</c>): <c>pci_0000_05_10_0</c>.</summary>
    /// <param name="address">Its address.</param>
    /// <returns>The name.</returns>
    public static string Of(PciAddress address) =>
        string.Create(CultureInfo.InvariantCulture, $"pci_{address.Domain:x4}_{address.Bus:x2}_{address.Device:x2}_{address.Function}");

    /// <summary>oVirt's id of a device: the name's UTF-8 in lower-case hexadecimal (ovirt-engine, HexUtils).</summary>
    /// <param name="name">The name.</param>
    /// <returns>The id.</returns>
    public static string IdOf(string name) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name));
}
