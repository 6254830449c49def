using Vfleet.Linux.Drivers;

namespace Vfleet.Linux.Tests.Drivers;

public sealed class DriverTableTests
{
    private const ushort Intel = 0x8086;

    public static TheoryData<string> Drivers => [.. DriverTable.Drivers];

    [Fact]
    public void The_82576_limits_rates_with_a_carrier_and_guarantees_none()
    {
        var quirks = DriverTable.Of("igb", Intel, 0x10c9);
        quirks.MaxRate.ShouldBe(true);
        quirks.RateNeedsCarrier.ShouldBe(true);
        quirks.MinRate.ShouldBe(false);
        quirks.MacFilters.ShouldBe(24);
    }

    [Theory]
    [InlineData(0x1521)]
    [InlineData(0x1522)]
    [InlineData(0x1523)]
    [InlineData(0x1524)]
    public void The_I350_limits_no_rates(int device)
    {
        var quirks = DriverTable.Of("igb", Intel, (ushort)device);
        quirks.MaxRate.ShouldBe(false);
        quirks.MacFilters.ShouldBe(32);
    }

    [Fact]
    public void No_igb_chip_sets_link_states_or_service_tags_and_each_takes_back_a_MAC_with_zero()
    {
        foreach (var device in new ushort[] { 0x10c9, 0x1521, 0xffff })
        {
            var quirks = DriverTable.Of("igb", Intel, device);
            quirks.LinkState.ShouldBe(false);
            quirks.Dot1Ad.ShouldBe(false);
            quirks.RefusesZeroMac.ShouldBe(false);
            quirks.Trust.ShouldBe(true);
            quirks.SpoofCheck.ShouldBe(true);
            quirks.VfDriver.ShouldBe("igbvf");
        }
    }

    [Fact]
    public void Of_an_igb_chip_that_is_not_listed_only_trying_tells_whether_rates_work()
    {
        var quirks = DriverTable.Of("igb", Intel, 0xffff);
        quirks.MaxRate.ShouldBeNull();
        quirks.MacFilters.ShouldBeNull();
    }

    [Fact]
    public void A_chip_is_known_only_together_with_its_driver()
    {
        DriverTable.Of("vfio-pci", Intel, 0x10c9).ShouldBe(DriverQuirks.Unknown);
        DriverTable.Of("igb", 0x15b3, 0x10c9).MacFilters.ShouldBeNull();
    }

    [Fact]
    public void Ixgbe_takes_the_wish_for_a_forced_link_and_ignores_it()
    {
        var quirks = DriverTable.Of("ixgbe", Intel, 0x10fb);
        quirks.LinkState.ShouldBe(true);
        quirks.LinkStateEnable.ShouldBe(false);
        quirks.RateNeedsSpeed.ShouldBe(10000);
        quirks.MacFilters.ShouldBe(128);
    }

    [Theory]
    [InlineData("qede", true)]
    [InlineData("cxgb4", true)]
    [InlineData("mlx5_core", false)]
    [InlineData("mlx4_core", null)] // It depends on the spoof check.
    public void A_zero_MAC_is_refused_by_some(string driver, bool? refuses) =>
        DriverTable.Of(driver, 0, 0).RefusesZeroMac.ShouldBe(refuses);

    [Fact]
    public void The_eswitch_mode_of_ice_changes_before_there_are_VFs() =>
        DriverTable.Of("ice", Intel, 0x1592).EswitchOrder.ShouldBe(EswitchOrder.ModeBeforeVfs);

    [Fact]
    public void Of_a_driver_that_is_not_listed_nothing_is_known()
    {
        var quirks = DriverTable.Of("thunder-nicpf", 0x177d, 0xa01e);
        quirks.ShouldBe(DriverQuirks.Unknown);
        quirks.ShouldBe(new DriverQuirks());
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Facts_of_a_driver_do_not_contradict_each_other_and_name_their_source(string driver)
    {
        var variants = ChipRows.All
            .Where(row => row.Driver == driver)
            .SelectMany(row => row.Devices, (row, device) => DriverTable.Of(driver, row.Vendor, device))
            .Append(DriverTable.Of(driver, 0, 0));
        foreach (var quirks in variants)
        {
            quirks.Sources.ShouldContain(".c");
            (quirks with { Sources = "" }).ShouldNotBe(DriverQuirks.Unknown);
            (quirks is { LinkState: false, LinkStateEnable: not false }).ShouldBeFalse("a link state that cannot be set cannot be 'enable'");
            (quirks is { MaxRate: false, MinRate: true }).ShouldBeFalse("no driver guarantees rates and limits none");
            (quirks is { MaxRate: false, RateNeedsCarrier: not null }).ShouldBeFalse("a rate that is never taken needs no carrier");
            (quirks is { RateNeedsSpeed: not null, RateNeedsCarrier: not true }).ShouldBeFalse("a speed needs a carrier");
        }
    }

    [Fact]
    public void Chips_belong_to_drivers_that_are_listed()
    {
        ChipRows.All.ShouldNotBeEmpty();
        ChipRows.All.Select(row => row.Driver).Except(DriverTable.Drivers, StringComparer.Ordinal).ShouldBeEmpty();
    }
}
