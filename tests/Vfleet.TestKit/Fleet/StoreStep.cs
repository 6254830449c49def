using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Storage;

namespace Vfleet.TestKit.Fleet;

/// <summary>One commit on a state: the state after it, or the same state when something is in its way.</summary>
internal static class StoreStep
{
    public static (StoreState State, CommitOutcome Outcome) Take(StoreState before, Commit commit, DateTimeOffset now)
    {
        var state = before with { Revision = before.Revision + 1 };
        var made = ImmutableArray.CreateBuilder<Claim>();
        var conflict = (CommitOutcome?)Documents(ref state, commit, now) ?? Names(ref state, commit) ?? Claims(ref state, commit, made) ?? Uses(ref state, commit);
        if (conflict is not null)
        {
            return (before, conflict);
        }

        foreach (var one in commit.Events)
        {
            var number = state.LastEvent + 1;
            state = state with { LastEvent = number, Events = state.Events.Add(new(number, one.Time, one.Code, one.Actor, one.Subject, one.Body)) };
        }

        return (state, new CommitOutcome.Done(state.Revision, made.ToImmutable()));
    }

    private static CommitOutcome.DocumentChanged? Documents(ref StoreState state, Commit commit, DateTimeOffset now)
    {
        foreach (var guard in commit.Guards)
        {
            if (state.RevisionOf(guard.Kind, guard.Id) is var revision && revision != guard.Revision)
            {
                return new(guard.Kind, guard.Id, revision);
            }
        }

        foreach (var write in commit.Writes)
        {
            var revision = state.RevisionOf(write.Kind, write.Id);
            if (write.Revision is { } expected && expected != revision)
            {
                return new(write.Kind, write.Id, revision);
            }

            if (write.Body is null && revision == 0)
            {
                continue;
            }

            // A copy: the caller may use its buffer again.
            ReadOnlyMemory<byte>? body = write.Body is { } bytes ? bytes.ToArray() : default(ReadOnlyMemory<byte>?);
            var row = new DocumentRow(new(write.Kind, write.Id, state.Revision, body), body is null ? now : null);
            state = state with { Documents = state.Documents.SetItem((write.Kind, write.Id), row) };
        }

        return null;
    }

    private static CommitOutcome.NameTaken? Names(ref StoreState state, Commit commit)
    {
        foreach (var (name, owner) in commit.GivesBack)
        {
            if (state.Names.TryGetValue(name, out var has) && has == owner)
            {
                state = state with { Names = state.Names.Remove(name) };
            }
        }

        foreach (var (name, owner) in commit.Takes)
        {
            if (state.Names.TryGetValue(name, out var has) && has != owner)
            {
                return new(name, has);
            }

            state = state with { Names = state.Names.SetItem(name, owner) };
        }

        return null;
    }

    private static CommitOutcome? Claims(ref StoreState state, Commit commit, ImmutableArray<Claim>.Builder made)
    {
        foreach (var (claim, ends) in commit.Releases.Select(one => (one, true)).Concat(commit.ClaimUpdates.Select(one => (one, false))))
        {
            if (!state.Claims.TryGetValue(claim.Vf, out var row) || row.Claim is not { } has
                || (has.VmId, has.NicId, has.Generation) != (claim.VmId, claim.NicId, claim.Generation))
            {
                return new CommitOutcome.ClaimGone(claim.Vf);
            }

            row = row with { Revision = state.Revision, Claim = ends ? null : has with { State = claim.State, Lease = claim.Lease } };
            state = state with { Claims = state.Claims.SetItem(claim.Vf, row) };
        }

        foreach (var claim in commit.Claims)
        {
            if (state.Claims.TryGetValue(claim.Vf, out var row) && row.Claim is not null)
            {
                return new CommitOutcome.VfTaken(claim.Vf);
            }

            var next = claim with { Generation = (row?.Generation ?? 0) + 1 };
            state = state with { Claims = state.Claims.SetItem(claim.Vf, new(claim.Vf, state.Revision, next.Generation, next)) };
            made.Add(next);
        }

        return null;
    }

    private static CommitOutcome.HostFull? Uses(ref StoreState state, Commit commit)
    {
        foreach (var use in commit.Uses)
        {
            var has = state.Uses.GetValueOrDefault(use.HostId);
            var (memory, cpus) = (Math.Max(0, has.MemoryMiB + use.MemoryMiB), Math.Max(0, has.Cpus + use.Cpus));
            if ((use.MemoryMiB > 0 && memory > use.MostMemoryMiB) || (use.Cpus > 0 && cpus > use.MostCpus))
            {
                return new(use.HostId);
            }

            state = state with { Uses = state.Uses.SetItem(use.HostId, new(use.HostId, state.Revision, memory, cpus)) };
        }

        return null;
    }
}
