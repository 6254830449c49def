using System.Collections.Frozen;

namespace Vfleet.Libvirt.Connection;

/// <summary>Why no connection to libvirt could be had.</summary>
public enum UnavailableReason
{
    /// <summary>The library is not installed.</summary>
    LibraryMissing,

    /// <summary>The library is older than this program needs.</summary>
    LibraryTooOld,

    /// <summary>The library cannot be initialised.</summary>
    LibraryUnusable,

    /// <summary>The daemon does not run, or its socket is not there.</summary>
    DaemonNotRunning,

    /// <summary>The daemon or its socket refuses this user.</summary>
    PermissionDenied,

    /// <summary>The URI names no hypervisor that this library knows.</summary>
    UnknownUri,

    /// <summary>Another failure; see the problem's text.</summary>
    ConnectFailed,
}

/// <summary>No connection to libvirt: an expected outcome on a machine without it.</summary>
/// <param name="Reason">What kind of obstacle it is.</param>
/// <param name="Problem">One sentence for the user.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record LibvirtUnavailable(UnavailableReason Reason, string Problem, string Remedy) : OpenOutcome
{
    private const int NoSuchFile = 2;
    private const int NoPermission = 1;
    private const int AccessDenied = 13;
    private const int ConnectionRefused = 111;

    private static readonly FrozenDictionary<UnavailableReason, string> Remedies = new Dictionary<UnavailableReason, string>
    {
        [UnavailableReason.LibraryMissing] = "install the Debian package libvirt0",
        [UnavailableReason.LibraryTooOld] = "upgrade the Debian package libvirt0",
        [UnavailableReason.LibraryUnusable] = "reinstall the Debian package libvirt0",
        [UnavailableReason.DaemonNotRunning] =
            "install the Debian package libvirt-daemon-system and start it: systemctl start libvirtd.socket (or virtqemud.socket)",
        [UnavailableReason.PermissionDenied] = "run as root, or add the user to the group libvirt and log in again",
        [UnavailableReason.UnknownUri] = "use a URI such as qemu:///system",
        [UnavailableReason.ConnectFailed] = "read the daemon's log: journalctl -u libvirtd -u virtqemud",
    }.ToFrozenDictionary();

    internal static LibvirtUnavailable LibraryMissing(string fileName) =>
        Of(UnavailableReason.LibraryMissing, $"the libvirt library ({fileName}) is not installed");

    internal static LibvirtUnavailable LibraryTooOld(LibvirtVersion found, LibvirtVersion oldest) =>
        Of(UnavailableReason.LibraryTooOld, $"the libvirt library is version {found}; {oldest} or newer is needed");

    internal static LibvirtUnavailable Unusable(LibvirtException failure) => Of(UnavailableReason.LibraryUnusable, failure.Message);

    /// <summary>Sorts the failure of an open by its numbers, not by its words: those may be translated.</summary>
    internal static LibvirtUnavailable ConnectFailed(LibvirtException failure) => Of(ReasonOf(failure), failure.Message);

    private static UnavailableReason ReasonOf(LibvirtException failure) => (failure.Code, failure.SystemErrno) switch
    {
        (LibvirtErrorCode.SystemError, NoSuchFile or ConnectionRefused) => UnavailableReason.DaemonNotRunning,
        (LibvirtErrorCode.SystemError, NoPermission or AccessDenied) => UnavailableReason.PermissionDenied,
        (LibvirtErrorCode.AuthFailed or LibvirtErrorCode.AuthCancelled or LibvirtErrorCode.AuthUnavailable, _) => UnavailableReason.PermissionDenied,
        (LibvirtErrorCode.AccessDenied or LibvirtErrorCode.OperationDenied, _) => UnavailableReason.PermissionDenied,
        (LibvirtErrorCode.NoConnect or LibvirtErrorCode.InvalidArgument or LibvirtErrorCode.ConfigUnsupported, _) => UnavailableReason.UnknownUri,
        _ when failure.Domain == LibvirtErrorDomain.Uri => UnavailableReason.UnknownUri,
        _ => UnavailableReason.ConnectFailed,
    };

    private static LibvirtUnavailable Of(UnavailableReason reason, string problem) => new(reason, problem, Remedies[reason]);
}
