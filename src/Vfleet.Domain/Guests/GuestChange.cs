using System.Collections.Immutable;

namespace Vfleet.Domain.Guests;

/// <summary>A wish about one guest of a host. Each may be asked again after a kill at any moment: what is done already is not done twice.</summary>
/// <param name="Guest">The guest's UUID.</param>
public abstract record GuestChange(Guid Guest)
{
    /// <summary>Programs its VFs, defines it and starts it. What was begun is undone when a step fails.</summary>
    /// <param name="Spec">The guest.</param>
    public sealed record Start(GuestSpec Spec) : GuestChange(Spec.Id);

    /// <summary>Asks it to shut down and waits for that; then nothing of it is left on the host, and its VFs are clean.</summary>
    /// <param name="Guest">The guest's UUID.</param>
    /// <param name="Deadline">How long it may take. When it has not shut down by then it goes on running and the change has failed.</param>
    public sealed record Shutdown(Guid Guest, TimeSpan Deadline) : GuestChange(Guest);

    /// <summary>Stops it at once, running or not; then nothing of it is left on the host, and its VFs are clean.</summary>
    /// <param name="Guest">The guest's UUID.</param>
    public sealed record Stop(Guid Guest) : GuestChange(Guest);

    /// <summary>Asks it to reboot; its VFs stay.</summary>
    /// <param name="Guest">The guest's UUID.</param>
    public sealed record Reboot(Guid Guest) : GuestChange(Guest);

    /// <summary>Gives the running guest a vNIC.</summary>
    /// <param name="Guest">The guest's UUID.</param>
    /// <param name="Nic">The vNIC.</param>
    public sealed record Plug(Guid Guest, GuestNic Nic) : GuestChange(Guest);

    /// <summary>Takes a vNIC from the running guest and waits for its answer; then the VF is clean.</summary>
    /// <param name="Guest">The guest's UUID.</param>
    /// <param name="Nic">The vNIC.</param>
    /// <param name="Deadline">How long the guest may take to let go.</param>
    /// <param name="IsForced">Whether a guest that does not let go is cut off from the network there: the VF's link is set down, it stays with the guest until that stops, and that is told.</param>
    public sealed record Unplug(Guid Guest, GuestNic Nic, TimeSpan Deadline, bool IsForced) : GuestChange(Guest);

    /// <summary>Changes settings of a plugged vNIC: rates, link, trust, spoof check, VLAN.</summary>
    /// <param name="Guest">The guest's UUID.</param>
    /// <param name="Nic">The vNIC as it shall be.</param>
    public sealed record Set(Guid Guest, GuestNic Nic) : GuestChange(Guest);

    /// <summary>Puts a VF back that nobody has: neutral settings, reset, no driver override left.</summary>
    /// <param name="Vf">The VF.</param>
    public sealed record Clean(GuestVf Vf) : GuestChange(System.Guid.Empty);
}

/// <summary>What a guest change would do, in sentences.</summary>
/// <param name="Title">The change in a few words.</param>
/// <param name="Steps">What would be done, in order.</param>
public sealed record GuestPlan(string Title, ImmutableArray<string> Steps)
{
    /// <summary>Names of the guests that are disturbed.</summary>
    public ImmutableArray<string> Disturbs { get; init; } = [];

    /// <summary>What else there is to know.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>How long it should take.</summary>
    public TimeSpan Expected { get; init; }
}
