using Vfleet.Primitives;

namespace Vfleet.Api.Agents;

/// <summary>What is desired of a host: the payload of the event <c>desired</c> of <see cref="Routes.AgentDesired"/>, whose id is the generation.</summary>
public sealed record DesiredState
{
    /// <summary>Counts the changes of this document: a lower one than was seen is late.</summary>
    public required long Generation { get; init; }

    /// <summary>The host.</summary>
    public required Guid HostId { get; init; }

    /// <summary>The PFs that the fleet decides about. Others are the host's own affair.</summary>
    public required IReadOnlyList<DesiredPf> Pfs { get; init; }

    /// <summary>Work to be done once. One whose result was reported and that is gone from here is over.</summary>
    public required IReadOnlyList<HostOperation> Operations { get; init; }
}

/// <summary>A PF that the fleet decides about.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Vfs">How many VFs.</param>
public sealed record DesiredPf(PciAddress Address, int Vfs);

/// <summary>Work for a host.</summary>
/// <param name="Id">Its id: what was done is not done again.</param>
/// <param name="Kind"><c>pf.configure</c>: plan, and unless <paramref name="DryRun"/> apply, a number of VFs.</param>
/// <param name="DryRun">Whether only the plan is wanted.</param>
/// <param name="Pf">The PF.</param>
/// <param name="Vfs">How many VFs.</param>
public sealed record HostOperation(Guid Id, string Kind, bool DryRun, PciAddress Pf, int Vfs)
{
    /// <summary>Changes the number of VFs of a PF.</summary>
    public const string ConfigurePf = "pf.configure";
}
