using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Primitives;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class MacPoolRuleTests
{
    private readonly SampleFleet _sample = new();

    [Theory]
    [InlineData("52:54:00:00:00:00", "52:54:00:ff:ff:ff")]
    [InlineData("52:54:00:00:00:05", "52:54:00:00:00:05")]
    public void A_range_of_unicast_addresses_is_right(string from, string to)
    {
        MacPoolRule.Add(Pool(from, to), _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void Other_ranges_are_refused()
    {
        MacPoolRule.Add(Pool("52:54:00:00:00:09", "52:54:00:00:00:00"), _sample.Fleet).ShouldTell((FleetCode.MacPoolRange, "to"));
        MacPoolRule.Add(Pool("52:54:00:00:00:00", "52:54:01:00:00:00"), _sample.Fleet).ShouldTell((FleetCode.MacPoolRange, "to"));
        MacPoolRule.Add(Pool("01:00:5e:00:00:00", "01:00:5e:00:00:ff"), _sample.Fleet).ShouldTell((FleetCode.MacPoolMulticast, "from"));
        MacPoolRule.Add(Pool("00:00:00:00:00:00", "00:00:00:00:00:ff"), _sample.Fleet).ShouldTell((FleetCode.MacPoolMulticast, "from"));
        MacPoolRule.Add(Pool("52:ff:ff:ff:ff:ff", "54:00:00:00:00:00"), _sample.Fleet)
            .ShouldTell((FleetCode.MacPoolRange, "to"), (FleetCode.MacPoolMulticast, "from"));
    }

    [Fact]
    public void Pools_have_nothing_in_common_and_a_data_centre_has_one()
    {
        var pool = _sample.Fleet.Put(Pool("52:54:00:00:00:10", "52:54:00:00:00:1f") with { DataCenterId = _sample.DataCenter.Id });
        var other = Pool("52:54:00:00:00:1f", "52:54:00:00:00:2f") with { Id = SampleFleet.Id(21), Name = "other" };
        MacPoolRule.Add(other, _sample.Fleet).ShouldTell((FleetCode.MacPoolOverlaps, "from"));
        MacPoolRule.Add(other with { From = SampleFleet.Mac(0x20), DataCenterId = _sample.DataCenter.Id, Name = pool.Name }, _sample.Fleet)
            .ShouldTell((FleetCode.MacPoolTaken, "dataCenter"), (FleetCode.NameInUse, "name"));
        MacPoolRule.Add(other with { From = SampleFleet.Mac(0x20), DataCenterId = SampleFleet.Id(99) }, _sample.Fleet)
            .ShouldTell((FleetCode.DataCenterUnknown, "dataCenter"));
        MacPoolRule.Update(pool, pool with { To = SampleFleet.Mac(0x2f) }, _sample.Fleet).ShouldBeEmpty();
        MacPoolRule.Update(pool, pool with { To = SampleFleet.Mac(1) }, _sample.Fleet).ShouldTell((FleetCode.MacPoolRange, "to"));
    }

    [Fact]
    public void A_pool_without_a_free_address_says_so()
    {
        MacPoolRule.Empty(Pool("52:54:00:00:00:00", "52:54:00:00:00:01"), "nics[0].mac").Message.ShouldContain("MAC pool p");
    }

    private static MacPool Pool(string from, string to) => new(SampleFleet.Id(20), "p", MacAddress.Parse(from), MacAddress.Parse(to));
}
