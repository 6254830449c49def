using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.Observed;
using static Vfleet.Domain.Tests.Planning.Answers;

namespace Vfleet.Domain.Tests.Planning;

public sealed class PfPlannerTests
{
    private static readonly ObservedHost Empty = Given.Host(Given.Pf());
    private static readonly ObservedHost Three = Given.Host(Given.Pf(vfs: 3));

    [Fact]
    public void VFs_for_guests_are_made_without_the_host_driver_and_then_bound_to_vfio()
    {
        var plan = Ready(Empty, SetPf() with { Vfs = 2, Driver = VfDriverChoice.Vfio });
        plan.Descriptions().ShouldBe(
        [
            "turn driver autoprobe of enp1s0f0's VFs off",
            "create 2 VFs on enp1s0f0 and wait for each",
            "bind enp1s0f0/0 to the vfio driver",
            "bind enp1s0f0/1 to the vfio driver",
        ]);
        (plan.Title, plan.WholePf, plan.Vf, plan.Reboot).ShouldBe(("change enp1s0f0 from 0 to 2 VFs", Empty.Pfs[0].Address, null, false));
        plan.Steps.OfType<PlanStep.BindVf>().ShouldAllBe(bind => bind.Address == null && bind.ToOverride == PlanStep.BindVf.BestVfio);
        plan.Expected.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Another_count_goes_over_zero()
    {
        var plan = Ready(Three, SetPf() with { Vfs = 1 });
        plan.Descriptions().ShouldBe(["remove the 3 VFs of enp1s0f0", "create 1 VFs on enp1s0f0 and wait for each"]);
        plan.Notes.ShouldBe(["settings of the 3 VFs that are removed are lost; all of them are free"]);
        plan.Title.ShouldBe("change enp1s0f0 from 3 to 1 VF");
    }

    [Fact]
    public void Another_MTU_is_one_step_and_the_same_is_none()
    {
        Ready(Empty, SetPf() with { Mtu = 9000 }).Descriptions().ShouldBe(["set the MTU of enp1s0f0 from 1500 to 9000"]);
        Nothing(Empty, SetPf() with { Mtu = 1500 }).ShouldContain("as asked already");
    }

    [Theory]
    [InlineData(67)]
    [InlineData(65536)]
    [InlineData(-1)]
    public void An_MTU_that_no_link_has_is_refused(int mtu) => Refused(Empty, SetPf() with { Mtu = mtu }, ProblemCode.OutOfRange);

    [Fact]
    public void An_MTU_needs_a_netdev() => Refused(Given.Host(Given.Pf(name: null)), SetPf("0000:01:00.0") with { Mtu = 9000 }, ProblemCode.Unsupported);

    [Fact]
    public void Zero_VFs_need_one_step() => Ready(Three, SetPf() with { Vfs = 0 }).Descriptions().ShouldBe(["remove the 3 VFs of enp1s0f0"]);

    [Fact]
    public void The_driver_of_VFs_that_stay_is_changed_one_by_one_and_busy_ones_keep_theirs()
    {
        var host = Three.WithGuests(Given.Guest("web1")).WithPf(Three.Pfs[0].Address, pf => pf.WithVf(0, vf => vf.OnHost("eth0")).WithVf(2, vf => vf.OnVfio()))
            .WithVf(new(Three.Pfs[0].Address, 1), vf => vf.OnHost("eth1").Used(NetdevUseKind.BridgePort, "br0"));
        var plan = Ready(host, SetPf() with { Vfs = 3, Driver = VfDriverChoice.Vfio });
        plan.Descriptions().ShouldBe(["turn driver autoprobe of enp1s0f0's VFs off", "bind enp1s0f0/0 to the vfio driver instead of igbvf"]);
        plan.Notes.ShouldContain("enp1s0f0/1 is in use and keeps its driver");
    }

    [Fact]
    public void What_is_so_already_needs_nothing_and_busy_VFs_are_named()
    {
        Nothing(Three, SetPf() with { Vfs = 3, Up = true }).ShouldBe("enp1s0f0 has 3 VFs and is as asked already");
        var busy = Three.WithPf(Three.Pfs[0].Address, pf => pf with { Autoprobe = false })
            .WithVf(new(Three.Pfs[0].Address, 1), vf => vf.Used(NetdevUseKind.BridgePort, "br0"));
        Nothing(busy, SetPf() with { Driver = VfDriverChoice.None }).ShouldContain("apart from those in use, which keep their driver: enp1s0f0/1");
    }

    [Fact]
    public void The_host_driver_that_nobody_knows_is_not_taken_for_no_driver()
    {
        var host = Given.Host(Given.Pf(vfs: 2).WithVf(0, vf => vf.OnVfio()) with { Facts = DriverFacts.Unknown, Driver = "newcard" });
        var problem = Refused(host, SetPf() with { Driver = VfDriverChoice.Host }, ProblemCode.Unsupported);
        problem.Message.ShouldBe("the VF driver of newcard is not in our table, so the VFs of enp1s0f0 cannot be bound to it one by one");
        problem.Remedy.ShouldContain("vfleet pf set enp1s0f0 --vfs 0, then --vfs 2 --driver host");
        Ready(host, SetPf() with { Vfs = 1, Driver = VfDriverChoice.Host }).Steps.OfType<PlanStep.BindVf>().ShouldBeEmpty();
    }

    [Fact]
    public void Every_busy_VF_is_named_with_its_reason_and_remedy()
    {
        var host = Three.WithGuests(Given.Guest("web1")).Giving("enp1s0f0/0", "web1")
            .WithVf(new(Three.Pfs[0].Address, 1), vf => vf.OnHost("eth1").Used(NetdevUseKind.IpAddress, "192.0.2.1/24"))
            .WithVf(new(Three.Pfs[0].Address, 2), vf => vf with { Record = Given.Record("old1") });
        var problems = AllRefused(host, SetPf() with { Vfs = 7 });
        problems.Select(problem => (problem.Code, problem.Message, problem.Remedy, problem.Path)).ShouldBe(
        [
            (ProblemCode.VfNotFree, "enp1s0f0/0 is not free: guest web1 has it", "vfleet vm detach web1 --device ua-net0", "enp1s0f0/0"),
            (ProblemCode.VfNotFree, "enp1s0f0/1 is not free: eth1 has the address 192.0.2.1/24", "ip address del 192.0.2.1/24 dev eth1", "enp1s0f0/1"),
            (ProblemCode.VfNotFree, "enp1s0f0/2 is not free: given to guest old1, which does not show it now", "vfleet vf reset enp1s0f0/2", "enp1s0f0/2"),
        ]);
    }

    [Fact]
    public void VFs_that_cannot_be_seen_count_as_busy()
    {
        var late = Three.WithPf(Three.Pfs[0].Address, pf => pf with { Vfs = pf.Vfs.RemoveAt(2) });
        Refused(late, SetPf() with { Vfs = 0 }, ProblemCode.VfNotFree).Message.ShouldStartWith("1 VF of enp1s0f0 cannot be seen yet");
    }

    [Fact]
    public void A_shared_IOMMU_group_does_not_keep_VFs_from_being_removed() =>
        Ready(Three.WithVf(new(Three.Pfs[0].Address, 1), vf => vf with { GroupPeers = [Three.Pfs[0].Address] }), SetPf() with { Vfs = 0 }).Steps.Length.ShouldBe(1);

    [Theory]
    [InlineData(-1, "OUT_OF_RANGE", "a PF cannot have -1 VFs")]
    [InlineData(8, "COUNT_TOO_LARGE", "enp1s0f0 can have at most 7 VFs, not 8")]
    [InlineData(int.MaxValue, "COUNT_TOO_LARGE", "not 2147483647")]
    public void A_count_out_of_range_is_refused(int count, string code, string message)
    {
        var problem = AllRefused(Empty, SetPf() with { Vfs = count }).ShouldHaveSingleItem();
        problem.Code.Name.ShouldBe(code);
        problem.Message.ShouldContain(message);
        problem.Remedy.ShouldContain("0 to 7");
    }

    [Fact]
    public void A_PF_that_reaches_the_host_is_changed_only_by_force()
    {
        var host = Empty.WithPf(Empty.Pfs[0].Address, pf => pf with
        {
            ManagementUses = [new(ManagementUseKind.DefaultRoute, "br0", "192.0.2.254"), new(ManagementUseKind.CallerConnection, "enp1s0f0", "198.51.100.7")],
        });
        foreach (var change in new[] { SetPf() with { Vfs = 2 }, SetPf() with { Up = false } })
        {
            var problems = AllRefused(host, change);
            problems.ShouldAllBe(problem => problem.Code == ProblemCode.PfCarriesManagement && problem.Remedy.Contains("--force"));
            problems[0].Message.ShouldContain("default route (through br0, gateway 192.0.2.254)");
            problems[1].Message.ShouldContain("your own connection from 198.51.100.7 (through enp1s0f0)");
            Ready(host, change with { Force = true }).Notes.ShouldContain("forced: enp1s0f0 carries your connection");
        }

        Ready(host, SetPf() with { Driver = VfDriverChoice.Vfio }).Steps.Length.ShouldBe(1);
        Refused(
            host.WithPf(host.Pfs[0].Address, pf => pf with { EswitchMode = "legacy", ManagementUses = pf.ManagementUses.RemoveAt(0) }),
            SetPf() with { EswitchMode = "switchdev" },
            ProblemCode.PfCarriesManagement);
    }

    [Fact]
    public void The_eswitch_is_switched_while_there_are_no_VFs()
    {
        var host = Three.WithPf(Three.Pfs[0].Address, pf => pf with { EswitchMode = "legacy" });
        Ready(host, SetPf() with { EswitchMode = "switchdev" }).Descriptions().ShouldBe(
        [
            "remove the 3 VFs of enp1s0f0",
            "switch the eswitch of enp1s0f0 from legacy to switchdev",
            "create 3 VFs on enp1s0f0 and wait for each",
        ]);
        Nothing(host, SetPf() with { EswitchMode = "legacy" }).ShouldContain("3 VFs");
        Refused(host, SetPf() with { EswitchMode = "open" }, ProblemCode.Malformed).Remedy.ShouldBe("give legacy or switchdev");
        Refused(Empty, SetPf() with { EswitchMode = "switchdev" }, ProblemCode.Unsupported).Message.ShouldBe("the driver of enp1s0f0 (igb) has no eswitch to switch");
    }

    [Fact]
    public void The_link_is_set_after_the_count_and_guests_that_lose_it_are_named()
    {
        var host = Three.WithGuests(Given.Guest("web1")).Giving("enp1s0f0/0", "web1");
        var down = Ready(host, SetPf() with { Up = false });
        down.Descriptions().ShouldBe(["set enp1s0f0 down"]);
        down.Disturbs.ShouldBe(["web1"]);
        Ready(Given.Host(Given.Pf().Down()), SetPf() with { Vfs = 1, Up = true }).Descriptions().Last().ShouldBe("set enp1s0f0 up");
        Ready(Given.Host(Given.Pf().Down()), SetPf() with { Vfs = 1 }).Notes.ShouldContain("enp1s0f0 is down, and its VFs pass no traffic until it is up: add --up (up: true in host.yaml)");
    }

    [Fact]
    public void A_PF_without_driver_or_netdev_is_told_so()
    {
        var bare = Given.Host(Given.Pf(null) with { Driver = null });
        Refused(bare, SetPf("0000:01:00.0") with { Vfs = 1 }, ProblemCode.Unsupported).Message.ShouldContain("only a PF driver can make VFs");
        Refused(bare, SetPf("0000:01:00.0") with { Up = true }, ProblemCode.Unsupported).Message.ShouldContain("has no netdev (driver: none)");
    }

    [Fact]
    public void VFs_for_guests_need_an_IOMMU()
    {
        var host = Given.Host(Given.Pf() with { IommuGroup = null });
        Refused(host, SetPf() with { Vfs = 2, Driver = VfDriverChoice.Vfio }, ProblemCode.IommuNotViable).Remedy.ShouldContain("intel_iommu=on");
        Ready(host, SetPf() with { Vfs = 2 }).Steps.Length.ShouldBe(1);
    }

    [Fact]
    public void A_libvirt_that_fails_forbids_removing_VFs_but_one_that_is_not_there_only_gets_a_note()
    {
        var failing = new Problem(ProblemCode.LibvirtFailed, "libvirt failed", "look at its log");
        Refused(Three with { LibvirtProblem = failing }, SetPf() with { Vfs = 0 }, ProblemCode.LibvirtFailed);
        var absent = new Problem(ProblemCode.LibvirtUnavailable, "no libvirt", "install it");
        Ready(Three with { Guests = default, LibvirtProblem = absent }, SetPf() with { Vfs = 0 }).Notes.ShouldContain(note => note.StartsWith("libvirt does not answer"));
    }

    [Fact]
    public void A_wish_for_nothing_is_refused() => Refused(Empty, SetPf(), ProblemCode.OptionsConflict).Remedy.ShouldContain("--vfs 4");

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var host = Three.WithGuests(Given.Guest("web1")).Giving("enp1s0f0/0", "web1").WithPf(Three.Pfs[0].Address, pf => pf with
        {
            IommuGroup = null,
            ManagementUses = [new(ManagementUseKind.DefaultRoute, "enp1s0f0", "192.0.2.254")],
        });
        AllRefused(host, SetPf() with { Vfs = 9, Driver = VfDriverChoice.Vfio, EswitchMode = "x" }).Select(problem => problem.Code.Name)
            .ShouldBe(["COUNT_TOO_LARGE", "MALFORMED", "IOMMU_NOT_VIABLE", "VF_NOT_FREE", "PF_CARRIES_MANAGEMENT"]);
    }

    [Fact]
    public void A_VF_or_an_unknown_name_is_no_PF()
    {
        Refused(Three, SetPf("enp1s0f0/1") with { Vfs = 0 }, ProblemCode.VfNotPf);
        Refused(Three, SetPf("enp9") with { Vfs = 0 }, ProblemCode.PfUnknown);
    }
}
