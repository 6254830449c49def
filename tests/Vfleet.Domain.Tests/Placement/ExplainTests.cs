using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;

namespace Vfleet.Domain.Tests.Placement;

public sealed class ExplainTests
{
    private static readonly FleetHost Host = GivenFleet.Host(1);
    private static readonly InventoryPf Pf = GivenFleet.Pf(1, 2);
    private static readonly HostInventory Inventory = GivenFleet.Inventory(Host, Pf);
    private static readonly Vm OneNic = GivenFleet.Vm(1, GivenFleet.Nic(1, GivenFleet.RedVf));

    [Fact]
    public void A_host_that_takes_the_VM_passes_every_filter_in_order()
    {
        var verdict = GivenFleet.Picture((Host, Inventory)).Explain(OneNic, Host.Id);
        verdict.Filters.Select(filter => filter.Filter).ShouldBe(Enum.GetValues<HostReason>());
        verdict.Fits.ShouldBeTrue();
        verdict.Nics.ShouldHaveSingleItem().Vf.ShouldBe(new VfKey(Host.Id, Pf.Address, 0));
        verdict.Pfs.ShouldHaveSingleItem().Free.ShouldBe(2);
    }

    [Fact]
    public void A_host_that_is_not_known_fails_by_its_state() =>
        Fails(GivenFleet.Picture(), OneNic, HostReason.State, "there is no such host");

    [Fact]
    public void A_host_in_maintenance_fails_with_what_was_said_of_it() =>
        Fails(GivenFleet.Picture((Host with { Status = HostStatus.Maintenance, StatusReason = "new cards" }, Inventory)), OneNic,
            HostReason.State, "the host is in maintenance: new cards");

    [Fact]
    public void A_host_that_has_not_reported_fails()
    {
        var picture = GivenFleet.Picture();
        picture.Set(Host);
        Fails(picture, OneNic, HostReason.State, "the host has not reported yet");
    }

    [Fact]
    public void A_host_of_another_cluster_fails()
    {
        var other = GivenFleet.Cluster with { Id = GivenFleet.Id(2, 2), Name = "rack2" };
        var picture = GivenFleet.Picture((Host with { ClusterId = other.Id }, Inventory));
        picture.Set(other);
        Fails(picture, OneNic, HostReason.Cluster, "the host belongs to cluster rack2, the VM to rack1");
    }

    [Fact]
    public void A_VM_that_is_pinned_elsewhere_fails() => Fails(GivenFleet.Picture((Host, Inventory)), OneNic with { PinnedHosts = [GivenFleet.Id(5, 2)] },
        HostReason.Pinned, "the VM or one of its vNICs is pinned to another host");

    [Fact]
    public void Memory_and_CPUs_are_counted_with_overcommitment_reserve_and_use()
    {
        var picture = GivenFleet.Picture((Host with { ReservedMemoryMiB = 36 }, Inventory));
        picture.Set(GivenFleet.Cluster with { MemoryOvercommitPercent = 150, CpuOvercommitPercent = 200 });
        picture.SetUse(Host.Id, 98_000, 31);
        picture.UseLimits(Host.Id).ShouldBe(new UseLimits(98_268, 32));
        var large = OneNic with { MemoryMiB = 269, Cpus = 2 };
        Fails(picture, large, HostReason.Memory, "269 MiB of memory are needed, 268 of 98268 MiB are left");
        Fails(picture, large, HostReason.Cpu, "2 CPUs are needed, 1 of 32 are left");
        picture.Explain(large with { MemoryMiB = 268, Cpus = 1 }, Host.Id).Fits.ShouldBeTrue();
    }

    [Fact]
    public void A_vNIC_without_a_VF_and_a_failover_twin_need_a_bridge()
    {
        var twin = new VnicProfile(GivenFleet.Id(4, 3), "twin", GivenFleet.Blue.Id);
        var migratable = GivenFleet.RedVf with { Id = GivenFleet.Id(4, 4), FailoverId = twin.Id };
        var picture = GivenFleet.Picture((Host, Inventory));
        picture.Set(twin);
        picture.Set(migratable);
        var vm = GivenFleet.Vm(1, GivenFleet.Nic(1, migratable), GivenFleet.Nic(2, twin));
        Fails(picture, vm, HostReason.Networks, "the host has no bridge of network blue (vNIC nic1, for its failover twin), network blue (vNIC nic2)");

        picture.Set(Host with { Bridges = [new(GivenFleet.Blue.Id, "br-blue")] });
        picture.Explain(vm, Host.Id).Nics.ShouldBe([
            new(GivenFleet.Id(6, 1), new VfKey(Host.Id, Pf.Address, 0), "br-blue"), new(GivenFleet.Id(6, 2), null, "br-blue")]);
    }

    [Fact]
    public void A_network_that_the_cluster_does_not_have_fails_everywhere()
    {
        var picture = GivenFleet.Picture((Host, Inventory));
        picture.Set(GivenFleet.Red with { Clusters = [] });
        Fails(picture, OneNic, HostReason.Networks, "vNIC nic1 of vm1: cluster rack1 does not have network red");
        picture.Place(OneNic).ShouldBeRefused().Remedy.ShouldBe("attach network red to the cluster");
    }

    [Fact]
    public void A_member_that_must_be_apart_is_named()
    {
        var picture = GivenFleet.Picture((Host, Inventory));
        var apart = new Affinity("db", AffinityKind.Apart, IsHard: true);
        picture.Set(GivenFleet.Vm(2) with { Affinity = [apart], HostId = Host.Id, Status = VmStatus.Up });
        Fails(picture, OneNic with { Affinity = [apart] }, HostReason.Affinity, "group db must be apart and vm2 is here");
    }

    [Fact]
    public void VFs_that_are_not_free_are_named_with_who_has_them_or_why()
    {
        var pf = GivenFleet.Pf(1, 6) with { Vfs = [new InventoryVf(2) { Holds = ["enp1s0f0v2 is a port of bridge br0"] }, new InventoryVf(3) { IsUnclean = true }] };
        var picture = GivenFleet.Picture((Host, GivenFleet.Inventory(Host, pf)));
        picture.Set(GivenFleet.Vm(9) with { Name = "web1" });
        var held = new Claim(new VfKey(Host.Id, pf.Address, 0), GivenFleet.Id(7, 9), GivenFleet.Id(6, 9));
        var releasing = held with { Vf = held.Vf with { Index = 1 }, State = ClaimState.Releasing };
        picture.SetClaim(held);
        picture.SetClaim(releasing);
        picture.Take(picture.Place(GivenFleet.Vm(8, GivenFleet.Nic(8, GivenFleet.BlueVf))).ShouldBePlaced()[0]);
        picture.Explain(OneNic, Host.Id).Pfs.ShouldHaveSingleItem().NotFree.ShouldBe([
            new(0, VfReason.Claimed, "claimed by web1", held),
            new(1, VfReason.Releasing, "given up by web1; the host has not reported it clean yet", releasing),
            new(2, VfReason.Held, "enp1s0f0v2 is a port of bridge br0", null),
            new(3, VfReason.Unclean, "not clean yet after its former user", null),
            new(4, VfReason.Taken, "just given to another vNIC", null)]);
        picture.Set(new VfsConfiguration(Host.Id, pf.Address) { IsUsed = false });
        picture.Explain(OneNic, Host.Id).Pfs[0].NotFree[^1].Reason.ShouldBe(VfReason.NotUsed);
    }

    [Fact]
    public void Why_a_PF_is_not_for_a_vNIC_is_said_for_each_wish()
    {
        var picture = GivenFleet.Picture((Host, Inventory));
        Refuses(picture, OneNic with { Nics = [OneNic.Nics[0] with { Pin = new VnicPin(Host.Id, GivenFleet.Pf(7, 1).Address, null) }] }, PfReason.Pinned);
        Refuses(picture, Requiring(new() { VendorDevice = "8086:154c" }), PfReason.VendorDevice);
        Refuses(picture, Requiring(new() { Model = "X710" }), PfReason.Model);
        Refuses(picture, Requiring(new() { Trusted = true }), PfReason.Trusted);
        Refuses(picture, Requiring(new() { LiveMigratable = true }), PfReason.LiveMigratable);
        Refuses(picture, Requiring(new() { PhysicalNetwork = "phys1" }), PfReason.PhysicalNetwork);
        picture.Set(GivenFleet.Only(Host, Pf, GivenFleet.Blue));
        Refuses(picture, OneNic, PfReason.NetworkNotAllowed);
    }

    [Fact]
    public void The_VM_s_own_claims_memory_and_place_do_not_stand_in_its_way()
    {
        var picture = GivenFleet.Picture((Host, Inventory));
        var vm = OneNic with { MemoryMiB = 40_000, HostId = Host.Id, Status = VmStatus.Up, Affinity = [new("db", AffinityKind.Apart, IsHard: true)] };
        picture.Set(vm);
        picture.SetUse(Host.Id, 40_000, 1);
        picture.SetClaim(new(new VfKey(Host.Id, Pf.Address, 0), vm.Id, vm.Nics[0].Id));
        picture.SetClaim(new(new VfKey(Host.Id, Pf.Address, 1), GivenFleet.Id(7, 5), GivenFleet.Id(6, 5)));
        picture.Explain(vm, Host.Id).Fits.ShouldBeTrue();
        picture.Explain(vm with { Id = GivenFleet.Id(7, 6), HostId = null }, Host.Id).Filters.Where(filter => !filter.Passes).Select(filter => filter.Filter)
            .ShouldBe([HostReason.Memory, HostReason.Affinity, HostReason.Vfs]);
    }

    private static Vm Requiring(FunctionTags tags) => OneNic with { Nics = [OneNic.Nics[0] with { Requires = tags }] };

    private static void Refuses(FleetPicture picture, Vm vm, PfReason reason)
    {
        var verdict = picture.Explain(vm, Host.Id);
        verdict.Unservable.ShouldBe([vm.Nics[0].Id]);
        var obstacle = verdict.Pfs.ShouldHaveSingleItem().Disallowed.ShouldHaveSingleItem();
        obstacle.Reason.ShouldBe(reason);
        verdict.Filters[^1].Message.ShouldBe($"nic1 needs a VF; no PF serves it: ens1f0: {obstacle.Message}");
    }

    private static void Fails(FleetPicture picture, Vm vm, HostReason filter, string message)
    {
        var verdict = picture.Explain(vm, Host.Id);
        verdict.Filters.Single(one => one.Filter == filter).ShouldBe(new FilterVerdict(filter, false, message));
        verdict.Nics.ShouldBeEmpty();
    }
}
