using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Host.Agent;

/// <summary>A fleet's side of the agent: it adds to what the host's document asks for, and is told what the agent reads. All calls come one after the other.</summary>
public interface IFleetSide
{
    /// <summary>
    /// Whether it works with guests. Starting one stirs up events by the dozen, and a look at the host takes from the work what it needs most: the agent waits
    /// for the end of it, which is told, or <see cref="AgentOptions.Patience"/>.
    /// </summary>
    bool IsAtWork { get; }

    /// <summary>Told once, when the agent has begun to listen.</summary>
    /// <param name="waking">Wakes the agent; on any thread.</param>
    void Attach(IWaking waking);

    /// <summary>Told before the agent reads the host. What happens from now on, that look may not have seen.</summary>
    void Looks();

    /// <summary>Adds what the fleet decides.</summary>
    /// <param name="document">What the host's document says; null when there is none.</param>
    /// <param name="isUnderstood">Whether all of it could be understood; else only what it never touches is known, and nothing may be added.</param>
    /// <param name="host">The host as read.</param>
    /// <returns>What the agent follows; null for nothing.</returns>
    DesiredHost? Complete(DesiredHost? document, bool isUnderstood, ObservedHost host);

    /// <summary>Told of each look at the host, once work has been handed out.</summary>
    /// <param name="look">What was seen.</param>
    void Saw(HostLook look);
}

/// <summary>Wakes the agent.</summary>
public interface IWaking
{
    /// <summary>There is something to see: it looks when it has been quiet for a while.</summary>
    /// <param name="why">Why, for the log.</param>
    void Call(string why);

    /// <summary>Somebody waits for what it will see: it looks at once.</summary>
    /// <param name="why">Why, for the log.</param>
    void CallUrgently(string why);
}

/// <summary>What the agent saw at one look.</summary>
/// <param name="Host">The host.</param>
/// <param name="States">What is written down of its PFs.</param>
/// <param name="Pfs">What it makes of the PFs that it looks after.</param>
public sealed record HostLook(ObservedHost Host, ImmutableDictionary<PciAddress, PfState> States, ImmutableArray<AgentPf> Pfs);
