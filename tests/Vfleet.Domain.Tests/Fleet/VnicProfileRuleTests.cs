using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Settings;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class VnicProfileRuleTests
{
    private readonly SampleFleet _sample = new();

    private VnicProfile New => new(SampleFleet.Id(20), "new", _sample.Red.Id);

    [Theory]
    [InlineData(Passthrough.Required)]
    [InlineData(Passthrough.Preferred)]
    public void Passthrough_has_the_settings_of_a_VF_and_not_those_of_the_host(Passthrough passthrough)
    {
        var profile = New with
        {
            Passthrough = passthrough,
            IsMigratable = true,
            FailoverId = _sample.Virtio.Id,
            VlanQos = 7,
            MinRate = 100,
            MaxRate = 100,
            Trust = true,
            SpoofCheck = false,
            LinkState = VfLinkState.Enable,
            Requires = new FunctionTags { VendorDevice = "8086:154c", Model = "X710" },
        };
        VnicProfileRule.Add(profile, _sample.Fleet).ShouldBeEmpty();
        VnicProfileRule.Add(profile with { PortMirroring = true, Qos = "gold", NetworkFilter = "clean-traffic" }, _sample.Fleet).ShouldTell(
            (FleetCode.PassthroughExcludes, "portMirroring"), (FleetCode.PassthroughExcludes, "qos"), (FleetCode.PassthroughExcludes, "networkFilter"));
    }

    [Fact]
    public void Without_passthrough_it_is_the_other_way_round()
    {
        VnicProfileRule.Add(New with { PortMirroring = true, Qos = "gold", NetworkFilter = "clean-traffic" }, _sample.Fleet)
            .ShouldBeEmpty();
        VnicProfileRule.Add(
            New with
            {
                VlanQos = 1,
                MinRate = 1,
                MaxRate = 2,
                Trust = true,
                SpoofCheck = true,
                LinkState = VfLinkState.Auto,
                Requires = new FunctionTags { Trusted = true },
            },
            _sample.Fleet).ShouldTell(
            (FleetCode.PassthroughNeeded, "vlanQos"), (FleetCode.PassthroughNeeded, "minRate"), (FleetCode.PassthroughNeeded, "maxRate"),
            (FleetCode.PassthroughNeeded, "trust"), (FleetCode.PassthroughNeeded, "spoofCheck"), (FleetCode.PassthroughNeeded, "linkState"),
            (FleetCode.PassthroughNeeded, "requires"));
    }

    [Fact]
    public void Settings_lie_in_their_ranges_and_do_not_contradict()
    {
        var profile = New with { Passthrough = Passthrough.Required };
        VnicProfileRule.Add(profile with { VlanQos = 8, MinRate = -1, MaxRate = 1_600_001, LinkState = (VfLinkState)9 }, _sample.Fleet)
            .ShouldTell(
            (FleetCode.NumberOutOfRange, "vlanQos"), (FleetCode.NumberOutOfRange, "minRate"), (FleetCode.NumberOutOfRange, "maxRate"),
            (FleetCode.ChoiceUnknown, "linkState"));
        VnicProfileRule.Add(profile with { MinRate = 200, MaxRate = 100 }, _sample.Fleet)
            .ShouldTell((FleetCode.RatesContradict, "minRate"));
        VnicProfileRule.Add(profile with { MinRate = 200, MaxRate = 0 }, _sample.Fleet).ShouldBeEmpty();
        VnicProfileRule.Add(profile with { Requires = new FunctionTags { VendorDevice = "8086-154c", PhysicalNetwork = " " } }, _sample.Fleet).ShouldTell(
            (FleetCode.VendorDeviceInvalid, "requires.vendorDevice"), (FleetCode.PhysicalNetworkInvalid, "requires.physicalNetwork"));
    }

    [Fact]
    public void The_network_allows_it()
    {
        VnicProfileRule.Add(New with { NetworkId = SampleFleet.Id(99) }, _sample.Fleet).ShouldTell((FleetCode.NetworkUnknown, "network"));
        var other = _sample.Fleet.Put(new Network(SampleFleet.Id(30), "other", _sample.DataCenter.Id) { IsVmNetwork = false, IsPortIsolated = true, IsExternal = true });
        VnicProfileRule.Add(New with { NetworkId = other.Id, PortMirroring = true }, _sample.Fleet)
            .ShouldTell((FleetCode.ProfileNeedsVmNetwork, "network"), (FleetCode.ExternalNotMirrored, "portMirroring"));
        VnicProfileRule.Add(New with { NetworkId = other.Id, Passthrough = Passthrough.Preferred, VlanQos = 1 }, _sample.Fleet).ShouldTell(
            (FleetCode.ProfileNeedsVmNetwork, "network"), (FleetCode.PassthroughNotIsolated, "passthrough"), (FleetCode.VlanQosNeedsVlan, "vlanQos"));
    }

    [Fact]
    public void Its_name_is_its_own_in_the_network_upper_and_lower_case_apart()
    {
        VnicProfileRule.Add(New with { Name = "virtio" }, _sample.Fleet).ShouldTell((FleetCode.ProfileNameInUse, "name"));
        VnicProfileRule.Add(New with { Name = "Virtio" }, _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void The_failover_is_another_profile_without_passthrough_of_a_network_of_ours()
    {
        var profile = New with { Passthrough = Passthrough.Required, IsMigratable = true };
        VnicProfileRule.Add(profile with { FailoverId = profile.Id }, _sample.Fleet).ShouldTell((FleetCode.FailoverSelf, "failover"));
        VnicProfileRule.Add(profile with { FailoverId = SampleFleet.Id(99) }, _sample.Fleet)
            .ShouldTell((FleetCode.FailoverInvalid, "failover"));
        VnicProfileRule.Add(profile with { FailoverId = _sample.Passthrough.Id }, _sample.Fleet)
            .ShouldTell((FleetCode.FailoverInvalid, "failover"));
        var external = _sample.Fleet.Put(new Network(SampleFleet.Id(30), "other", _sample.DataCenter.Id) { IsExternal = true });
        var outside = _sample.Fleet.Put(new VnicProfile(SampleFleet.Id(31), "outside", external.Id));
        VnicProfileRule.Add(profile with { FailoverId = outside.Id }, _sample.Fleet).ShouldTell((FleetCode.FailoverExternal, "failover"));
        VnicProfileRule.Add(profile with { FailoverId = _sample.Virtio.Id, IsMigratable = false }, _sample.Fleet)
            .ShouldTell((FleetCode.FailoverNeedsMigratable, "failover"));
        VnicProfileRule.Add(New with { FailoverId = _sample.Virtio.Id }, _sample.Fleet)
            .ShouldTell((FleetCode.FailoverNeedsMigratable, "failover"));
    }

    [Fact]
    public void While_VMs_use_it_passthrough_failover_and_port_mirroring_stay()
    {
        var after = _sample.Passthrough with { Passthrough = Passthrough.Disabled, PortMirroring = true };
        VnicProfileRule.Update(_sample.Passthrough, after, _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Vm(1, _sample.VfNic(1)));
        VnicProfileRule.Update(_sample.Passthrough, after, _sample.Fleet)
            .ShouldTell((FleetCode.ProfileInOneUse, "passthrough"), (FleetCode.ProfileInOneUse, "portMirroring"));
        _sample.Fleet.Put(_sample.Vm(2, _sample.VfNic(2)));
        VnicProfileRule.Update(_sample.Passthrough, _sample.Passthrough with { IsMigratable = true, FailoverId = _sample.Virtio.Id }, _sample.Fleet)
            .ShouldTell((FleetCode.ProfileInManyUses, "failover"));
        VnicProfileRule.Update(
            _sample.Passthrough, _sample.Passthrough with { IsMigratable = true, MaxRate = 100, Passthrough = Passthrough.Preferred }, _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void It_stays_in_its_network_and_a_failover_stays_as_it_is()
    {
        var green = _sample.Fleet.Put(new Network(SampleFleet.Id(30), "green", _sample.DataCenter.Id));
        VnicProfileRule.Update(_sample.Virtio, _sample.Virtio with { NetworkId = green.Id }, _sample.Fleet)
            .ShouldTell((FleetCode.ProfileNetworkFixed, "network"));
        VnicProfileRule.Update(_sample.Virtio, _sample.Virtio with { Description = "d" }, _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Passthrough with { IsMigratable = true, FailoverId = _sample.Virtio.Id });
        VnicProfileRule.Update(_sample.Virtio, _sample.Virtio with { Description = "d" }, _sample.Fleet)
            .ShouldTell((FleetCode.FailoverFixed, ""));
        VnicProfileRule.Update(_sample.Virtio, _sample.Virtio, _sample.Fleet).ShouldBeEmpty();
    }

    [Fact]
    public void It_goes_when_neither_a_VM_nor_a_profile_uses_it()
    {
        VnicProfileRule.Remove(_sample.Virtio, _sample.Fleet).ShouldBeEmpty();
        _sample.Fleet.Put(_sample.Passthrough with { IsMigratable = true, FailoverId = _sample.Virtio.Id });
        _sample.Fleet.Put(_sample.Vm(1, _sample.VirtioNic(1)));
        VnicProfileRule.Remove(_sample.Virtio, _sample.Fleet).ShouldTell((FleetCode.ProfileInOneUse, ""), (FleetCode.FailoverFixed, ""));
    }
}
