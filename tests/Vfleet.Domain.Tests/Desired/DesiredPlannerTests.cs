using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Tests.Planning;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Desired.Written;

namespace Vfleet.Domain.Tests.Desired;

public sealed class DesiredPlannerTests
{
    private static readonly ObservedHost TwoPfs = Given.Host(Given.Pf(), Given.Pf("enp2s0f0", "0000:02:00.0", vfs: 4));

    [Fact]
    public void New_VFs_get_their_settings_before_their_driver()
    {
        var plan = Ready(Plan(Given.Host(Given.Pf()), ("netdev", "enp1s0f0"), ("vfs", "2"), ("driver", "vfio"), ("settings", Map(("0-1", Map(("vlan", "100")))))));

        plan.Title.ShouldBe("change enp1s0f0 from 0 to 2 VFs, settings of 2 VFs");
        plan.Descriptions().ShouldBe(
        [
            "turn driver autoprobe of enp1s0f0's VFs off",
            "create 2 VFs on enp1s0f0 and wait for each",
            "write to enp1s0f0/0 and read back: vlan 100",
            "write to enp1s0f0/1 and read back: vlan 100",
            "bind enp1s0f0/0 to the vfio driver",
            "bind enp1s0f0/1 to the vfio driver",
        ]);
        plan.WholePf.ShouldBe(new PciAddress(0, 1, 0, 0));
    }

    [Fact]
    public void The_MTU_of_the_PF_comes_before_its_new_VFs()
    {
        var plan = Ready(Plan(Given.Host(Given.Pf()), ("netdev", "enp1s0f0"), ("vfs", "1"), ("mtu", "9000")));

        plan.Descriptions().ShouldBe(["set the MTU of enp1s0f0 from 1500 to 9000", "create 1 VFs on enp1s0f0 and wait for each"]);
    }

    [Fact]
    public void The_MTU_of_the_PF_never_falls_below_that_of_a_VF()
    {
        var host = Given.Host(Given.Pf(vfs: 1).WithVf(0, vf => vf.OnHost("enp1s0f0v0")));

        var problem = Refused(Plan(host, ("netdev", "enp1s0f0"), ("mtu", "1400"))).ShouldHaveSingleItem();

        problem.Code.ShouldBe(ProblemCode.MtuBelowVf);
        problem.Remedy.ShouldBe("lower the VF first: ip link set enp1s0f0v0 mtu 1400");
    }

    [Fact]
    public void Another_MTU_disturbs_running_guests_and_needs_force_on_the_management_PF()
    {
        var host = Given.Host(Given.Pf(vfs: 2) with { ManagementUses = [new ManagementUse(ManagementUseKind.DefaultRoute, "enp1s0f0", "192.0.2.1")] })
            .WithGuests(Given.Guest("web1")).Giving("enp1s0f0/0", "web1");
        var document = Entry(("netdev", "enp1s0f0"), ("mtu", "9000"));

        Refused(Planned(document, host)).ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.PfCarriesManagement);
        Ready(Planned(document, host, force: true)).Disturbs.ShouldBe(["web1"]);
    }

    [Fact]
    public void A_VF_in_use_blocks_only_its_own_PF()
    {
        var host = TwoPfs.WithGuests(Given.Guest("web1")).Giving("enp2s0f0/1", "web1");

        var plan = Planned(Entry(("netdev", "enp*"), ("vfs", "2")), host);

        plan.Pfs[0].Result.ShouldBeOfType<PlanResult.Ready>();
        plan.Pfs[1].Result.ShouldBeOfType<PlanResult.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.VfNotFree);
    }

    [Fact]
    public void The_settings_of_a_VF_that_a_guest_has_are_left_alone_with_a_note()
    {
        var host = Given.Host(Given.Pf(vfs: 3)).WithGuests(Given.Guest("web1")).Giving("enp1s0f0/1", "web1");

        var plan = Ready(Plan(host, ("netdev", "enp1s0f0"), ("settings", Map(("0-2", Map(("vlan", "100")))))));

        plan.Steps.OfType<PlanStep.WriteVf>().Select(step => step.VfName).ShouldBe(["enp1s0f0/0", "enp1s0f0/2"]);
        plan.Notes.ShouldBe(["left alone: enp1s0f0/1 (guest web1)"]);
        plan.Title.ShouldBe("change settings of 2 VFs of enp1s0f0");
    }

    [Fact]
    public void When_only_VFs_of_guests_differ_there_is_nothing_to_do_and_it_is_said()
    {
        var host = Given.Host(Given.Pf(vfs: 1)).WithGuests(Given.Guest("web1")).Giving("enp1s0f0/0", "web1");

        Planned(Entry(("netdev", "enp1s0f0"), ("settings", Map(("0", Map(("vlan", "7")))))), host).Pfs[0].Result
            .ShouldBeOfType<PlanResult.Nothing>().Because.ShouldContain("left alone: enp1s0f0/0 (guest web1)");
    }

    [Fact]
    public void A_VF_that_was_given_away_or_is_in_a_container_is_left_alone()
    {
        var host = Given.Host(Given.Pf(vfs: 2)
            .WithVf(0, vf => vf with { Record = Given.Record("gone") })
            .WithVf(1, vf => vf.OnHost("x") with { Netdevs = [] }));

        Planned(Entry(("netdev", "enp1s0f0"), ("settings", Map(("0-1", Map(("vlan", "7")))))), host).Pfs[0].Result.ShouldBeOfType<PlanResult.Nothing>();
    }

    [Fact]
    public void A_MAC_that_is_there_already_is_not_written_again()
    {
        var mac = MacAddress.Parse("52:54:00:00:00:07");
        var host = Given.Host(Given.Pf(vfs: 1).WithVf(0, vf => vf with { Settings = vf.Settings! with { Mac = mac } }));

        Planned(Entry(("netdev", "enp1s0f0"), ("settings", Map(("0", Map(("mac", mac.ToString())))))), host).IsPending.ShouldBeFalse();
    }

    [Fact]
    public void VFs_of_one_PF_may_swap_their_MACs_but_not_take_one_of_another_PF()
    {
        var (one, two) = (MacAddress.Parse("52:54:00:00:00:01"), MacAddress.Parse("52:54:00:00:00:02"));
        var host = Given.Host(
            Given.Pf(vfs: 2).WithVf(0, vf => vf with { Settings = vf.Settings! with { Mac = one } }).WithVf(1, vf => vf with { Settings = vf.Settings! with { Mac = two } }),
            Given.Pf("enp2s0f0", "0000:02:00.0", vfs: 1));

        Ready(Plan(host, ("netdev", "enp1s0f0"), ("settings", Map(("0", Map(("mac", $"{two}"))), ("1", Map(("mac", $"{one}"))))))).Steps.Length.ShouldBe(2);
        Refused(Plan(host, ("netdev", "enp2s0f0"), ("settings", Map(("0", Map(("mac", $"{two}")))))))
            .ShouldHaveSingleItem().Message.ShouldBe($"{two} is the MAC of enp1s0f0/1 already");
    }

    [Fact]
    public void What_the_driver_cannot_do_is_refused_by_the_same_rule_as_vf_set() =>
        Refused(Plan(Given.Host(Given.Pf()), ("netdev", "enp1s0f0"), ("vfs", "1"), ("settings", Map(("0", Map(("linkState", "enable")))))))
            .ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.Unsupported);

    [Fact]
    public void A_rate_that_needs_a_carrier_waits_until_the_PF_is_up()
    {
        var plan = Ready(Plan(
            Given.Host(Given.Pf(vfs: 1).Down()), ("netdev", "enp1s0f0"), ("up", "true"), ("settings", Map(("0", Map(("maxRate", "100"), ("vlan", "5")))))));

        plan.Descriptions().ShouldBe(["set enp1s0f0 up", "write to enp1s0f0/0 and read back: vlan 5"]);
        plan.Notes.ShouldContain(note => note.Contains("plan again once its link is there"));
    }

    [Fact]
    public void The_PF_of_others_is_left_and_only_the_VFs_with_settings_are_configured()
    {
        var host = Given.Host(Given.Pf(vfs: 4));

        var plan = Ready(Plan(
            host, ("netdev", "enp1s0f0"), ("ownership", "external"), ("driver", "vfio"), ("settings", Map(("1-2", Map(("vlan", "9")))))));

        plan.Descriptions().ShouldBe(
        [
            "write to enp1s0f0/1 and read back: vlan 9",
            "write to enp1s0f0/2 and read back: vlan 9",
            "bind enp1s0f0/1 to the vfio driver",
            "bind enp1s0f0/2 to the vfio driver",
        ]);
    }

    [Fact]
    public void A_range_beyond_the_VFs_of_others_is_refused_at_its_line() =>
        Refused(Plan(Given.Host(Given.Pf(vfs: 2)), ("netdev", "enp1s0f0"), ("ownership", "external"), ("settings", Map(("1-5", Map(("vlan", "9")))))))
            .ShouldHaveSingleItem().Message.ShouldStartWith("host.yaml:");

    [Fact]
    public void The_longest_PF_decides_how_long_it_takes()
    {
        var plan = Planned(Entry(("netdev", "enp*"), ("vfs", "7"), ("driver", "host")), TwoPfs);

        var times = plan.Ready.Select(each => each.Expected).ToList();
        times.Count.ShouldBe(2);
        plan.Expected.ShouldBe(times.Max());
    }

    [Fact]
    public void A_plan_that_stands_on_other_facts_is_refused_and_says_which()
    {
        var host = Given.Host(Given.Pf(vfs: 2));
        var planned = Planned(Entry(("netdev", "enp1s0f0"), ("settings", Map(("0", Map(("vlan", "5")))))), host).Pfs[0];
        var pinned = planned.Change with { PlannedOn = PlanFacts.Of(host, host.Pfs[0], planned.Change.Wish) };

        ChangePlanner.Plan(host, pinned).ShouldBeOfType<PlanResult.Ready>();
        var problem = Answers.Refused(
            host.WithVf(new(host.Pfs[0].Address, 1), vf => vf with { Settings = vf.Settings! with { Trust = true } }), pinned, ProblemCode.PlanStale);
        problem.Message.ShouldContain("VF 1 was driver none");
        problem.Message.ShouldContain("trust on");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_VF_of_eight_PFs_with_256_VFs_is_planned(bool withMacs)
    {
        var host = Given.Host([.. Enumerable.Range(1, 8).Select(i => Pf256($"enp{i}s0", new PciAddress(0, (byte)(16 * i), 0, 0)))]);
        var document = withMacs
            ? Host(Map(("pfs", List([.. Enumerable.Range(1, 8).Select(i => Map(("netdev", $"enp{i}s0"), ("driver", "vfio"), ("settings", Map([.. Macs(i)]))))]))))
            : Entry(("netdev", "enp*"), ("vfs", "256"), ("driver", "vfio"), ("settings", Map(("0-255", Map(("vlan", "100"), ("trust", "true"))))));

        Planned(document, host).Ready.Sum(plan => plan.Steps.OfType<PlanStep.WriteVf>().Count()).ShouldBe(8 * 256);
    }

    private static IEnumerable<(string, object)> Macs(int pf) => Enumerable.Range(0, 256).Select(index => ($"{index}", (object)Map(("mac", $"52:54:00:00:{pf:x2}:{index:x2}"))));

    private static ObservedPf Pf256(string name, PciAddress address) => Given.Pf(name, address.ToString(), total: 256) with
    {
        NumVfs = 256,
        Vfs = [.. Enumerable.Range(0, 256).Select(index => Given.Vf(address, 0) with { Id = new(address, index) })],
    };

    internal static HostPlan Planned(DesiredHost document, ObservedHost host, bool force = false)
    {
        var result = DesiredPlanner.Plan(document, host, force);
        return result is HostPlanResult.Planned planned
            ? planned.Plan
            : throw new InvalidOperationException(string.Join("; ", ((HostPlanResult.Refused)result).Problems));
    }

    private static HostPlan Plan(ObservedHost host, params (string Key, object Value)[] entry) => Planned(Entry(entry), host);

    private static Plan Ready(HostPlan plan) => plan.Pfs.ShouldHaveSingleItem().Result switch
    {
        PlanResult.Ready ready => ready.Plan,
        PlanResult.Refused refused => throw new InvalidOperationException(string.Join("; ", refused.Problems)),
        var other => throw new InvalidOperationException(other.ToString()),
    };

    private static ImmutableArray<Problem> Refused(HostPlan plan) => plan.Pfs.ShouldHaveSingleItem().Result.ShouldBeOfType<PlanResult.Refused>().Problems;
}
