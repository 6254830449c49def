using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class DataCenterRuleTests
{
    private readonly SampleFleet _sample = new();

    [Fact]
    public void A_name_is_needed_that_no_other_has()
    {
        DataCenterRule.Add(new DataCenter(SampleFleet.Id(20), "dc2"), _sample.Fleet).ShouldBeEmpty();
        DataCenterRule.Add(new DataCenter(SampleFleet.Id(20), "dc1"), _sample.Fleet).ShouldTell((FleetCode.DataCenterNameInUse, "name"));
        DataCenterRule.Add(new DataCenter(SampleFleet.Id(20), " "), _sample.Fleet).ShouldTell((FleetCode.NameEmpty, "name"));
        DataCenterRule.Add(new DataCenter(SampleFleet.Id(20), new string('x', 254) + "\n\n") { Description = new string('x', 4001) }, _sample.Fleet)
            .ShouldTell((FleetCode.NameTooLong, "name"), (FleetCode.NameCharacters, "name"), (FleetCode.NameTooLong, "description"));
    }

    [Fact]
    public void It_keeps_its_own_name()
    {
        DataCenterRule.Update(_sample.DataCenter, _sample.DataCenter with { Description = "the first" }, _sample.Fleet).ShouldBeEmpty();
        DataCenterRule.Update(_sample.DataCenter, _sample.DataCenter with { Name = "" }, _sample.Fleet)
            .ShouldTell((FleetCode.NameEmpty, "name"));
    }

    [Fact]
    public void It_goes_when_nothing_is_in_it()
    {
        _sample.Fleet.Put(new MacPool(SampleFleet.Id(21), "pool", SampleFleet.Mac(0), SampleFleet.Mac(9)) { DataCenterId = _sample.DataCenter.Id });
        DataCenterRule.Remove(_sample.DataCenter, _sample.Fleet).ShouldTell(
            (FleetCode.DataCenterHasClusters, ""), (FleetCode.DataCenterHasNetworks, ""), (FleetCode.DataCenterHasMacPool, ""));
        DataCenterRule.Remove(_sample.Fleet.Put(new DataCenter(SampleFleet.Id(20), "dc2")), _sample.Fleet).ShouldBeEmpty();
    }
}
