using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class VnicRuleTests
{
    private readonly SampleFleet _sample = new();

    [Theory]
    [InlineData(Passthrough.Disabled, VnicType.Virtio, true)]
    [InlineData(Passthrough.Disabled, VnicType.PciPassthrough, false)]
    [InlineData(Passthrough.Required, VnicType.Virtio, false)]
    [InlineData(Passthrough.Required, VnicType.PciPassthrough, true)]
    [InlineData(Passthrough.Preferred, VnicType.Virtio, false)]
    [InlineData(Passthrough.Preferred, VnicType.PciPassthrough, true)]
    public void Type_and_profile_fit_each_other(Passthrough passthrough, VnicType type, bool isRight)
    {
        _sample.Fleet.Put(_sample.Passthrough with { Passthrough = passthrough });
        Add(_sample.VfNic(1) with { Type = type }).ShouldTell(isRight ? [] : [(FleetCode.VnicTypeProfile, "type")]);
    }

    [Fact]
    public void Without_a_profile_it_has_no_VF()
    {
        Add(_sample.VirtioNic(1) with { ProfileId = null }).ShouldBeEmpty();
        Add(_sample.VfNic(1) with { ProfileId = null }).ShouldTell((FleetCode.VnicTypeProfile, "type"));
        Add(_sample.VfNic(1) with { ProfileId = SampleFleet.Id(99) }).ShouldTell((FleetCode.ProfileUnknown, "profile"));
    }

    [Fact]
    public void A_VF_is_linked_and_only_a_VF_is_pinned_separated_or_chosen()
    {
        Add(_sample.VfNic(1) with { IsLinked = false }).ShouldTell((FleetCode.VnicUnlinked, "linked"));
        Add(_sample.VirtioNic(1) with { IsLinked = false }).ShouldBeEmpty();
        var asks = _sample.VfNic(1) with { Pin = new VnicPin(_sample.Host.Id, SampleFleet.PfAddress, 7), Separate = "bond0", Requires = new FunctionTags { Trusted = true } };
        Add(asks).ShouldBeEmpty();
        Add(asks with { Type = VnicType.Virtio, ProfileId = _sample.Virtio.Id }).ShouldTell(
            (FleetCode.PassthroughNeeded, "pin"), (FleetCode.PassthroughNeeded, "separate"), (FleetCode.PassthroughNeeded, "requires"));
    }

    [Fact]
    public void The_networks_of_profile_and_failover_are_in_the_cluster()
    {
        var green = _sample.Fleet.Put(new Network(SampleFleet.Id(20), "green", _sample.DataCenter.Id) { Clusters = [] });
        var twin = _sample.Fleet.Put(new VnicProfile(SampleFleet.Id(21), "twin", green.Id));
        Add(_sample.VirtioNic(1) with { ProfileId = twin.Id }).ShouldTell((FleetCode.NetworkNotInCluster, "profile"));
        _sample.Fleet.Put(_sample.Passthrough with { IsMigratable = true, FailoverId = twin.Id });
        Add(_sample.VfNic(1)).ShouldTell((FleetCode.NetworkNotInCluster, "profile"));
        _sample.Fleet.Put(green with { Clusters = null });
        Add(_sample.VfNic(1)).ShouldBeEmpty();
    }

    [Fact]
    public void A_failover_takes_a_slot_of_its_own()
    {
        _sample.Fleet.Put(_sample.Passthrough with { IsMigratable = true, FailoverId = _sample.Virtio.Id });
        var vm = _sample.Vm(1, [.. Enumerable.Range(1, 15).Select(_sample.VfNic)]);
        VnicRule.Add(vm, _sample.VirtioNic(20), _sample.Fleet).ShouldBeEmpty();
        VnicRule.Add(vm, _sample.VfNic(20), _sample.Fleet).ShouldTell((FleetCode.VnicTooMany, ""));
    }

    [Fact]
    public void Its_MAC_is_a_stations_and_no_other_plugged_vNIC_has_it()
    {
        Add(_sample.VfNic(1) with { Mac = MacAddress.Zero }).ShouldTell((FleetCode.VnicMacInvalid, "mac"));
        Add(_sample.VfNic(1) with { Mac = MacAddress.Parse("01:00:5e:00:00:01") }).ShouldTell((FleetCode.VnicMacInvalid, "mac"));
        var other = _sample.Fleet.Put(_sample.Vm(2, _sample.VirtioNic(5)));
        Add(_sample.VfNic(1) with { Mac = SampleFleet.Mac(5) }).ShouldTell((FleetCode.VnicMacInUse, "mac"));
        Add(_sample.VfNic(1) with { Mac = SampleFleet.Mac(5), IsPlugged = false }).ShouldBeEmpty();
        _sample.Fleet.Put(other with { Nics = [other.Nics[0] with { IsPlugged = false }] });
        Add(_sample.VfNic(1) with { Mac = SampleFleet.Mac(5) }).ShouldBeEmpty();
    }

    [Fact]
    public void Names_are_unique_in_the_VM()
    {
        VnicRule.Add(_sample.Vm(1, _sample.VfNic(1)), _sample.VfNic(2) with { Name = "nic1" }, _sample.Fleet)
            .ShouldTell((FleetCode.VnicNameInUse, "name"));
        Add(_sample.VfNic(1) with { Name = "" }).ShouldTell((FleetCode.NameEmpty, "name"));
    }

    [Fact]
    public void Pins_name_what_there_is_and_fit_each_other()
    {
        var pin = new VnicPin(_sample.Host.Id, SampleFleet.PfAddress, 2);
        var vm = _sample.Vm(1, _sample.VfNic(1) with { Pin = pin });
        VnicRule.Add(vm, _sample.VfNic(2) with { Pin = pin with { Index = 3 } }, _sample.Fleet).ShouldBeEmpty();
        VnicRule.Add(vm, _sample.VfNic(2) with { Pin = pin }, _sample.Fleet).ShouldTell((FleetCode.PinsContradict, "pin.index"));
        var other = _sample.Fleet.Put(new FleetHost(SampleFleet.Id(20), "h2", _sample.Cluster.Id));
        VnicRule.Add(vm with { PinnedHosts = [_sample.Host.Id] }, _sample.VfNic(2) with { Pin = pin with { HostId = other.Id } }, _sample.Fleet)
            .ShouldTell((FleetCode.PinsContradict, "pin.host"), (FleetCode.PinsContradict, "pin.host"));
        Add(_sample.VfNic(1) with { Pin = pin with { Index = 8 } }).ShouldTell((FleetCode.PinUnknown, "pin.index"));
        Add(_sample.VfNic(1) with { Pin = pin with { Pf = PciAddress.Parse("0000:09:00.0") } })
            .ShouldTell((FleetCode.PinUnknown, "pin.pf"));
        Add(_sample.VfNic(1) with { Pin = pin with { HostId = SampleFleet.Id(99) } }).ShouldTell((FleetCode.PinnedHostUnknown, "pin.host"));
    }

    [Fact]
    public void A_plugged_VF_of_a_running_VM_changes_nothing_that_needs_another_one()
    {
        var nic = _sample.VfNic(1);
        var vm = _sample.Running(1, nic);
        var gold = _sample.Fleet.Put(_sample.Passthrough with { Id = SampleFleet.Id(30), Name = "gold" });
        var after = nic with
        {
            ProfileId = gold.Id,
            Mac = SampleFleet.Mac(9),
            Separate = "a",
            Pin = new VnicPin(_sample.Host.Id, SampleFleet.PfAddress, null),
            Requires = new FunctionTags { Trusted = true },
        };
        VnicRule.Update(vm, nic, after, _sample.Fleet).ShouldTell(
            (FleetCode.VnicHotUpdate, "profile"), (FleetCode.VnicHotUpdate, "mac"), (FleetCode.VnicHotUpdate, "separate"),
            (FleetCode.VnicHotUpdate, "pin"), (FleetCode.VnicHotUpdate, "requires"));
        VnicRule.HotUpdate(vm, nic, nic with { IsLinked = false }, _sample.Fleet).ShouldTell((FleetCode.VnicHotUpdate, "linked"));
        VnicRule.Update(vm, nic, nic with { Name = "eth0" }, _sample.Fleet).ShouldBeEmpty();
        VnicRule.Update(vm, nic, after with { IsPlugged = false }, _sample.Fleet).ShouldBeEmpty();
        VnicRule.Update(vm with { Status = VmStatus.Down }, nic, after, _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void A_plugged_virtio_vNIC_may_change_profile_and_link_but_not_type_or_mirroring()
    {
        var nic = _sample.VirtioNic(1);
        var vm = _sample.Running(1, nic);
        var blue = _sample.Fleet.Put(_sample.Virtio with { Id = SampleFleet.Id(30), Name = "blue" });
        VnicRule.Update(vm, nic, nic with { ProfileId = blue.Id, IsLinked = false }, _sample.Fleet).ShouldBeEmpty();
        VnicRule.Update(vm, nic, nic with { ProfileId = _sample.Passthrough.Id, Type = VnicType.PciPassthrough }, _sample.Fleet)
            .ShouldTell((FleetCode.VnicHotUpdate, "type"), (FleetCode.VnicHotUpdate, "profile"));
        _sample.Fleet.Put(blue with { PortMirroring = true });
        VnicRule.Update(vm, nic, nic with { ProfileId = blue.Id }, _sample.Fleet).ShouldTell((FleetCode.VnicHotUpdateMirroring, "profile"));
    }

    [Fact]
    public void Plugging_takes_the_MAC_and_needs_a_host_that_answers()
    {
        var nic = _sample.VfNic(1) with { IsPlugged = false };
        var vm = _sample.Running(1, nic, _sample.VirtioNic(2));
        VnicRule.Plug(vm, nic, _sample.Fleet).ShouldBeEmpty();
        VnicRule.Unplug(vm, vm.Nics[1], _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Vm(2, _sample.VirtioNic(1)));
        _sample.Fleet.Put(_sample.Host with { Status = HostStatus.Unreachable });
        VnicRule.Plug(vm, nic, _sample.Fleet).ShouldTell((FleetCode.VnicMacInUse, "mac"), (FleetCode.VnicPlugState, "plugged"));
        VnicRule.Unplug(vm, vm.Nics[1], _sample.Fleet).ShouldTell((FleetCode.VnicPlugState, "plugged"));
        VnicRule.Unplug(vm with { Status = VmStatus.Down, HostId = null }, vm.Nics[1], _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void A_plugged_one_of_a_VM_that_has_a_place_does_not_go()
    {
        var vm = _sample.Running(1, _sample.VfNic(1), _sample.VfNic(2) with { IsPlugged = false });
        VnicRule.Remove(vm, vm.Nics[0]).ShouldTell((FleetCode.VnicPlugged, "plugged"));
        VnicRule.Remove(vm, vm.Nics[1]).ShouldBeEmpty();
        VnicRule.Remove(vm with { Status = VmStatus.Down }, vm.Nics[0]).ShouldBeEmpty();
    }

    private ImmutableArray<Problem> Add(Vnic nic) => VnicRule.Add(_sample.Vm(1), nic, _sample.Fleet);
}
