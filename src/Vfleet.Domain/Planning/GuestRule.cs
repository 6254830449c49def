using System.Diagnostics.CodeAnalysis;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Planning;

/// <summary>Finding guests by what a person wrote.</summary>
internal static class GuestRule
{
    public static bool TryFind(
        ObservedHost host, string text, [NotNullWhen(true)] out ObservedGuest? guest, [NotNullWhen(false)] out Problem? problem)
    {
        (guest, problem) = (null, null);
        if (host.Guests.IsDefault || host.LibvirtProblem is not null)
        {
            problem = host.LibvirtProblem ?? new Problem(
                ProblemCode.LibvirtUnavailable, "libvirt was not asked for its guests", "start libvirtd and try again");
            return false;
        }

        guest = host.Guests.FirstOrDefault(candidate => candidate.Name == text)
            ?? (Guid.TryParse(text, out var uuid) ? host.Guests.FirstOrDefault(candidate => candidate.Uuid == uuid) : null);
        if (guest is null)
        {
            problem = new Problem(
                ProblemCode.GuestUnknown,
                $"libvirt knows no guest '{text}' on this host",
                host.Guests.IsEmpty ? "define one first: virsh define FILE" : $"'vfleet vm list' shows them: {Names(host)}",
                text);
        }

        return guest is not null;
    }

    /// <summary>The state of a guest in words, and what makes it run; null when it runs, or when libvirt does not say.</summary>
    public static (string State, string Remedy)? NotRunning(ObservedGuest guest) => guest.State switch
    {
        GuestState.Running or GuestState.Unknown => null,
        GuestState.Paused => ("is paused", $"resume it first: virsh resume {guest.Name}"),
        GuestState.Suspended => ("sleeps (suspended by its own power management)", $"wake it first: virsh dompmwakeup {guest.Name}"),
        GuestState.ShuttingDown => ("is shutting down", "wait until it is off, then try again"),
        GuestState.Crashed => ("has crashed", $"stop it first: virsh destroy {guest.Name}"),
        _ => ("is not running", $"start it first: virsh start {guest.Name}"),
    };

    private static string Names(ObservedHost host)
    {
        const int Most = 8;
        var names = string.Join(", ", host.Guests.Take(Most).Select(guest => guest.Name));
        return host.Guests.Length > Most ? names + " ..." : names;
    }
}
