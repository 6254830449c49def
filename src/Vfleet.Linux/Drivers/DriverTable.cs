using System.Collections.Frozen;

namespace Vfleet.Linux.Drivers;

/// <summary>Facts about PF drivers. To add a driver, read its <c>net_device_ops</c> and add a row to <see cref="DriverRows"/>.</summary>
public static class DriverTable
{
    private static readonly FrozenDictionary<string, DriverQuirks> s_drivers =
        DriverRows.All.ToFrozenDictionary(row => row.Driver, row => row.Quirks, StringComparer.Ordinal);

    private static readonly FrozenDictionary<(string Driver, ushort Vendor, ushort Device), Func<DriverQuirks, DriverQuirks>> s_chips =
        ChipRows.All
            .SelectMany(row => row.Devices.Select(device => (Key: (row.Driver, row.Vendor, device), row.Change)))
            .ToFrozenDictionary(row => row.Key, row => row.Change);

    /// <summary>Names of the drivers of which anything is known.</summary>
    public static IEnumerable<string> Drivers => s_drivers.Keys;

    /// <summary>What is known of a driver on a chip.</summary>
    /// <param name="driver">The PF driver's name as in sysfs, for example <c>igb</c>.</param>
    /// <param name="vendor">PCI vendor id of the PF.</param>
    /// <param name="device">PCI device id of the PF.</param>
    /// <returns>The facts; <see cref="DriverQuirks.Unknown"/> for a driver that is not in the table.</returns>
    public static DriverQuirks Of(string driver, ushort vendor, ushort device)
    {
        var quirks = s_drivers.GetValueOrDefault(driver, DriverQuirks.Unknown);
        return s_chips.TryGetValue((driver, vendor, device), out var change) ? change(quirks) : quirks;
    }
}
