using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Applying;

/// <summary>What the kernel log said about a function while we wrote to it: drivers give their reasons only there.</summary>
internal sealed class KernelReason : IDisposable
{
    private readonly KernelLogMark _mark;

    private KernelReason(SysfsRoot root)
    {
        _mark = KernelLogMark.Now(root);
    }

    /// <summary>Remembers where the log ends now. A log that cannot be read (no root) only means that nothing is quoted.</summary>
    public static KernelReason Mark(SysfsRoot root) => new(root);

    /// <summary>The worst line since the mark that names the function, as <c>; the kernel log says: ...</c>; empty when there is none.</summary>
    public string Quote(PciAddress function)
    {
        var line = _mark.ReadSince().Reason(function);
        return line is null ? "" : $"; the kernel log says: \"{line}\"";
    }

    public void Dispose() => _mark.Dispose();
}
