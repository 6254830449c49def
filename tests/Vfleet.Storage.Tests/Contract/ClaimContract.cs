using Vfleet.Domain.Fleet;
using static Vfleet.Storage.Tests.Contract.Given;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>Claims on VFs.</summary>
public abstract class ClaimContract
{
    protected abstract StorePlace NewPlace();

    [Fact]
    public async Task A_VF_has_one_claim_and_each_further_one_the_next_generation()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();

        var first = (await store.DoAsync(new() { Claims = [Claim(0), Claim(1)] })).Claims;
        first.Select(claim => (claim.Vf, claim.Generation)).ShouldBe([(Vf(0), 1), (Vf(1), 1)]);
        (await store.CommitAsync(new Commit { Claims = [Claim(0, vm: 2)] })).ShouldBe([new CommitOutcome.VfTaken(Vf(0))]);

        await store.DoAsync(new() { Releases = [first[0]] });
        var second = (await store.DoAsync(new() { Claims = [Claim(0, vm: 2)] })).Claims.ShouldHaveSingleItem();
        second.Generation.ShouldBe(2);

        // Who held it before comes too late.
        (await store.CommitAsync(new Commit { Releases = [first[0]] }, new Commit { ClaimUpdates = [second with { Generation = 1 }] }))
            .ShouldBe([new CommitOutcome.ClaimGone(Vf(0)), new CommitOutcome.ClaimGone(Vf(0))]);
    }

    [Fact]
    public async Task Generations_count_on_when_the_store_is_opened_again()
    {
        await using var place = NewPlace();
        await using (var store = await place.OpenAsync())
        {
            var claims = (await store.DoAsync(new() { Claims = [Claim(0)] })).Claims;
            await store.DoAsync(new() { Releases = claims });
        }

        await using var again = await place.OpenAsync();
        (await again.DoAsync(new() { Claims = [Claim(0)] })).Claims.ShouldHaveSingleItem().Generation.ShouldBe(2);
    }

    [Fact]
    public async Task State_and_lease_of_a_claim_are_kept_to_the_microsecond()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        var lease = Moment.AddTicks(1_234_560);
        var made = (await store.DoAsync(new() { Claims = [Claim(0) with { Lease = lease }] })).Claims.ShouldHaveSingleItem();
        made.Lease.ShouldBe(lease);

        var confirmed = made with { State = ClaimState.Releasing, Lease = null };
        await store.DoAsync(new() { ClaimUpdates = [confirmed] });

        var (_, batches) = await store.ReadAsync();
        batches.SelectMany(batch => batch.Claims).ShouldHaveSingleItem().Claim.ShouldBe(confirmed);
    }

    [Fact]
    public async Task A_VF_passes_to_another_vNIC_in_one_commit()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        var first = (await store.DoAsync(new() { Claims = [Claim(0)] })).Claims;

        var second = (await store.DoAsync(new() { Releases = first, Claims = [Claim(0, vm: 2)] })).Claims.ShouldHaveSingleItem();

        second.Generation.ShouldBe(2);
        (await store.CommitAsync(new Commit { Claims = [Claim(3), Claim(3, vm: 2)] })).ShouldBe([new CommitOutcome.VfTaken(Vf(3))]);
    }
}
