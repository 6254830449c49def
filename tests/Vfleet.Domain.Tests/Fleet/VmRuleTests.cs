using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class VmRuleTests
{
    private readonly SampleFleet _sample = new();

    [Fact]
    public void A_VM_with_both_sorts_of_vNICs_is_right()
    {
        VmRule.Add(
            _sample.Vm(1, _sample.VfNic(1), _sample.VirtioNic(2)) with
            {
                PinnedHosts = [_sample.Host.Id],
                NumaNode = 0,
                Affinity = [new Affinity("web", AffinityKind.Apart, IsHard: true)],
            },
            _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void Every_problem_of_a_new_one_is_told_at_once()
    {
        _sample.Fleet.Put(_sample.Vm(1));
        var elsewhere = _sample.Fleet.Put(new FleetHost(SampleFleet.Id(20), "h2", SampleFleet.Id(21)));
        var affinity = new Affinity("web", AffinityKind.Apart, IsHard: true);
        VmRule.Add(
            _sample.Vm(2) with
            {
                Name = "vm1",
                Cpus = 0,
                MemoryMiB = 0,
                NumaNode = -1,
                PinnedHosts = [SampleFleet.Id(99), elsewhere.Id],
                Affinity = [affinity, affinity],
            },
            _sample.Fleet).ShouldTell(
            (FleetCode.NameInUse, "name"),
            (FleetCode.NumberOutOfRange, "cpus"),
            (FleetCode.NumberOutOfRange, "memoryMiB"),
            (FleetCode.NumberOutOfRange, "numaNode"),
            (FleetCode.PinnedHostUnknown, "pinnedHosts[0]"),
            (FleetCode.PinnedHostInOtherCluster, "pinnedHosts[1]"),
            (FleetCode.AffinityInvalid, "affinity[1].group"));
        VmRule.Add(_sample.Vm(3) with { Name = "a/b", ClusterId = SampleFleet.Id(99) }, _sample.Fleet)
            .ShouldTell((FleetCode.NameCharacters, "name"), (FleetCode.ClusterUnknown, "cluster"));
    }

    [Fact]
    public void Problems_of_vNICs_have_their_place()
    {
        var twin = _sample.VfNic(1) with { Type = VnicType.Virtio };
        VmRule.Add(_sample.Vm(1, _sample.VfNic(1), twin), _sample.Fleet).ShouldTell(
            (FleetCode.VnicTypeProfile, "nics[1].type"),
            (FleetCode.VnicIdGivenTwice, "nics[1].id"),
            (FleetCode.VnicNameInUse, "nics[1].name"),
            (FleetCode.VnicMacInUse, "nics[1].mac"));
        VmRule.Add(_sample.Vm(2, [.. Enumerable.Range(1, 32).Select(_sample.VirtioNic)]), _sample.Fleet)
            .ShouldTell((FleetCode.VnicTooMany, "nics"));
        VmRule.Add(_sample.Vm(2, [.. Enumerable.Range(1, 31).Select(_sample.VirtioNic)]), _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void Cluster_and_size_stay_while_it_has_a_place()
    {
        var other = _sample.Fleet.Put(new Cluster(SampleFleet.Id(20), "c2", _sample.DataCenter.Id));
        var down = _sample.Fleet.Put(_sample.Vm(1));
        VmRule.Update(down, down with { ClusterId = other.Id, Cpus = 4, MemoryMiB = 4096 }, _sample.Fleet).ShouldBeEmpty();
        var up = _sample.Running(1);
        VmRule.Update(up, up with { ClusterId = other.Id, Cpus = 4, MemoryMiB = 4096 }, _sample.Fleet).ShouldTell(
            (FleetCode.VmClusterFixed, "cluster"), (FleetCode.VmSizeFixed, "cpus"), (FleetCode.VmSizeFixed, "memoryMiB"));
        VmRule.Update(up, up with { Status = VmStatus.Down, HostId = null }, _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void What_does_not_change_is_not_looked_at_again()
    {
        var vm = _sample.Fleet.Put(_sample.Vm(1, _sample.VfNic(1)));
        _sample.Fleet.Put(_sample.Passthrough with { Passthrough = Passthrough.Disabled });
        VmRule.Update(vm, vm with { Status = VmStatus.Placed, HostId = _sample.Host.Id }, _sample.Fleet).ShouldBeEmpty();
        VmRule.Update(vm, vm with { Nics = [vm.Nics[0] with { Name = "eth0" }] }, _sample.Fleet)
            .ShouldTell((FleetCode.VnicTypeProfile, "nics[0].type"));
    }

    [Fact]
    public void A_VM_that_goes_to_another_cluster_needs_its_networks_there()
    {
        _sample.Fleet.Put(_sample.Red with { Clusters = [_sample.Cluster.Id] });
        var other = _sample.Fleet.Put(new Cluster(SampleFleet.Id(20), "c2", _sample.DataCenter.Id));
        var vm = _sample.Fleet.Put(_sample.Vm(1, _sample.VirtioNic(1)));
        VmRule.Update(vm, vm with { ClusterId = other.Id }, _sample.Fleet).ShouldTell((FleetCode.NetworkNotInCluster, "nics[0].profile"));
    }

    [Fact]
    public void vNICs_of_a_running_VM_come_change_and_go_by_the_rules_of_hot_plug()
    {
        var vm = _sample.Running(1, _sample.VfNic(1), _sample.VirtioNic(2));
        VmRule.Update(vm, vm with { Nics = [.. vm.Nics, _sample.VfNic(3)] }, _sample.Fleet).ShouldBeEmpty();
        VmRule.Update(vm, vm with { Nics = [vm.Nics[0]] }, _sample.Fleet).ShouldTell((FleetCode.VnicPlugged, "nics"));
        VmRule.Update(vm, vm with { Nics = [vm.Nics[0] with { Mac = SampleFleet.Mac(9) }, vm.Nics[1]] }, _sample.Fleet)
            .ShouldTell((FleetCode.VnicHotUpdate, "nics[0].mac"));
        VmRule.Update(vm, vm with { Nics = [vm.Nics[0], vm.Nics[1] with { IsPlugged = false }] }, _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Host with { Status = HostStatus.Unreachable });
        VmRule.Update(vm, vm with { Nics = [vm.Nics[0] with { IsPlugged = false }, vm.Nics[1], _sample.VfNic(3)] }, _sample.Fleet)
            .ShouldTell((FleetCode.VnicPlugState, "nics[0].plugged"), (FleetCode.VnicPlugState, "nics[2].plugged"));
    }

    [Fact]
    public void It_goes_when_it_is_down()
    {
        VmRule.Remove(_sample.Vm(1), _sample.Fleet).ShouldBeEmpty();
        var problems = VmRule.Remove(_sample.Running(1), _sample.Fleet);
        problems.ShouldTell((FleetCode.VmNotDown, "status"));
        problems[0].Message.ShouldContain("vm1 runs on h1");
    }
}
