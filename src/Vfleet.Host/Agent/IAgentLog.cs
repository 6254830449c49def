using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Host.Restoring;
using Vfleet.Primitives;

namespace Vfleet.Host.Agent;

/// <summary>Told what the agent does; on any thread.</summary>
public interface IAgentLog
{
    /// <summary>Everything that was to be done has been tried once: those who wait for the host may go on. Told again and again.</summary>
    void Ready();

    /// <summary>It looks at the host.</summary>
    /// <param name="why">What woke it.</param>
    /// <param name="pfs">How many PFs it looks after.</param>
    void Look(string why, int pfs);

    /// <summary>It hands a PF to its worker.</summary>
    /// <param name="pf">What people call the PF.</param>
    /// <param name="why">Why.</param>
    void Work(string pf, string why);

    /// <summary>A worker has ended.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="result">What became of it; null when it could not begin.</param>
    /// <param name="problems">What was in the way.</param>
    /// <param name="elapsed">How long it took.</param>
    void Ended(PciAddress pf, PfRestoring? result, ImmutableArray<Problem> problems, TimeSpan elapsed);

    /// <summary>What a PF is has changed.</summary>
    /// <param name="pf">The PF.</param>
    void State(AgentPf pf);

    /// <summary>Something is in the way that belongs to no PF.</summary>
    /// <param name="problem">What.</param>
    void Problem(Problem problem);
}
