using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Host.Restoring;

/// <summary>What is written down of a host's PFs, and bringing it about again.</summary>
public interface IHostKeeping
{
    /// <summary>Reads what is written down of every PF that was ever changed.</summary>
    /// <param name="problems">Files that cannot be understood; they are left as they are.</param>
    /// <returns>It by PF address.</returns>
    ImmutableDictionary<PciAddress, PfState> ReadAll(out ImmutableArray<Problem> problems);

    /// <summary>What tells this boot of the kernel from every other; null when the kernel does not say.</summary>
    string? BootId { get; }

    /// <summary>Whether everything that is kept of a PF has been restored in this boot; what differs later, other hands did.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>Whether it has.</returns>
    bool IsRestored(PciAddress pf);

    /// <summary>Finishes or undoes what was interrupted on a PF and its VFs, and makes them what they are kept as.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="scope">How much of it.</param>
    /// <param name="progress">Told of each step; on any thread.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <returns>What became of it. What fails is an outcome, not an exception.</returns>
    Task<PfRestoring> RestoreAsync(PciAddress pf, RestoreScope scope, IProgress<StepProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Forgets what a PF is kept as. The PF itself stays as it is.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>Why not: nothing is kept, somebody changes it now, a VF of it is with a guest. Null when it is forgotten.</returns>
    Problem? Forget(PciAddress pf);

    /// <summary>Lets what is kept of a card that got another address follow it there. Neither PF is touched.</summary>
    /// <param name="from">The old address.</param>
    /// <param name="to">The new one, of which nothing may be kept yet.</param>
    /// <returns>Why not; null when it is done.</returns>
    Problem? Move(PciAddress from, PciAddress to);
}

/// <summary>How much of a PF is restored.</summary>
public enum RestoreScope
{
    /// <summary>What must be there before the network managers start: the number of VFs, without drivers; MTU and eswitch mode.</summary>
    Early,

    /// <summary>Everything.</summary>
    All,

    /// <summary>Only what was interrupted.</summary>
    Unfinished,
}
