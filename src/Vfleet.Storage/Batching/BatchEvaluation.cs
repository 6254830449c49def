using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vfleet.Domain.Fleet;

namespace Vfleet.Storage.Batching;

/// <summary>
/// Decides a batch in memory: what each commit finds, whether something is in its way, and what has to be written in the end. Both databases
/// keep others away meanwhile, so that what is decided here is what is true there.
/// </summary>
internal sealed class BatchEvaluation
{
    private readonly IStoredRows _stored;

    public BatchEvaluation(IStoredRows stored)
    {
        _stored = stored;
        Fleet = stored.Fleet;
        Documents = new(key => new(_stored.DocumentRevision(key)));
        Names = new(_stored.NameOwner);
        Claims = new(_stored.Claim);
        Uses = new(_stored.Use);
    }

    /// <summary>How far the fleet is after the batch.</summary>
    public FleetRow Fleet { get; private set; }

    public RowTable<DocumentKey, DocumentRow> Documents { get; }

    public RowTable<string, string?> Names { get; }

    public RowTable<VfKey, ClaimRow> Claims { get; }

    public RowTable<Guid, UseRow> Uses { get; }

    public List<(long Number, NewEvent Event)> Events { get; } = [];

    /// <summary>Whether there is anything to write.</summary>
    public bool IsChanged => Fleet.Revision != _stored.Fleet.Revision;

    /// <summary>Decides the commits in their order.</summary>
    public ImmutableArray<CommitOutcome> Run(IReadOnlyList<Commit> commits)
    {
        var outcomes = ImmutableArray.CreateBuilder<CommitOutcome>(commits.Count);
        foreach (var commit in commits)
        {
            outcomes.Add(Run(commit));
        }

        return outcomes.MoveToImmutable();
    }

    private CommitOutcome Run(Commit commit)
    {
        // Each has a number of its own: were it shared, a document written twice in one transaction would have the same revision with two bodies.
        var revision = Fleet.Revision + 1;
        var made = commit.Claims.IsEmpty ? [] : new Claim[commit.Claims.Length];
        var conflict = (CommitOutcome?)Write(commit, revision) ?? (CommitOutcome?)Name(commit) ?? (CommitOutcome?)End(commit, revision)
            ?? (CommitOutcome?)Take(commit, revision, made) ?? Use(commit, revision);
        Documents.End(keep: conflict is null);
        Names.End(keep: conflict is null);
        Claims.End(keep: conflict is null);
        Uses.End(keep: conflict is null);
        if (conflict is not null)
        {
            return conflict;
        }

        var number = Fleet.LastEvent;
        foreach (var one in commit.Events)
        {
            Events.Add((++number, one));
        }

        Fleet = new(revision, number);
        return new CommitOutcome.Done(revision, ImmutableCollectionsMarshal.AsImmutableArray(made));
    }

    private CommitOutcome.DocumentChanged? Write(Commit commit, long revision)
    {
        foreach (var guard in commit.Guards)
        {
            if (Documents.Read(new(guard.Kind, guard.Id)).Revision is var has && has != guard.Revision)
            {
                return new CommitOutcome.DocumentChanged(guard.Kind, guard.Id, has);
            }
        }

        foreach (var write in commit.Writes)
        {
            var key = new DocumentKey(write.Kind, write.Id);
            var has = Documents.Read(key).Revision;
            if (write.Revision is { } expected && expected != has)
            {
                return new CommitOutcome.DocumentChanged(write.Kind, write.Id, has);
            }

            if (write.Body is not null || has != 0)
            {
                Documents.Write(key, new(write.Body is null ? 0 : revision, revision, write.Body));
            }
        }

        return null;
    }

    private CommitOutcome.NameTaken? Name(Commit commit)
    {
        foreach (var (name, owner) in commit.GivesBack)
        {
            if (Names.Read(name) == owner)
            {
                Names.Write(name, null);
            }
        }

        foreach (var (name, owner) in commit.Takes)
        {
            var has = Names.Read(name);
            if (has is not null && has != owner)
            {
                return new CommitOutcome.NameTaken(name, has);
            }

            if (has is null)
            {
                Names.Write(name, owner);
            }
        }

        return null;
    }

    private CommitOutcome.ClaimGone? End(Commit commit, long revision)
    {
        foreach (var claim in commit.Releases)
        {
            if (Held(claim) is not { } row)
            {
                return new CommitOutcome.ClaimGone(claim.Vf);
            }

            Claims.Write(claim.Vf, row with { Revision = revision, Claim = null });
        }

        foreach (var claim in commit.ClaimUpdates)
        {
            if (Held(claim) is not { } row)
            {
                return new CommitOutcome.ClaimGone(claim.Vf);
            }

            Claims.Write(claim.Vf, row with { Revision = revision, Claim = claim });
        }

        return null;
    }

    private ClaimRow? Held(Claim claim)
    {
        var row = Claims.Read(claim.Vf);
        return row.Claim is { } has && has.VmId == claim.VmId && has.NicId == claim.NicId && has.Generation == claim.Generation ? row : null;
    }

    private CommitOutcome.VfTaken? Take(Commit commit, long revision, Claim[] made)
    {
        for (var index = 0; index < made.Length; index++)
        {
            var claim = commit.Claims[index];
            var row = Claims.Read(claim.Vf);
            if (row.Claim is not null)
            {
                return new CommitOutcome.VfTaken(claim.Vf);
            }

            made[index] = claim with { Generation = row.Generation + 1 };
            Claims.Write(claim.Vf, new(row.Generation + 1, revision, made[index]));
        }

        return null;
    }

    private CommitOutcome.HostFull? Use(Commit commit, long revision)
    {
        foreach (var use in commit.Uses)
        {
            var has = Uses.Read(use.HostId);
            var (memory, cpus) = (Math.Max(0, has.MemoryMiB + use.MemoryMiB), Math.Max(0, has.Cpus + use.Cpus));
            if ((use.MemoryMiB > 0 && memory > use.MostMemoryMiB) || (use.Cpus > 0 && cpus > use.MostCpus))
            {
                return new CommitOutcome.HostFull(use.HostId);
            }

            Uses.Write(use.HostId, new(revision, memory, cpus));
        }

        return null;
    }
}
