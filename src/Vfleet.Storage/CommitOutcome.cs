using System.Collections.Immutable;
using Vfleet.Domain.Fleet;

namespace Vfleet.Storage;

/// <summary>What became of a commit.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>It is carried out and durable.</summary>
    /// <param name="Revision">Its number: the revision of all that it wrote. Every commit has its own, in the order of the list.</param>
    /// <param name="Claims">The claims that it made, with their generations, in the order of the commit.</param>
    public sealed record Done(long Revision, ImmutableArray<Claim> Claims) : CommitOutcome;

    /// <summary>A document is not as the commit expects it. Nothing of the commit was done.</summary>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Id">Its id.</param>
    /// <param name="Revision">The commit that last wrote it; 0 when there is none.</param>
    public sealed record DocumentChanged(string Kind, string Id, long Revision) : CommitOutcome;

    /// <summary>Another has a name. Nothing of the commit was done.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Owner">Who has it.</param>
    public sealed record NameTaken(string Name, string Owner) : CommitOutcome;

    /// <summary>Another has claimed a VF. Nothing of the commit was done.</summary>
    /// <param name="Vf">The VF.</param>
    public sealed record VfTaken(VfKey Vf) : CommitOutcome;

    /// <summary>A claim that was to be changed or ended is not there, or is a later one. Nothing of the commit was done.</summary>
    /// <param name="Vf">The VF.</param>
    public sealed record ClaimGone(VfKey Vf) : CommitOutcome;

    /// <summary>A host has not enough memory or CPUs left. Nothing of the commit was done.</summary>
    /// <param name="HostId">The host.</param>
    public sealed record HostFull(Guid HostId) : CommitOutcome;
}
