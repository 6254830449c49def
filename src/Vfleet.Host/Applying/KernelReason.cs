using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Applying;

/// <summary>What the kernel log said about a function while we wrote to it: drivers give their reasons only there.</summary>
internal sealed class KernelReason
{
    private readonly KernelLogMark? _mark;

    private KernelReason(KernelLogMark? mark) => _mark = mark;

    /// <summary>Remembers where the log ends now. A log that cannot be read (no root) only means that nothing is quoted.</summary>
    public static KernelReason Mark(SysfsRoot root) => new(KernelLogMark.Now(root));

    /// <summary>The last line since the mark that names the function, as <c>; the kernel log says: ...</c>; empty when there is none.</summary>
    public string Quote(PciAddress function)
    {
        var line = _mark?.ReadSince().LastOrDefault(message => message.Text.Contains(function.ToString(), StringComparison.Ordinal))?.Text;
        return line is null ? "" : $"; the kernel log says: \"{line}\"";
    }
}
