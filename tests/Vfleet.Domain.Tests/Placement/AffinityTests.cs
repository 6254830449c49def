using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;

namespace Vfleet.Domain.Tests.Placement;

public sealed class AffinityTests
{
    private static readonly FleetHost[] Hosts = [.. Enumerable.Range(0, 3).Select(GivenFleet.Host)];

    [Theory]
    [InlineData(AffinityKind.Together, true, "host1")]
    [InlineData(AffinityKind.Together, false, "host1")]
    [InlineData(AffinityKind.Apart, true, "host0")]
    [InlineData(AffinityKind.Apart, false, "host0")]
    public void A_VM_goes_with_its_group_or_away_from_it(AffinityKind kind, bool isHard, string host)
    {
        // Without the group it would go to the host with the fewest free VFs: host0 when together is asked, host1 when apart is.
        var picture = kind == AffinityKind.Together ? Fleet(1, 3, 3) : Fleet(3, 1, 4);
        picture.Set(Member(1, kind, isHard) with { HostId = Hosts[1].Id, Status = VmStatus.Up });
        HostOf(picture, Member(2, kind, isHard)).ShouldBe(host);
    }

    [Theory]
    [InlineData(AffinityKind.Together)]
    [InlineData(AffinityKind.Apart)]
    public void A_soft_affinity_that_cannot_be_satisfied_is_passed_over_and_a_hard_one_refuses(AffinityKind kind)
    {
        var picture = kind == AffinityKind.Together ? Fleet(1, 0) : Fleet(0, 1);
        picture.Set(Member(1, kind, true) with { HostId = Hosts[1].Id, Affinity = [new("db", kind, IsHard: false)] });
        picture.Place(Member(2, kind, isHard: false)).ShouldBePlaced();
        picture.Place(Member(2, kind, isHard: true)).ShouldBeRefused().Counts.ShouldContain(count => count.Reason == HostReason.Affinity);
    }

    [Fact]
    public void VMs_of_one_request_that_must_be_together_get_one_host_that_has_VFs_for_all()
    {
        var placed = Fleet(1, 2, 3).Place(Member(1, AffinityKind.Together, true), Member(2, AffinityKind.Together, true), Member(3, AffinityKind.Together, true)).ShouldBePlaced();
        placed.Select(one => one.HostId).ShouldBe([Hosts[2].Id, Hosts[2].Id, Hosts[2].Id]);
        placed.SelectMany(one => one.Nics).Select(nic => nic.Vf!.Value.Index).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void VMs_of_one_request_that_must_be_apart_get_a_host_each_or_none()
    {
        var picture = Fleet(3, 3);
        picture.Place(Member(1, AffinityKind.Apart, true), Member(2, AffinityKind.Apart, true)).ShouldBePlaced().Select(one => one.HostId).ShouldBeUnique();
        picture.Place(Member(1, AffinityKind.Apart, true), Member(2, AffinityKind.Apart, true), Member(3, AffinityKind.Apart, true)).ShouldBeRefused().IsProven.ShouldBeTrue();
    }

    [Fact]
    public void Together_and_apart_at_once_is_refused_with_both_names()
    {
        Affinity[] both = [new("a", AffinityKind.Together, true), new("b", AffinityKind.Apart, true)];
        var refusal = Fleet(3).Place(Member(1, AffinityKind.Together, true) with { Affinity = [.. both] }, Member(2, AffinityKind.Together, true) with { Affinity = [.. both] }).ShouldBeRefused();
        refusal.Message.ShouldBe("vm1 and vm2 must be together by one affinity and apart by group b");
    }

    [Fact]
    public void A_tentative_placement_counts_for_its_group()
    {
        var picture = Fleet(2, 2);
        var first = picture.Place(Member(1, AffinityKind.Apart, true)).ShouldBePlaced()[0];
        picture.Take(first);
        picture.Place(Member(2, AffinityKind.Apart, true)).ShouldBePlaced()[0].HostId.ShouldNotBe(first.HostId);
        picture.GiveBack(first);
        picture.Place(Member(2, AffinityKind.Apart, true)).ShouldBePlaced()[0].HostId.ShouldBe(first.HostId);
    }

    [Fact]
    public void A_VM_whose_own_place_is_known_meanwhile_is_not_kept_apart_from_itself()
    {
        var picture = Fleet(2);
        var asked = Member(1, AffinityKind.Apart, true);
        picture.Set(asked with { HostId = Hosts[0].Id, Status = VmStatus.Placed });
        HostOf(picture, asked).ShouldBe("host0");
        HostOf(picture, asked with { HostId = Hosts[0].Id }).ShouldBe("host0");
        picture.Place(Member(2, AffinityKind.Apart, true)).ShouldBeRefused();
    }

    private static Vm Member(int number, AffinityKind kind, bool isHard) =>
        GivenFleet.Vm(number, GivenFleet.Nic(number, GivenFleet.RedVf)) with { Affinity = [new Affinity("db", kind, isHard)] };

    private static FleetPicture Fleet(params int[] vfs) =>
        GivenFleet.Picture([.. vfs.Select((count, at) => (Hosts[at], GivenFleet.Inventory(Hosts[at], GivenFleet.Pf(1, count))))]);

    private static string HostOf(FleetPicture picture, Vm vm) => Hosts.Single(host => host.Id == picture.Place(vm).ShouldBePlaced()[0].HostId).Name;
}
