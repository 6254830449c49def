namespace Vfleet.Linux.Drivers;

/// <summary>How many exact MAC addresses a card's receive filter holds, for the PF and all its VFs together.</summary>
/// <remarks>
/// E1000_RAR_ENTRIES_* in drivers/net/ethernet/intel/igb/e1000_82575.h, IXGBE_82599_RAR_ENTRIES in ixgbe/ixgbe_82599.c and
/// IXGBE_X540_RAR_ENTRIES in ixgbe/ixgbe_x540.c; device ids in e1000_hw.h and ixgbe_type.h (Linux 6.12).
/// </remarks>
public static class MacFilterTable
{
    private const ushort Intel = 0x8086;

    private static readonly ushort[] s_82576 = [0x10c9, 0x10e6, 0x10e7, 0x10e8, 0x1526, 0x150a, 0x1518, 0x150d];
    private static readonly ushort[] s_i350 = [0x1521, 0x1522, 0x1523, 0x1524];

    private static readonly ushort[] s_82599 =
    [
        0x10f7, 0x1514, 0x1517, 0x151c, 0x10f9, 0x10fb, 0x152a, 0x1529, 0x1507, 0x154d, 0x1557, 0x10fc, 0x10f8, 0x154f, 0x154a, 0x1558,
    ];

    private static readonly ushort[] s_x540 = [0x1528, 0x1560];

    /// <summary>The number of entries of a PF's filter.</summary>
    /// <param name="vendor">The PF's vendor id.</param>
    /// <param name="device">The PF's device id.</param>
    /// <returns>The number, or null when it is not known for this card.</returns>
    public static int? Entries(ushort vendor, ushort device) => vendor != Intel ? null
        : s_82576.Contains(device) ? 24
        : s_i350.Contains(device) ? 32
        : s_82599.Contains(device) || s_x540.Contains(device) ? 128
        : null;
}
