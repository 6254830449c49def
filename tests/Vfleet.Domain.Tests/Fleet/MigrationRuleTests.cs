using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class MigrationRuleTests
{
    private readonly SampleFleet _sample = new();

    [Fact]
    public void A_VF_by_a_profile_that_is_not_migratable_stays()
    {
        var vm = _sample.Running(1, _sample.VirtioNic(1), _sample.VfNic(2));
        MigrationRule.Check(vm, null, _sample.Fleet).ShouldTell((FleetCode.MigrationNotMigratable, "nics[1].profile"));
        _sample.Fleet.Put(_sample.Passthrough with { IsMigratable = true });
        MigrationRule.Check(vm, null, _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_plugged_or_has_no_VF_does_not_count()
    {
        MigrationRule.Check(_sample.Running(1, _sample.VfNic(1) with { IsPlugged = false }), null, _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Passthrough with { Passthrough = Passthrough.Preferred });
        var fallenBack = _sample.Vm(2, _sample.VfNic(2)) with { Status = VmStatus.Up, HostId = _sample.Host.Id };
        MigrationRule.Check(fallenBack, null, _sample.Fleet).ShouldBeEmpty();
        MigrationRule.Check(_sample.Running(3, _sample.VfNic(3)), null, _sample.Fleet)
            .ShouldTell((FleetCode.MigrationNotMigratable, "nics[0].profile"));
    }

    [Fact]
    public void It_runs_and_is_not_pinned()
    {
        MigrationRule.Check(_sample.Vm(1), null, _sample.Fleet).ShouldTell((FleetCode.MigrationVmNotRunning, "status"));
        _sample.Fleet.Put(_sample.Passthrough with { IsMigratable = true });
        var vm = _sample.Running(2, _sample.VfNic(2) with { Pin = new VnicPin(_sample.Host.Id, SampleFleet.PfAddress, 0) });
        MigrationRule.Check(vm with { PinnedHosts = [_sample.Host.Id] }, null, _sample.Fleet)
            .ShouldTell((FleetCode.MigrationPinned, "nics[0].pin"), (FleetCode.MigrationPinned, "pinnedHosts"));
    }

    [Fact]
    public void The_other_host_is_up_and_of_the_cluster()
    {
        var vm = _sample.Running(1, _sample.VirtioNic(1));
        var other = _sample.Fleet.Put(new FleetHost(SampleFleet.Id(20), "h2", _sample.Cluster.Id));
        MigrationRule.Check(vm, other.Id, _sample.Fleet).ShouldBeEmpty();
        MigrationRule.Check(vm with { PinnedHosts = [_sample.Host.Id, other.Id] }, other.Id, _sample.Fleet).ShouldBeEmpty();
        MigrationRule.Check(vm, _sample.Host.Id, _sample.Fleet).ShouldTell((FleetCode.MigrationSameHost, "host"));
        MigrationRule.Check(vm, SampleFleet.Id(99), _sample.Fleet).ShouldTell((FleetCode.HostUnknown, "host"));
        _sample.Fleet.Put(other with { Status = HostStatus.Maintenance, ClusterId = SampleFleet.Id(98) });
        MigrationRule.Check(vm, other.Id, _sample.Fleet)
            .ShouldTell((FleetCode.MigrationOtherCluster, "host"), (FleetCode.MigrationHostState, "host"));
    }
}
