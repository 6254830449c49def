using System.Collections.Immutable;

namespace Vfleet.Fault.Tests.Happened;

/// <summary>What was asked for.</summary>
public enum AskKind
{
    Place,
    Confirm,
    Release,
    RemoveVm,
    AddNetwork,
    AddProfile,
    RemoveNetwork,
    RemoveProfile,
    Configure,
}

/// <summary>What came of it, as far as who asked knows.</summary>
public enum AskOutcome
{
    /// <summary>It was answered: done.</summary>
    Acknowledged,

    /// <summary>It was answered: no, and no attempt of it went unanswered.</summary>
    Refused,

    /// <summary>It is not known.</summary>
    Unknown,
}

/// <summary>A request with all its attempts, as who asked saw it.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="Kind">For what.</param>
/// <param name="Key">Its idempotency key; the path for those that are the same when repeated.</param>
/// <param name="Subjects">What it is about: ids of VMs, networks, profiles, or HOST/PF.</param>
/// <param name="Begin">When the first attempt was sent.</param>
/// <param name="End">When the last answer came, or was given up.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record Ask(string Client, AskKind Kind, string Key, ImmutableArray<string> Subjects, DateTimeOffset Begin, DateTimeOffset End, AskOutcome Outcome)
{
    /// <summary>Where its VMs are, when it was a placement and is acknowledged.</summary>
    public ImmutableArray<Place> Places { get; init; } = [];

    /// <summary>How many attempts went unanswered.</summary>
    public int Unanswered { get; init; }

    /// <summary>What the last answer said.</summary>
    public string Said { get; init; } = "";

    /// <summary>What a configuration was to become; the id of what was added.</summary>
    public string Wanted { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Begin:HH:mm:ss.fff}-{End:HH:mm:ss.fff} {Client} {Kind} {string.Join(' ', Subjects)} {Outcome}{(Unanswered > 0 ? $" ({Unanswered} attempts unanswered)" : "")} {Wanted}{Said} {string.Join("; ", Places)}".TrimEnd();
}

/// <summary>Where an acknowledgement says that a VM is.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Host">The host.</param>
/// <param name="Lease">When it is given up unless it is confirmed; null for never.</param>
/// <param name="Vfs">What its vNICs have.</param>
public sealed record Place(Guid Vm, Guid Host, DateTimeOffset? Lease, ImmutableArray<HeldVf> Vfs)
{
    /// <inheritdoc/>
    public override string ToString() => $"VM {Vm} on {Host}{(Lease is { } end ? $" until {end:HH:mm:ss.fff}" : "")}: {string.Join(", ", Vfs)}";
}

/// <summary>A VF that a vNIC has.</summary>
/// <param name="Nic">The vNIC.</param>
/// <param name="Vf">The VF, as <c>HOST/PF/INDEX</c>.</param>
/// <param name="Generation">Which of the VF's claims it is.</param>
public sealed record HeldVf(Guid Nic, string Vf, long Generation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Vf} (generation {Generation})";
}

/// <summary>Something of a user was on a VF, as the host saw it.</summary>
/// <param name="Vf">The VF.</param>
/// <param name="Generation">The user's claim.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when; null when it still was at the end.</param>
public sealed record Soiling(string Vf, long Generation, DateTimeOffset From, DateTimeOffset? Until);
