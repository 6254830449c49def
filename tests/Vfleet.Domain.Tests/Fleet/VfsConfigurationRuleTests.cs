using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class VfsConfigurationRuleTests
{
    private readonly SampleFleet _sample = new();

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void The_count_may_be_what_the_PF_can_have(int count)
    {
        Update(_sample.Configuration with { Count = count }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(9)]
    public void The_count_may_be_nothing_else(int count)
    {
        Update(_sample.Configuration with { Count = count }).ShouldTell((FleetCode.VfCountOutOfRange, "count"));
    }

    [Fact]
    public void Changing_the_count_is_refused_while_a_VF_is_claimed_and_the_range_is_told_too()
    {
        _sample.Running(1, _sample.VfNic(1), _sample.VfNic(2));
        var problems = Update(_sample.Configuration with { Count = 99 });
        problems.ShouldTell((FleetCode.VfCountFixed, "count"), (FleetCode.VfCountOutOfRange, "count"));
        problems[0].Message.ShouldContain("VF 0: the VM vm1 has it");
        problems[0].Message.ShouldContain("2 of them");
    }

    [Fact]
    public void Changing_the_count_is_refused_while_the_host_itself_holds_a_VF()
    {
        var pf = _sample.Pf with { Vfs = [new InventoryVf(0), new InventoryVf(2) { Holds = ["it is in the bridge br0"] }, new InventoryVf(3) { IsUnclean = true }] };
        _sample.Fleet.Put(new HostInventory(_sample.Host.Id) { Pfs = [pf] });
        var problem = Update(_sample.Configuration with { Count = 8 }).ShouldHaveSingleItem();
        problem.Code.ShouldBe(FleetCode.VfCountFixed);
        problem.Message.ShouldContain("VF 2: it is in the bridge br0; VF 3: it is not clean yet");
        problem.Message.ShouldNotContain("VF 0");
    }

    [Fact]
    public void Nothing_is_asked_while_the_count_stays_as_it_is_or_was_decided()
    {
        _sample.Running(1, _sample.VfNic(1));
        Update(_sample.Configuration with { Count = 4 }).ShouldBeEmpty();
        Update(_sample.Configuration with { Count = null }).ShouldBeEmpty();
        var decided = _sample.Configuration with { Count = 6 };
        VfsConfigurationRule.Update(decided, decided with { IsUsed = false }, _sample.Fleet).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HostStatus.Unreachable, true)]
    [InlineData(HostStatus.Joining, true)]
    [InlineData(HostStatus.Revoked, true)]
    [InlineData(HostStatus.Maintenance, false)]
    public void A_host_that_cannot_be_reached_changes_no_count(HostStatus status, bool isRefused)
    {
        _sample.Fleet.Put(_sample.Host with { Status = status });
        Update(_sample.Configuration with { Count = 8 }).ShouldTell(isRefused ? [(FleetCode.HostNotReachable, "count")] : []);
        Update(_sample.Configuration with { Trusted = true }).ShouldBeEmpty();
    }

    [Fact]
    public void Host_and_PF_must_be_there_and_have_SRIOV()
    {
        Update(_sample.Configuration with { HostId = SampleFleet.Id(99) }).ShouldTell((FleetCode.HostUnknown, "host"));
        Update(_sample.Configuration with { Pf = PciAddress.Parse("0000:09:00.0") }).ShouldTell((FleetCode.PfNotOnHost, "pf"));
        _sample.Fleet.Put(new HostInventory(_sample.Host.Id) { Pfs = [_sample.Pf with { MaxVfs = 0, NumVfs = 0 }] });
        Update(_sample.Configuration).ShouldTell((FleetCode.PfWithoutSriov, "pf"));
    }

    [Fact]
    public void Allowing_all_networks_clears_the_lists_and_lists_beside_it_are_refused()
    {
        var before = _sample.Configuration with { AllNetworksAllowed = false, Networks = [_sample.Red.Id], Labels = ["fast"] };
        var cleared = VfsConfigurationRule.Normalise(before, before with { AllNetworksAllowed = true });
        (cleared.Networks.Length, cleared.Labels.Length).ShouldBe((0, 0));
        VfsConfigurationRule.Update(before, cleared, _sample.Fleet).ShouldBeEmpty();
        Update(_sample.Configuration with { Networks = [_sample.Red.Id], Labels = ["fast"] })
            .ShouldTell((FleetCode.AllNetworksAllowed, "networks"), (FleetCode.AllNetworksAllowed, "labels"));
        VfsConfigurationRule.Normalise(_sample.Configuration, _sample.Configuration with { Labels = ["fast"] }).Labels.ShouldBe(["fast"]);
    }

    [Fact]
    public void Networks_and_labels_are_real_ones_and_there_once()
    {
        var green = _sample.Fleet.Put(new Network(SampleFleet.Id(40), "green", _sample.Fleet.Put(new DataCenter(SampleFleet.Id(41), "dc2")).Id));
        Update(_sample.Configuration with
        {
            AllNetworksAllowed = false,
            Networks = [_sample.Red.Id, _sample.Red.Id, green.Id, SampleFleet.Id(99)],
            Labels = ["fast", "fast", "no blanks"],
            PhysicalNetwork = "a b",
        }).ShouldTell(
            (FleetCode.NetworkAlreadyAllowed, "networks[1]"),
            (FleetCode.NetworkOfOtherDataCenter, "networks[2]"),
            (FleetCode.NetworkUnknown, "networks[3]"),
            (FleetCode.LabelAlreadyAllowed, "labels[1]"),
            (FleetCode.NetworkLabelInvalid, "labels[2]"),
            (FleetCode.PhysicalNetworkInvalid, "physicalNetwork"));
    }

    [Fact]
    public void Single_networks_and_labels_come_and_go()
    {
        var some = _sample.Configuration with { AllNetworksAllowed = false };
        var full = some with { Networks = [_sample.Red.Id], Labels = ["fast"] };
        VfsConfigurationRule.AddNetwork(some, _sample.Red.Id, _sample.Fleet).ShouldBeEmpty();
        VfsConfigurationRule.AddNetwork(full, _sample.Red.Id, _sample.Fleet).ShouldTell((FleetCode.NetworkAlreadyAllowed, "network"));
        VfsConfigurationRule.AddNetwork(some, SampleFleet.Id(99), _sample.Fleet).ShouldTell((FleetCode.NetworkUnknown, "network"));
        VfsConfigurationRule.RemoveNetwork(full, _sample.Red.Id).ShouldBeEmpty();
        VfsConfigurationRule.RemoveNetwork(some, _sample.Red.Id).ShouldTell((FleetCode.NetworkNotAllowed, "network"));
        VfsConfigurationRule.AddLabel(some, "fast").ShouldBeEmpty();
        VfsConfigurationRule.AddLabel(full, "fast").ShouldTell((FleetCode.LabelAlreadyAllowed, "label"));
        VfsConfigurationRule.RemoveLabel(full, "fast").ShouldBeEmpty();
        VfsConfigurationRule.RemoveLabel(some, "fast").ShouldTell((FleetCode.LabelNotAllowed, "label"));
    }

    [Fact]
    public void Nothing_single_changes_while_all_networks_are_allowed()
    {
        VfsConfigurationRule.AddNetwork(_sample.Configuration, _sample.Red.Id, _sample.Fleet)
            .ShouldTell((FleetCode.AllNetworksAllowed, "allNetworksAllowed"));
        VfsConfigurationRule.RemoveNetwork(_sample.Configuration, _sample.Red.Id)
            .ShouldTell((FleetCode.AllNetworksAllowed, "allNetworksAllowed"), (FleetCode.NetworkNotAllowed, "network"));
        VfsConfigurationRule.AddLabel(_sample.Configuration, "fast").ShouldTell((FleetCode.AllNetworksAllowed, "allNetworksAllowed"));
    }

    private ImmutableArray<Problem> Update(VfsConfiguration after) =>
        VfsConfigurationRule.Update(_sample.Configuration, after, _sample.Fleet);
}
