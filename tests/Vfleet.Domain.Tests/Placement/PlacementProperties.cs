using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;

namespace Vfleet.Domain.Tests.Placement;

public sealed class PlacementProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true);
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void A_VM_is_placed_exactly_when_trying_everything_finds_a_place()
    {
        var (withVfs, lackingVfs) = (0, 0);
        Prop.ForAll(Seeds, seed => Compare(seed, ref withVfs, ref lackingVfs)).Check(Many);
        withVfs.ShouldBeGreaterThan(200);
        lackingVfs.ShouldBeGreaterThan(200);
    }

    private static void Compare(int seed, ref int withVfs, ref int lackingVfs)
    {
        var fleet = new DrawnFleet(new Random(seed)).Furnish().Change(30);
        var (picture, truth) = (fleet.Picture(), new TriedOut(fleet));
        for (var round = 0; round < 6; round++)
        {
            var vm = fleet.DrawVm() with { Id = GivenFleet.Id(7, 99) };
            var possible = fleet.Hosts.Keys.Where(host => truth.CanBe(vm, host)).ToList();
            switch (picture.Place(vm))
            {
                case PlacementOutcome.Placed placed:
                    truth.IsRight(placed.Vms.ShouldHaveSingleItem()).ShouldBeTrue();
                    withVfs += placed.Vms[0].Nics.Any(nic => nic.Vf is not null) ? 1 : 0;
                    break;
                case PlacementOutcome.Refused refused:
                    possible.ShouldBeEmpty(refused.Refusal.Message);
                    refused.Refusal.IsProven.ShouldBeTrue();
                    lackingVfs += refused.Refusal.Unservable.IsEmpty ? 0 : 1;
                    refused.Refusal.Counts.Sum(count => count.Hosts).ShouldBe(fleet.Hosts.Count);
                    break;
            }

            foreach (var host in fleet.Hosts.Keys)
            {
                picture.Explain(vm, host).Fits.ShouldBe(possible.Contains(host));
            }
        }
    }

    [Fact]
    public void The_set_that_a_refusal_names_cannot_be_served_and_each_smaller_part_of_it_can() => Prop.ForAll(Seeds, seed =>
    {
        var fleet = new DrawnFleet(new Random(seed)).Furnish().Change(30);
        var (picture, truth) = (fleet.Picture(), new TriedOut(fleet));
        foreach (var host in fleet.Hosts.Keys.Where(fleet.Inventories.ContainsKey))
        {
            var vm = fleet.DrawVm() with { Id = GivenFleet.Id(7, 99) };
            var verdict = picture.Explain(vm, host);
            var vfs = verdict.Filters.Single(filter => filter.Filter == HostReason.Vfs);
            vfs.Passes.ShouldBe(verdict.Unservable.IsEmpty);
            if (verdict.Filters.Any(filter => filter is { Filter: HostReason.Networks, Passes: false }) || verdict.Unservable.IsEmpty)
            {
                continue;
            }

            List<Vnic> set = [.. vm.Nics.Where(nic => verdict.Unservable.Contains(nic.Id))];
            truth.CanServe(vm, host, set).ShouldBeFalse(vfs.Message);
            set.ShouldAllBe(nic => truth.CanServe(vm, host, set.Where(other => other != nic).ToList()));
            Subsets([.. vm.Nics.Where(nic => nic is { IsPlugged: true, ProfileId: { } id } && fleet.Profiles[id].Passthrough != Passthrough.Disabled)], set.Count - 1)
                .ShouldAllBe(smaller => truth.CanServe(vm, host, smaller));
        }
    }).Check(Many);

    [Fact]
    public void A_picture_that_was_told_every_change_is_the_same_as_a_new_one() => Prop.ForAll(Seeds, seed =>
    {
        var fleet = new DrawnFleet(new Random(seed)).Furnish();
        var picture = fleet.Picture();
        for (var round = 0; round < 12; round++)
        {
            fleet.Change(8, picture);
            var fresh = fleet.Picture();
            var (vm, other) = (fleet.DrawVm(), fleet.DrawVm() with { Id = GivenFleet.Id(7, 98) });
            Text(picture.Place(vm)).ShouldBe(Text(fresh.Place(vm)));
            Text(picture.Place(vm, other)).ShouldBe(Text(fresh.Place(vm, other)));
            Text(picture.Explain(vm, GivenFleet.Id(5, 0))).ShouldBe(Text(fresh.Explain(vm, GivenFleet.Id(5, 0))));
            picture.UseLimits(GivenFleet.Id(5, 1)).ShouldBe(fresh.UseLimits(GivenFleet.Id(5, 1)));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithQuietOnSuccess(true));

    [Fact]
    public void VMs_of_one_request_are_placed_exactly_when_trying_everything_finds_places_for_all()
    {
        var together = 0;
        Prop.ForAll(Seeds, seed => CompareTogether(seed, ref together)).Check(Many);
        together.ShouldBeInRange(20, Many.MaxTest - 20);
    }

    private static void CompareTogether(int seed, ref int together)
    {
        var fleet = new DrawnFleet(new Random(seed)).Furnish().Change(20);
        var picture = fleet.Picture();
        List<Vm> vms = [.. Enumerable.Range(200, 3).Select(n => fleet.DrawVm() with { Id = GivenFleet.Id(7, n), Affinity = [], ClusterId = GivenFleet.Id(2, 0) })];
        var outcome = picture.Place([.. vms]);
        together += outcome is PlacementOutcome.Placed ? 1 : 0;
        (outcome is PlacementOutcome.Placed).ShouldBe(new TriedOut(fleet).CanBe(vms));
        if (outcome is PlacementOutcome.Placed placed)
        {
            placed.Vms.Select(one => one.Vm).ShouldBe(vms);
            placed.Vms.SelectMany(one => one.Nics).Where(nic => nic.Vf is not null).Select(nic => nic.Vf).ShouldBeUnique();
        }
    }

    private static IEnumerable<List<Vnic>> Subsets(List<Vnic> nics, int count) =>
        from set in Enumerable.Range(0, 1 << nics.Count)
        let members = nics.Where((_, at) => (set >> at & 1) != 0).ToList()
        where members.Count == count
        select members;

    private static string Text(object value) => JsonSerializer.Serialize(value, value.GetType());
}
