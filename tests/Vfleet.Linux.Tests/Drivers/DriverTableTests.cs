using Vfleet.Linux.Drivers;

namespace Vfleet.Linux.Tests.Drivers;

public sealed class DriverTableTests
{
    [Fact]
    public void Every_fact_names_its_source_and_every_driver_stands_once()
    {
        DriverTable.All.ShouldAllBe(facts => facts.Source.Contains(".c", StringComparison.Ordinal) && facts.Driver.Length > 0);
        DriverTable.All.Select(facts => facts.Driver).Distinct(StringComparer.Ordinal).Count().ShouldBe(DriverTable.All.Count);
    }

    [Fact]
    public void Facts_do_not_contradict_the_settings_that_a_driver_has()
    {
        DriverTable.All.ShouldAllBe(facts => facts.Can(VfSettings.Rate) || (facts.MinRate == Support.Unknown && facts.RateNeedsCarrier == Support.Unknown));
        DriverTable.All.ShouldAllBe(facts => facts.Can(VfSettings.LinkState) || facts.LinkEnable == Support.Unknown);
        DriverTable.All.ShouldAllBe(facts => facts.Can(VfSettings.Vlan) || (facts.Dot1Ad == Support.Unknown && facts.VlanQos == Support.Unknown));
    }

    [Fact]
    public void What_the_lab_has_seen_of_igb_is_in_the_table()
    {
        var igb = DriverTable.Find("igb")!;
        igb.Can(VfSettings.LinkState).ShouldBeFalse();
        igb.Can(VfSettings.Mac | VfSettings.Trust).ShouldBeTrue();
        (igb.MinRate, igb.RateNeedsCarrier, igb.VfDriver).ShouldBe((Support.No, Support.Yes, "igbvf"));
        DriverTable.Find("no_such_driver").ShouldBeNull();
        DriverTable.Find(null).ShouldBeNull();
    }

    [Theory]
    [InlineData(0x8086, 0x1521, 32)]
    [InlineData(0x8086, 0x10c9, 24)]
    [InlineData(0x8086, 0x10fb, 128)]
    [InlineData(0x8086, 0x1528, 128)]
    [InlineData(0x15b3, 0x1521, null)]
    [InlineData(0x8086, 0xffff, null)]
    public void The_size_of_a_cards_MAC_filter_is_known_by_its_ids(int vendor, int device, int? entries) =>
        MacFilterTable.Entries((ushort)vendor, (ushort)device).ShouldBe(entries);
}
