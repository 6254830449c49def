namespace Vfleet.Linux.Drivers;

/// <summary>Where chips of one driver differ. Device ids: the driver's own header in Linux 6.12.</summary>
internal static class ChipRows
{
    private const ushort Intel = 0x8086;

    // igb_ndo_set_vf_bw answers EOPNOTSUPP for every chip but the 82576 (igb_main.c).
    // Receive address entries: E1000_RAR_ENTRIES_* (e1000_82575.h). Data sheets count them differently (the I350: 16 + 16).
    // ixgbe: IXGBE_82599_RAR_ENTRIES, IXGBE_X540_RAR_ENTRIES; the X550 sets 128 when it is reset (ixgbe_x550.c).
    public static IReadOnlyList<(string Driver, ushort Vendor, ushort[] Devices, Func<DriverQuirks, DriverQuirks> Change)> All { get; } =
    [
        // 82576: copper, fibre, SerDes, quad ports, NS.
        ("igb", Intel, [0x10c9, 0x10e6, 0x10e7, 0x10e8, 0x1526, 0x150a, 0x1518, 0x150d],
            quirks => quirks with { MaxRate = true, RateNeedsCarrier = true, MacFilters = 24 }),

        // I350: copper, fibre, SerDes, SGMII.
        ("igb", Intel, [0x1521, 0x1522, 0x1523, 0x1524],
            quirks => quirks with { MaxRate = false, MacFilters = 32 }),

        // 82599 and its many boards.
        ("ixgbe", Intel,
            [
                0x10f7, 0x1514, 0x1517, 0x151c, 0x10f9, 0x10fb, 0x152a, 0x1529, 0x1507,
                0x154d, 0x1557, 0x10fc, 0x10f8, 0x154f, 0x154a, 0x1558,
            ],
            quirks => quirks with { MacFilters = 128 }),

        // X540.
        ("ixgbe", Intel, [0x1528, 0x1560], quirks => quirks with { MacFilters = 128 }),

        // X550, X552/X553 and the like.
        ("ixgbe", Intel,
            [
                0x1563, 0x15d1, 0x15aa, 0x15ab, 0x15ac, 0x15ad, 0x15ae, 0x15b0, 0x15c2,
                0x15c3, 0x15c4, 0x15c6, 0x15c7, 0x15c8, 0x15ce, 0x15e4, 0x15e5,
            ],
            quirks => quirks with { MacFilters = 128 }),
    ];
}
