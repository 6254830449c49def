using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class FleetHostRuleTests
{
    private readonly SampleFleet _sample = new();

    [Theory]
    [InlineData("h2", true)]
    [InlineData("Node-1.example.org", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a..b", false)]
    [InlineData("-a", false)]
    [InlineData("a_b", false)]
    public void Its_name_is_one_that_DNS_knows(string name, bool isRight)
    {
        FleetHostRule.Add(new FleetHost(SampleFleet.Id(20), name, _sample.Cluster.Id), _sample.Fleet)
            .ShouldTell(isRight ? [] : [(FleetCode.HostNameInvalid, "name")]);
    }

    [Fact]
    public void Every_problem_of_a_new_one_is_told_at_once()
    {
        FleetHostRule.Add(
            new FleetHost(SampleFleet.Id(20), "H1", SampleFleet.Id(99))
            {
                ReservedMemoryMiB = -1,
                Bridges = [new NetworkBridge(SampleFleet.Id(98), "br0"), new NetworkBridge(_sample.Red.Id, "a/b"), new NetworkBridge(_sample.Red.Id, "br1")],
            },
            _sample.Fleet).ShouldTell(
            (FleetCode.NameInUse, "name"),
            (FleetCode.ClusterUnknown, "cluster"),
            (FleetCode.NumberOutOfRange, "reservedMemoryMiB"),
            (FleetCode.NetworkUnknown, "bridges[0].network"),
            (FleetCode.BridgeNameInvalid, "bridges[1].bridge"),
            (FleetCode.BridgeGivenTwice, "bridges[2].network"));
    }

    [Fact]
    public void A_bridge_that_the_host_does_not_have_is_only_refused_when_it_is_new()
    {
        var lost = _sample.Host with { Bridges = [new NetworkBridge(_sample.Red.Id, "br7")] };
        FleetHostRule.Update(_sample.Host, lost, _sample.Fleet).ShouldTell((FleetCode.BridgeMissing, "bridges[0].bridge"));
        FleetHostRule.Update(lost, lost with { Description = "d" }, _sample.Fleet).ShouldBeEmpty();
        FleetHostRule.Update(_sample.Host, _sample.Host with { Bridges = [new NetworkBridge(_sample.Red.Id, "br0")] }, _sample.Fleet)
            .ShouldBeEmpty();
        FleetHostRule.Update(_sample.Host, _sample.Host with { ReservedMemoryMiB = 65537 }, _sample.Fleet)
            .ShouldTell((FleetCode.NumberOutOfRange, "reservedMemoryMiB"));
    }

    [Fact]
    public void A_network_is_attached_to_a_PF_that_the_host_has()
    {
        var pf = _sample.Fleet.InventoryOf(_sample.Host.Id)!.Pfs[0].Address;
        var there = _sample.Host with { Bridges = [new NetworkBridge(_sample.Red.Id, "br0") { Pf = pf }] };
        FleetHostRule.Update(_sample.Host, there, _sample.Fleet).ShouldBeEmpty();
        var gone = _sample.Host with { Bridges = [new NetworkBridge(_sample.Red.Id, "br0") { Pf = pf with { Bus = 0xee } }] };
        FleetHostRule.Update(_sample.Host, gone, _sample.Fleet).ShouldTell((FleetCode.PfNotOnHost, "bridges[0].pf"));
        FleetHostRule.Update(gone, gone with { Description = "d" }, _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void It_goes_to_another_cluster_when_it_is_empty()
    {
        var other = _sample.Fleet.Put(new Cluster(SampleFleet.Id(20), "c2", _sample.DataCenter.Id));
        var after = _sample.Host with { ClusterId = other.Id };
        FleetHostRule.Update(_sample.Host, after, _sample.Fleet).ShouldBeEmpty();
        _sample.Running(1, _sample.VirtioNic(1));
        FleetHostRule.Update(_sample.Host, after, _sample.Fleet).ShouldTell((FleetCode.HostClusterFixed, "cluster"));
    }

    [Fact]
    public void It_goes_to_another_data_centre_when_its_configurations_name_no_networks()
    {
        var away = _sample.Fleet.Put(new Cluster(SampleFleet.Id(21), "c2", _sample.Fleet.Put(new DataCenter(SampleFleet.Id(20), "dc2")).Id));
        FleetHostRule.Update(_sample.Host, _sample.Host with { ClusterId = away.Id }, _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Configuration with { AllNetworksAllowed = false, Networks = [_sample.Red.Id] });
        FleetHostRule.Update(_sample.Host, _sample.Host with { ClusterId = away.Id }, _sample.Fleet)
            .ShouldTell((FleetCode.NetworkOfOtherDataCenter, "cluster"));
    }

    [Fact]
    public void It_goes_when_no_VM_is_on_it_or_pinned_to_it()
    {
        FleetHostRule.Remove(_sample.Host, _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Vm(1) with { PinnedHosts = [_sample.Host.Id] });
        FleetHostRule.Remove(_sample.Host, _sample.Fleet).ShouldTell((FleetCode.HostHasPinnedVms, ""));
        _sample.Running(2, _sample.VfNic(2));
        var problems = FleetHostRule.Remove(_sample.Host, _sample.Fleet);
        problems.ShouldTell((FleetCode.HostHasVms, ""), (FleetCode.HostHasPinnedVms, ""));
        problems[0].Message.ShouldContain("VM vm2");
    }
}
