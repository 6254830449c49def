using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class FleetNamesTests
{
    private readonly SampleFleet _sample = new();

    [Fact]
    public void A_VM_has_its_name_in_its_data_centre_and_the_MACs_that_are_plugged()
    {
        var vm = _sample.Vm(1, _sample.VfNic(1), _sample.VirtioNic(2) with { IsPlugged = false });
        FleetNames.Of(vm, _sample.Fleet).ShouldBe([$"vm:{_sample.DataCenter.Id}:vm1", "mac:52:54:00:00:00:01"]);
        FleetNames.Of(vm with { ClusterId = SampleFleet.Id(99) }, _sample.Fleet).ShouldBe(["mac:52:54:00:00:00:01"]);
    }

    [Fact]
    public void Hosts_are_the_same_in_upper_and_lower_case()
    {
        FleetNames.Of(_sample.Host with { Name = "H1.Example" }).ShouldBe(["host:h1.example"]);
    }

    [Fact]
    public void A_taken_name_becomes_the_problem_of_its_kind()
    {
        Tells(FleetNames.Of(_sample.DataCenter), FleetCode.DataCenterNameInUse, "'dc1'");
        Tells(FleetNames.Of(_sample.Cluster), FleetCode.ClusterNameInUse, "'c1'");
        Tells(FleetNames.Of(_sample.Red with { Name = "a:b" }), FleetCode.NetworkNameInUse, "'a:b'");
        Tells(FleetNames.Of(_sample.Virtio), FleetCode.ProfileNameInUse, "'virtio'");
        Tells(FleetNames.Of(_sample.Host), FleetCode.NameInUse, "host is called 'h1'");
        Tells(FleetNames.Of(_sample.Vm(1), _sample.Fleet), FleetCode.NameInUse, "'vm1'");
        Tells(["mac:52:54:00:00:00:01"], FleetCode.VnicMacInUse, "52:54:00:00:00:01");
        Tells(["user:ann"], FleetCode.NameInUse, "user is called 'ann'");
        var pool = new MacPool(SampleFleet.Id(50), "pool", SampleFleet.Mac(0), SampleFleet.Mac(9));
        Tells(FleetNames.Of(pool).Take(1), FleetCode.NameInUse, "'pool'");
        Tells(FleetNames.Of(pool).Skip(1), FleetCode.MacPoolTaken, "without an own one");
        Tells(FleetNames.Of(pool with { DataCenterId = _sample.DataCenter.Id }).Skip(1), FleetCode.MacPoolTaken, "the data centre has");
    }

    private static void Tells(IEnumerable<string> keys, ProblemCode code, string text)
    {
        var problem = FleetNames.Taken(keys.ShouldHaveSingleItem());
        problem.Code.ShouldBe(code);
        problem.Message.ShouldContain(text);
    }
}
