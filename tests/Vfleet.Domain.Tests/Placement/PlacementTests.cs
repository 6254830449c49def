using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;

namespace Vfleet.Domain.Tests.Placement;

public sealed class PlacementTests
{
    private static readonly FleetHost[] Hosts = [.. Enumerable.Range(0, 4).Select(GivenFleet.Host)];

    [Fact]
    public void A_vNIC_moves_to_another_PF_so_that_a_later_one_can_be_served()
    {
        var (both, redOnly) = (GivenFleet.Pf(1, 1), GivenFleet.Pf(2, 1));
        var picture = GivenFleet.Picture((Hosts[1], GivenFleet.Inventory(Hosts[1], both, redOnly)));
        picture.Set(GivenFleet.Only(Hosts[1], both, GivenFleet.Red, GivenFleet.Blue));
        picture.Set(GivenFleet.Only(Hosts[1], redOnly, GivenFleet.Red));
        var nics = picture.Place(GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf), GivenFleet.Nic(2, GivenFleet.BlueVf))).ShouldBePlaced()[0].Nics;
        nics.Select(nic => nic.Vf!.Value.Pf).ShouldBe([redOnly.Address, both.Address]);
    }

    [Fact]
    public void A_PF_that_others_need_is_kept_free()
    {
        var (all, red) = (GivenFleet.Pf(1, 4), GivenFleet.Pf(2, 4));
        var picture = GivenFleet.Picture((Hosts[1], GivenFleet.Inventory(Hosts[1], all, red)));
        picture.Set(GivenFleet.Only(Hosts[1], red, GivenFleet.Red));
        PfOf(picture, GivenFleet.RedVf).ShouldBe(red.Name);

        picture.Set(GivenFleet.Inventory(Hosts[1], all, red with { HasLink = false }));
        PfOf(picture, GivenFleet.RedVf).ShouldBe(all.Name, "a link counts more");

        picture.Set(GivenFleet.Inventory(Hosts[1], all, red with { IsLiveMigratable = true }));
        picture.Set(new VfsConfiguration(Hosts[1].Id, red.Address));
        PfOf(picture, GivenFleet.RedVf).ShouldBe(all.Name, "live migration was not asked for");
    }

    [Fact]
    public void The_PF_on_the_VM_s_NUMA_node_is_taken()
    {
        var picture = GivenFleet.Picture((Hosts[1], GivenFleet.Inventory(Hosts[1], GivenFleet.Pf(1, 4) with { NumaNode = 0 }, GivenFleet.Pf(2, 4) with { NumaNode = 1 })));
        var vm = GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf));
        picture.Place(vm with { NumaNode = 1 }).ShouldBePlaced()[0].Nics[0].Vf!.Value.Pf.ShouldBe(GivenFleet.Pf(2, 4).Address);
        picture.Place(vm with { NumaNode = 0 }).ShouldBePlaced()[0].Nics[0].Vf!.Value.Pf.ShouldBe(GivenFleet.Pf(1, 4).Address);
    }

    [Theory]
    [InlineData(PlacementPolicy.Spread, 2)]
    [InlineData(PlacementPolicy.Pack, 1)]
    public void The_policy_for_PFs_spreads_the_VFs_of_a_VM_or_packs_them(PlacementPolicy policy, int pfs)
    {
        var picture = GivenFleet.Picture((Hosts[1], GivenFleet.Inventory(Hosts[1], GivenFleet.Pf(1, 4), GivenFleet.Pf(2, 4))));
        picture.Set(GivenFleet.Cluster with { PfPolicy = policy });
        var vm = GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf), GivenFleet.Nic(2, GivenFleet.RedVf));
        picture.Place(vm).ShouldBePlaced()[0].Nics.Select(nic => nic.Vf!.Value.Pf).Distinct().Count().ShouldBe(pfs);
    }

    [Theory]
    [InlineData(PlacementPolicy.Pack, "host1")]
    [InlineData(PlacementPolicy.Spread, "host2")]
    public void The_policy_for_hosts_takes_the_fullest_that_fits_or_the_emptiest(PlacementPolicy policy, string host)
    {
        var picture = Fleet(1, 3, 5, 4);
        picture.Set(GivenFleet.Cluster with { Policy = policy });
        var vm = GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf), GivenFleet.Nic(2, GivenFleet.RedVf));
        HostOf(picture.Place(vm)).ShouldBe(host);
    }

    [Fact]
    public void VMs_without_VFs_are_packed_where_no_VFs_are_free() =>
        HostOf(Fleet(3, 0, 2, 1).Place(GivenFleet.Vm(1))).ShouldBe("host1");

    [Fact]
    public void The_own_part_of_the_hosts_is_tried_first_and_the_rest_after_it()
    {
        var picture = Fleet(1, 1, 1, 1);
        var part = Hosts.ToLookup(host => new Partition(1, 2).Holds(host.Id));
        part[true].ShouldNotBeEmpty();
        part[false].ShouldNotBeEmpty();
        var request = new PlacementRequest([GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf))]) { Prefer = new Partition(1, 2) };
        HostOf(picture.Place(request)).ShouldBe(part[true].First().Name);
        HostOf(picture.Place(request with { Exclude = [.. part[true].Select(host => host.Id)] })).ShouldBe(part[false].First().Name);
        HostOf(picture.Place(request with { OnlyHosts = [Hosts[3].Id] })).ShouldBe("host3");
    }

    [Fact]
    public void What_is_taken_is_not_given_again_until_it_is_given_back()
    {
        var picture = Fleet(1);
        var vm = GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf));
        var placement = picture.Place(vm).ShouldBePlaced()[0];
        picture.Take(placement);
        picture.Place(vm).ShouldBeRefused();
        picture.GiveBack(placement);
        picture.Place(vm).ShouldBePlaced();
    }

    [Fact]
    public void A_hold_that_became_a_claim_counts_once_and_its_end_leaves_the_claim()
    {
        var picture = Fleet(2);
        var vm = GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf));
        var placement = picture.Place(vm).ShouldBePlaced()[0];
        picture.Take(placement);
        var claim = new Claim(placement.Nics[0].Vf!.Value, vm.Id, vm.Nics[0].Id);
        picture.SetClaim(claim);
        picture.Explain(GivenFleet.Vm(2), Hosts[0].Id).Pfs[0].Free.ShouldBe(1);
        picture.GiveBack(placement);
        picture.Explain(GivenFleet.Vm(2), Hosts[0].Id).Pfs[0].Free.ShouldBe(1);
        picture.RemoveClaim(claim.Vf);
        picture.Explain(GivenFleet.Vm(2), Hosts[0].Id).Pfs[0].Free.ShouldBe(2);
    }

    [Fact]
    public void Hot_plug_gives_the_vNIC_a_VF_of_another_PF_than_its_separate_sibling_has()
    {
        var picture = GivenFleet.Picture((Hosts[0], GivenFleet.Inventory(Hosts[0], GivenFleet.Pf(1, 4), GivenFleet.Pf(2, 1))));
        var vm = GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf) with { Separate = "bond0" }, GivenFleet.Nic(2, GivenFleet.RedVf) with { Separate = "bond0", IsPlugged = false });
        picture.SetClaim(new(new VfKey(Hosts[0].Id, GivenFleet.Pf(1, 4).Address, 0), vm.Id, vm.Nics[0].Id));
        var placement = picture.PlaceNics(vm, Hosts[0].Id, [vm.Nics[1].Id]).ShouldBePlaced()[0];
        placement.Nics.ShouldBe([new(vm.Nics[1].Id, new VfKey(Hosts[0].Id, GivenFleet.Pf(2, 1).Address, 0), null)]);
        picture.Take(placement);
        picture.Explain(GivenFleet.Vm(2), Hosts[0].Id).Filters.Single(filter => filter.Filter == HostReason.Memory).Message
            .ShouldBe("1024 MiB of memory are needed, 65536 of 65536 MiB are left", "hot plug takes no memory");
        var refusal = picture.PlaceNics(vm with { Nics = vm.Nics.SetItem(1, vm.Nics[1] with { Id = GivenFleet.Id(6, 3) }) }, Hosts[0].Id, [GivenFleet.Id(6, 3)]).ShouldBeRefused();
        refusal.Unservable.ShouldBe([GivenFleet.Id(6, 3)]);
        refusal.Message.ShouldBe("host0 cannot serve the vNICs of vm1: nic2 needs a VF; only ens2f0 allows it and it has 0 free");
    }

    [Fact]
    public void A_refusal_counts_hosts_by_reason_and_says_what_the_nearest_lacks()
    {
        var picture = Fleet(1, 0, 0, 1);
        picture.Set(Hosts[3] with { Status = HostStatus.Maintenance });
        var vm = GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf), GivenFleet.Nic(2, GivenFleet.BlueVf));
        var refusal = picture.Place(vm).ShouldBeRefused();
        refusal.Counts.ShouldBe([new(HostReason.State, 1), new(HostReason.Vfs, 3)]);
        refusal.Message.ShouldBe("No host takes vm1: 1 not up, 3 without the VFs; nearest is host0: nic1 and nic2 need 2 VFs; only ens1f0 allows them and it has 1 free");
        refusal.Unservable.ShouldBe(vm.Nics.Select(nic => nic.Id));
        refusal.Hosts.Select(host => (host.Name, host.Reason)).ShouldBe([
            ("host0", HostReason.Vfs), ("host1", HostReason.Vfs), ("host2", HostReason.Vfs), ("host3", HostReason.State)]);
        refusal.Remedy.ShouldBe("free VFs, raise the number of VFs of a PF, or allow the network on more PFs");
    }

    [Fact]
    public void VMs_of_one_request_are_placed_together_or_not_at_all()
    {
        var picture = Fleet(2, 1);
        ImmutableArray<Vm> vms = [.. Enumerable.Range(1, 3).Select(n => GivenFleet.Vm(n, GivenFleet.Nic(n, GivenFleet.RedVf)))];
        picture.Place([.. vms]).ShouldBePlaced().Select(one => one.Vm).ShouldBe(vms);
        var refusal = picture.Place([.. vms, GivenFleet.Vm(4, GivenFleet.Nic(4, GivenFleet.RedVf))]).ShouldBeRefused();
        refusal.Message.ShouldBe("Each of the 4 VMs could be placed alone, but not all together");
        refusal.IsProven.ShouldBeTrue();
        picture.Place([.. vms]).ShouldBePlaced().Length.ShouldBe(3);
    }

    [Fact]
    public void A_search_that_was_given_up_does_not_claim_a_proof()
    {
        var picture = Fleet([.. Enumerable.Repeat(3, 4)]);
        ImmutableArray<Vm> vms = [.. Enumerable.Range(1, 13).Select(n => GivenFleet.Vm(n, GivenFleet.Nic(n, GivenFleet.RedVf)))];
        var refusal = picture.Place(vms).ShouldBeRefused();
        refusal.IsProven.ShouldBeFalse();
        refusal.Message.ShouldEndWith("that it is impossible is not proven");
    }

    private static FleetPicture Fleet(params int[] vfs) =>
        GivenFleet.Picture([.. vfs.Select((count, at) => (Hosts[at], GivenFleet.Inventory(Hosts[at], GivenFleet.Pf(1, count))))]);

    private static string PfOf(FleetPicture picture, VnicProfile profile)
    {
        var pf = picture.Place(GivenFleet.Vm(1, GivenFleet.Nic(1, profile))).ShouldBePlaced()[0].Nics[0].Vf!.Value.Pf;
        return $"ens{pf.Bus}f0";
    }

    private static string HostOf(PlacementOutcome outcome) => Hosts.Single(host => host.Id == outcome.ShouldBePlaced()[0].HostId).Name;
}
