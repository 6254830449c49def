using System.Collections.Immutable;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Engine.Operations;

/// <summary>Long work. It is stored: whichever engine lives goes on with it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is done, as <c>pf.configure</c>.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Created">When.</param>
public sealed record FleetOperation(Guid Id, string Kind, string Actor, DateTimeOffset Created)
{
    /// <summary>Changes the number of VFs of a PF.</summary>
    public const string ConfigurePf = "pf.configure";

    /// <summary>Starts a VM.</summary>
    public const string StartVm = "vm.start";

    /// <summary>Asks a VM's guest to shut down.</summary>
    public const string ShutdownVm = "vm.shutdown";

    /// <summary>Stops a VM at once; also clears what a guest left on its host.</summary>
    public const string StopVm = "vm.stop";

    /// <summary>Asks a VM's guest to reboot.</summary>
    public const string RebootVm = "vm.reboot";

    /// <summary>Gives a running VM a vNIC.</summary>
    public const string PlugNic = "nic.plug";

    /// <summary>Takes a vNIC from a running VM.</summary>
    public const string UnplugNic = "nic.unplug";

    /// <summary>Changes settings of a plugged vNIC.</summary>
    public const string SetNic = "nic.set";

    /// <summary>Puts a VF back that nobody has.</summary>
    public const string CleanVf = "vf.clean";

    /// <summary>Makes a VM of a guest that a host has; the engine's own work.</summary>
    public const string AdoptVm = "vm.adopt";

    /// <summary>Moves every VM away from a host; the engine's own work.</summary>
    public const string DrainHost = "host.drain";

    /// <summary>How far it is.</summary>
    public WorkState State { get; init; }

    /// <summary>Whether all that it needs is held for it, so that the host may begin.</summary>
    public bool IsReady { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>The host that it is about.</summary>
    public Guid? HostId { get; init; }

    /// <summary>The PF that it is about.</summary>
    public PciAddress? Pf { get; init; }

    /// <summary>How many VFs the PF shall have.</summary>
    public int? Vfs { get; init; }

    /// <summary>What people want of the PF's VFs when it is done; null for other work.</summary>
    public Domain.Fleet.VfsConfiguration? Wish { get; init; }

    /// <summary>The index of the VF of the PF that it is about.</summary>
    public int? Vf { get; init; }

    /// <summary>The VM that it is about.</summary>
    public Guid? VmId { get; init; }

    /// <summary>The vNIC that it is about.</summary>
    public Guid? NicId { get; init; }

    /// <summary>The guest as the host shall have it.</summary>
    public GuestSpec? Guest { get; init; }

    /// <summary>The vNIC as the guest shall have it.</summary>
    public GuestNic? Nic { get; init; }

    /// <summary>How long the guest may take, in seconds.</summary>
    public int? Seconds { get; init; }

    /// <summary>Whether a guest that does not answer is overruled.</summary>
    public bool IsForced { get; init; }

    /// <summary>Whether somebody wants it stopped; the host undoes what it has begun.</summary>
    public bool IsCancelWanted { get; init; }

    /// <summary>How often it was begun anew with other VFs.</summary>
    public int Attempt { get; init; }

    /// <summary>The id under which the host knows the present attempt; null while that is the operation's own.</summary>
    public Guid? Run { get; init; }

    /// <summary>The operation that must be over before this one may begin; null for none.</summary>
    public Guid? After { get; init; }

    /// <summary>How a drain goes and how far it is; null for other work.</summary>
    public DrainProgress? Drain { get; init; }

    /// <summary>Whether it only shows the plan.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>What is being done now.</summary>
    public string? Progress { get; init; }

    /// <summary>The host's plan; null when there is none yet.</summary>
    public WorkPlan? Plan { get; init; }

    /// <summary>Why it failed.</summary>
    public ImmutableArray<WorkProblem> Problems { get; init; } = [];

    /// <summary>The id under which the host knows it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Guid HostWorkId => Run ?? Id;

    /// <summary>Whether a host carries it out, not the engine.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsHostWork => Kind is not (DrainHost or AdoptVm);

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is WorkState.Done or WorkState.Failed or WorkState.Cancelled;
}

/// <summary>How far work is.</summary>
public enum WorkState
{
    /// <summary>Nobody works on it yet.</summary>
    Waiting,

    /// <summary>Somebody works on it.</summary>
    Running,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,
}

/// <summary>A host's plan in sentences.</summary>
/// <param name="Steps">What would be done.</param>
/// <param name="Guests">The guests that it disturbs.</param>
/// <param name="Notes">What else there is to know.</param>
/// <param name="Seconds">How long it should take; null when that is not known.</param>
public sealed record WorkPlan(ImmutableArray<string> Steps, ImmutableArray<string> Guests, ImmutableArray<string> Notes, double? Seconds);

/// <summary>A problem as a host told it.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What, where and why.</param>
/// <param name="Remedy">What the reader can do.</param>
/// <param name="Path">What it is about.</param>
public sealed record WorkProblem(string Code, string Message, string Remedy, string Path)
{
    /// <summary>One of our own.</summary>
    /// <param name="problem">The problem.</param>
    /// <returns>It.</returns>
    public static WorkProblem From(Problem problem) => new(problem.Code.Name, problem.Message, problem.Remedy, problem.Path);
}
