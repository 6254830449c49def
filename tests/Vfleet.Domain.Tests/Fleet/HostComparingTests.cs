using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Comparing;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class HostComparingTests
{
    private const int Pfs = 2;
    private const int Vfs = 4;
    private static readonly FleetHost s_host = new(Guid.CreateVersion7(), "h1", Guid.CreateVersion7());

    [Fact]
    public void Nothing_is_healed_that_a_running_guest_uses()
    {
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var host = Draw(new Random(seed));
                var found = HostComparing.Compare(host);
                var used = Used(host);
                found.ToClean.ShouldAllBe(vf => !used.ContainsKey(vf));
                found.NoLongerSuspect.ShouldAllBe(vf => !used.ContainsKey(vf));
                found.LostVms.ShouldAllBe(vm => !host.Inventory.Guests.Any(guest => guest.Id == vm && guest.IsRunning));
                found.StrayGuests.ShouldAllBe(guest => host.Vms[guest].HostId != s_host.Id && host.Inventory.Guests.First(one => one.Id == guest).IsMade);
                found.LostVms.Concat(found.StrayGuests).ShouldAllBe(id => !host.Busy.Contains(id));
                host.Claims.Where(claim => claim.State == ClaimState.Held).Select(claim => claim.Vf).Intersect(found.ToClean).ShouldBeEmpty();
                if (!host.IsCurrent)
                {
                    found.Faults.ShouldAllBe(fault => !fault.IsHealed || fault.Kind == VfFaultKind.Suspect);
                    (found.LostVms.Length + found.StrayGuests.Length + found.ToClean.Length + found.NoLongerSuspect.Length).ShouldBe(0);
                }

                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Every_guest_with_a_VF_that_nobody_claimed_and_every_claim_that_another_guest_has_is_told()
    {
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var host = Draw(new Random(seed)) with { IsCurrent = true, Busy = [] };
                var faults = HostComparing.Compare(host).Faults.ToLookup(fault => fault.Vf, fault => fault.Kind);
                foreach (var (vf, guest) in Used(host))
                {
                    var claim = host.Claims.FirstOrDefault(claim => claim.Vf == vf);
                    faults[vf].Contains(VfFaultKind.GuestWithoutClaim).ShouldBe(claim is null or { State: ClaimState.Releasing });
                    faults[vf].Contains(VfFaultKind.WrongGuest).ShouldBe(claim is { State: ClaimState.Held } && claim.VmId != guest);
                }

                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_claimed_VF_that_the_PF_does_not_have_any_more_is_missing()
    {
        var vm = new Vm(Guid.CreateVersion7(), "web", s_host.ClusterId) { Status = VmStatus.Up, HostId = s_host.Id };
        var vf = new VfKey(s_host.Id, Pf(0), 7);
        var host = new ComparedHost(s_host, new HostInventory(s_host.Id) { Pfs = [new InventoryPf(Pf(0), "ens1") { NumVfs = 4 }] })
        {
            IsCurrent = true,
            Claims = [new Claim(vf, vm.Id, Guid.CreateVersion7())],
            Vms = ImmutableDictionary<Guid, Vm>.Empty.Add(vm.Id, vm),
        };
        var fault = HostComparing.Compare(host).Faults.ShouldHaveSingleItem();
        fault.ShouldSatisfyAllConditions(one => one.Kind.ShouldBe(VfFaultKind.Missing), one => one.IsHealed.ShouldBeFalse(), one => one.Message.ShouldContain("VF 7 of ens1 of h1"));
    }

    private static Dictionary<VfKey, Guid> Used(ComparedHost host) => host.Inventory.Pfs.SelectMany(pf => pf.Vfs.Where(vf => vf.Guest is not null)
        .Where(vf => host.Inventory.Guests.First(guest => guest.Id == vf.Guest).IsRunning).Select(vf => (new VfKey(s_host.Id, pf.Address, vf.Index), vf.Guest!.Value)))
        .ToDictionary(one => one.Item1, one => one.Value);

    private static ComparedHost Draw(Random random)
    {
        Guid[] ids = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
        var guests = ids.Where(_ => random.Next(3) > 0).Select(id => new InventoryGuest(id, $"g{id:N}"[..6], random.Next(3) > 0) { IsMade = random.Next(2) == 0 }).ToImmutableArray();
        var vms = ids.Where(_ => random.Next(4) > 0).Select(id => new Vm(id, $"v{id:N}"[..6], s_host.ClusterId)
        {
            Status = (VmStatus)random.Next(5),
            HostId = random.Next(3) switch { 0 => null, 1 => Guid.CreateVersion7(), _ => s_host.Id },
            IsAdopted = random.Next(4) == 0,
        }).ToImmutableDictionary(vm => vm.Id);
        VfKey[] all = [.. Enumerable.Range(0, Pfs).SelectMany(pf => Enumerable.Range(0, Vfs).Select(index => new VfKey(s_host.Id, Pf(pf), index)))];
        return new ComparedHost(s_host, new HostInventory(s_host.Id)
        {
            Guests = guests,
            Pfs = [.. Enumerable.Range(0, Pfs).Select(pf => new InventoryPf(Pf(pf), $"ens{pf}")
            {
                NumVfs = Vfs,
                Vfs = [.. Enumerable.Range(0, Vfs).Where(_ => random.Next(2) == 0).Select(index => new InventoryVf(index)
                {
                    Guest = guests.Length > 0 && random.Next(2) == 0 ? guests[random.Next(guests.Length)].Id : null,
                    IsUnclean = random.Next(2) == 0,
                })],
            })],
        })
        {
            IsCurrent = random.Next(4) > 0,
            Claims = [.. all.Where(_ => random.Next(2) == 0).Select(vf => new Claim(vf, ids[random.Next(ids.Length)], Guid.CreateVersion7()) { State = (ClaimState)random.Next(3) })],
            Vms = vms,
            Busy = [.. ids.Where(_ => random.Next(4) == 0)],
            Decided = [.. Enumerable.Range(0, Pfs).Where(_ => random.Next(2) == 0).Select(Pf)],
            Unclean = [.. all],
            LongUnclean = [.. all.Where(_ => random.Next(2) == 0)],
            LongClean = [.. all.Where(_ => random.Next(2) == 0)],
        };
    }

    private static PciAddress Pf(int at) => PciAddress.Parse($"0000:0{at + 1}:00.0");
}
