using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class NetworkRuleTests
{
    private readonly SampleFleet _sample = new();

    [Theory]
    [InlineData(1, 68)]
    [InlineData(4094, 65535)]
    [InlineData(null, null)]
    public void VLAN_and_MTU_in_their_ranges_are_right(int? vlan, int? mtu)
    {
        var network = new Network(SampleFleet.Id(20), "green", _sample.DataCenter.Id) { Vlan = vlan, Mtu = mtu, Labels = ["fast", "a-b_1"], PhysicalNetwork = "physnet1" };
        NetworkRule.Add(network, _sample.Fleet).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 67)]
    [InlineData(4095, 65536)]
    public void Every_problem_of_a_new_one_is_told_at_once(int vlan, int mtu)
    {
        var elsewhere = _sample.Fleet.Put(new Cluster(SampleFleet.Id(31), "c9", _sample.Fleet.Put(new DataCenter(SampleFleet.Id(30), "dc2")).Id));
        var network = new Network(SampleFleet.Id(20), "red", _sample.DataCenter.Id)
        {
            Vlan = vlan,
            Mtu = mtu,
            Labels = ["fast", "fast", "a.b"],
            PhysicalNetwork = "",
            Clusters = [SampleFleet.Id(99), elsewhere.Id],
        };
        NetworkRule.Add(network, _sample.Fleet).ShouldTell(
            (FleetCode.NetworkNameInUse, "name"),
            (FleetCode.NetworkVlanOutOfRange, "vlan"),
            (FleetCode.NumberOutOfRange, "mtu"),
            (FleetCode.NetworkLabelGivenTwice, "labels[1]"),
            (FleetCode.NetworkLabelInvalid, "labels[2]"),
            (FleetCode.PhysicalNetworkInvalid, "physicalNetwork"),
            (FleetCode.ClusterUnknown, "clusters[0]"),
            (FleetCode.NetworkOfOtherDataCenter, "clusters[1]"));
        NetworkRule.Add(new Network(SampleFleet.Id(20), new string('x', 257), SampleFleet.Id(99)), _sample.Fleet)
            .ShouldTell((FleetCode.NetworkNameInvalid, "name"), (FleetCode.DataCenterUnknown, "dataCenter"));
    }

    [Fact]
    public void What_its_profiles_stand_on_stays()
    {
        _sample.Fleet.Put(_sample.Passthrough with { VlanQos = 3, IsMigratable = true, FailoverId = _sample.Virtio.Id });
        Update(_sample.Red with { Vlan = null, IsVmNetwork = false, IsPortIsolated = true, IsExternal = true }).ShouldTell(
            (FleetCode.NetworkNeedsVlan, "vlan"),
            (FleetCode.ProfileNeedsVmNetwork, "vmNetwork"),
            (FleetCode.PassthroughNotIsolated, "portIsolation"),
            (FleetCode.FailoverExternal, "external"));
        _sample.Fleet.Put(_sample.Virtio with { PortMirroring = true });
        Update(_sample.Red with { IsExternal = true })
            .ShouldTell((FleetCode.ExternalNotMirrored, "external"), (FleetCode.FailoverExternal, "external"));
        Update(_sample.Red with { Vlan = 200, Mtu = 9000, Name = "crimson" }).ShouldBeEmpty();
    }

    [Fact]
    public void It_stays_in_its_data_centre_and_where_VMs_use_it()
    {
        var other = _sample.Fleet.Put(new DataCenter(SampleFleet.Id(20), "dc2"));
        Update(_sample.Red with { DataCenterId = other.Id }).ShouldTell((FleetCode.DataCenterFixed, "dataCenter"));
        Update(_sample.Red with { Clusters = [] }).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Vm(1, _sample.VirtioNic(1)));
        Update(_sample.Red with { Clusters = [] }).ShouldTell((FleetCode.NetworkUsedInCluster, "clusters"));
        Update(_sample.Red with { Clusters = [_sample.Cluster.Id] }).ShouldBeEmpty();
    }

    [Fact]
    public void It_goes_when_nothing_uses_it()
    {
        _sample.Fleet.Put(_sample.Host with { Bridges = [new NetworkBridge(_sample.Red.Id, "br0")] });
        _sample.Fleet.Put(_sample.Configuration with { AllNetworksAllowed = false, Networks = [_sample.Red.Id] });
        var problems = NetworkRule.Remove(_sample.Red, _sample.Fleet);
        problems.ShouldTell((FleetCode.NetworkInManyUses, ""));
        problems[0].Message.ShouldContain("the vNIC profile virtio, the vNIC profile vf, a bridge of the host h1 and 1 more");
        var green = _sample.Fleet.Put(new Network(SampleFleet.Id(20), "green", _sample.DataCenter.Id));
        NetworkRule.Remove(green, _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(new VnicProfile(SampleFleet.Id(21), "g", green.Id));
        NetworkRule.Remove(green, _sample.Fleet).ShouldTell((FleetCode.NetworkInOneUse, ""));
    }

    private ImmutableArray<Problem> Update(Network after) => NetworkRule.Update(_sample.Red, after, _sample.Fleet);
}
