using Vfleet.Domain.Guests;
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
/// <param name="Kind">One of the words of this type.</param>
/// <param name="DryRun">Whether only the plan is wanted.</param>
public sealed record HostOperation(Guid Id, string Kind, bool DryRun)
{
    /// <summary>Changes the number of VFs of a PF: <see cref="Pf"/>, <see cref="Vfs"/>.</summary>
    public const string ConfigurePf = "pf.configure";

    /// <summary>Programs VFs, defines and starts a guest: <see cref="Guest"/>.</summary>
    public const string StartVm = "vm.start";

    /// <summary>Asks a guest to shut down and waits; nothing is left of it: <see cref="Guest"/>, <see cref="Seconds"/>.</summary>
    public const string ShutdownVm = "vm.shutdown";

    /// <summary>Stops a guest at once; nothing is left of it: <see cref="Guest"/>.</summary>
    public const string StopVm = "vm.stop";

    /// <summary>Asks a guest to reboot: <see cref="Guest"/>.</summary>
    public const string RebootVm = "vm.reboot";

    /// <summary>Gives a running guest a vNIC: <see cref="Guest"/>, <see cref="Nic"/>.</summary>
    public const string PlugNic = "nic.plug";

    /// <summary>Takes a vNIC from a running guest: <see cref="Guest"/>, <see cref="Nic"/>, <see cref="Seconds"/>, <see cref="IsForced"/>.</summary>
    public const string UnplugNic = "nic.unplug";

    /// <summary>Changes settings of a plugged vNIC: <see cref="Guest"/>, <see cref="Nic"/>.</summary>
    public const string SetNic = "nic.set";

    /// <summary>Puts a VF back that nobody has: <see cref="Pf"/>, <see cref="Vf"/>.</summary>
    public const string CleanVf = "vf.clean";

    /// <summary>The PF.</summary>
    public PciAddress? Pf { get; init; }

    /// <summary>How many VFs.</summary>
    public int? Vfs { get; init; }

    /// <summary>The index of a VF of the PF.</summary>
    public int? Vf { get; init; }

    /// <summary>The guest; of all but a start only id and name count.</summary>
    public GuestSpec? Guest { get; init; }

    /// <summary>The vNIC.</summary>
    public GuestNic? Nic { get; init; }

    /// <summary>How long the guest may take, in seconds.</summary>
    public int? Seconds { get; init; }

    /// <summary>Whether a guest that does not answer is overruled.</summary>
    public bool IsForced { get; init; }

    /// <summary>Whether somebody wants it stopped: what was begun is undone, and it ends as cancelled.</summary>
    public bool IsCancelled { get; init; }
}
