using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class ClusterRuleTests
{
    private readonly SampleFleet _sample = new();

    [Fact]
    public void Every_problem_of_a_new_one_is_told_at_once()
    {
        ClusterRule.Add(new Cluster(SampleFleet.Id(20), "c2", _sample.DataCenter.Id), _sample.Fleet).ShouldBeEmpty();
        ClusterRule.Add(new Cluster(SampleFleet.Id(20), "c1", _sample.DataCenter.Id), _sample.Fleet)
            .ShouldTell((FleetCode.ClusterNameInUse, "name"));
        ClusterRule.Add(
            new Cluster(SampleFleet.Id(20), "c1", SampleFleet.Id(99)) { Policy = (PlacementPolicy)7, CpuOvercommitPercent = 99, MemoryOvercommitPercent = 10_001 },
            _sample.Fleet).ShouldTell(
            (FleetCode.DataCenterUnknown, "dataCenter"),
            (FleetCode.ChoiceUnknown, "policy"),
            (FleetCode.NumberOutOfRange, "cpuOvercommitPercent"),
            (FleetCode.NumberOutOfRange, "memoryOvercommitPercent"));
    }

    [Fact]
    public void It_stays_in_its_data_centre()
    {
        var other = _sample.Fleet.Put(new DataCenter(SampleFleet.Id(20), "dc2"));
        ClusterRule.Update(_sample.Cluster, _sample.Cluster with { DataCenterId = other.Id }, _sample.Fleet)
            .ShouldTell((FleetCode.ClusterFixed, "dataCenter"));
        ClusterRule.Update(_sample.Cluster, _sample.Cluster with { Policy = PlacementPolicy.Spread }, _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void It_goes_when_nothing_is_in_it_and_names_the_first_few_users()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            _sample.Fleet.Put(_sample.Vm(number));
        }

        _sample.Fleet.Put(_sample.Red with { Clusters = [_sample.Cluster.Id] });
        var problems = ClusterRule.Remove(_sample.Cluster, _sample.Fleet);
        problems.ShouldTell((FleetCode.ClusterHasHosts, ""), (FleetCode.ClusterHasVms, ""), (FleetCode.ClusterHasNetworks, ""));
        problems[1].Message.ShouldContain("VMs vm1, vm2, vm3 and 2 more");
        ClusterRule.Remove(_sample.Fleet.Put(new Cluster(SampleFleet.Id(20), "c2", _sample.DataCenter.Id)), _sample.Fleet).ShouldBeEmpty();
    }
}
