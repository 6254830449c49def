using Vfleet.Domain.Problems;
using Vfleet.Host.State;
using Vfleet.Libvirt.Connection;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Applying;

/// <summary>What faults of the layers below mean to the person who asked for the change.</summary>
internal static class Faults
{
    /// <summary>Makes a problem of a fault.</summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="during">What was being done, for people.</param>
    /// <returns>The problem.</returns>
    public static Problem ToProblem(Exception fault, string during) => fault switch
    {
        StateException state => state.Problem,
        MalformedNetlinkException malformed => new Problem(
            ProblemCode.KernelAnswerMalformed,
            $"{during}: the kernel's answer makes no sense: {malformed.Message}",
            "try again; if it stays, report it with the kernel's version ('uname -r')"),
        NetlinkException netlink => Kernel(during, (Errno)netlink.Errno, netlink.KernelMessage),
        SysfsException sysfs => Kernel(during, sysfs.Errno, null),
        LibvirtUnavailableException unavailable => new Problem(
            ProblemCode.LibvirtUnavailable, unavailable.Unavailable.Problem, unavailable.Unavailable.Remedy),
        LibvirtException libvirt => new Problem(
            ProblemCode.LibvirtFailed, $"{during}: {libvirt.Message}", "see the daemon's log: journalctl -u libvirtd -u virtqemud"),
        UnauthorizedAccessException denied => new Problem(ProblemCode.NoPermission, $"{during}: {denied.Message}", "run as root: sudo vfleet ..."),
        IOException io => new Problem(ProblemCode.StateNotSaved, $"{during}: {io.Message}", "check the disk ('df -h') and try again"),
        _ => new Problem(
            ProblemCode.KernelRefused, $"{during}: unexpected {fault.GetType().Name}: {fault.Message}", "this is a defect of Vfleet: please report it"),
    };

    /// <summary>Makes a problem of the kernel's refusal.</summary>
    /// <param name="during">What was being done.</param>
    /// <param name="errno">The kernel's number.</param>
    /// <param name="words">The kernel's own words, when it gave some.</param>
    /// <param name="hint">What to do; null for a general remedy by the number.</param>
    /// <returns>The problem.</returns>
    public static Problem Kernel(string during, Errno errno, string? words, string? hint = null)
    {
        var said = string.IsNullOrEmpty(words) ? errno.Describe() : $"{words} ({errno.Describe()})";
        var (code, remedy) = errno switch
        {
            Errno.NotPermitted or Errno.AccessDenied => (ProblemCode.NoPermission, "run as root: sudo vfleet ..."),
            Errno.NoDevice or Errno.NoAddress => (ProblemCode.FunctionVanished, "it was there a moment ago: see the kernel log ('dmesg') for why it went"),
            Errno.NotSupported => (ProblemCode.Unsupported, "leave this setting out: the driver cannot do it"),
            _ => (ProblemCode.KernelRefused, "see the kernel log ('dmesg') for the driver's reason"),
        };
        return new Problem(code, $"{during}: {said}", hint ?? remedy);
    }
}
