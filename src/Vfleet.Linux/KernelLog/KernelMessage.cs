using System.Globalization;

namespace Vfleet.Linux.KernelLog;

/// <summary>One record of the kernel's log.</summary>
/// <param name="Severity">How bad; <see cref="KernelSeverity.Info"/> when a recording does not say.</param>
/// <param name="Sequence">Its number, counted from boot without gaps; a gap means lost records. Null in a recording that has none.</param>
/// <param name="Time">When, since boot, with the kernel's monotonic clock; null in a recording that has no times.</param>
/// <param name="Text">What it says; control characters of the original are gone.</param>
/// <param name="Device">The device that it is about, such as <c>+pci:0000:01:00.0</c> or <c>n4</c> (netdev of index 4); null when it names none.</param>
public sealed record KernelMessage(KernelSeverity Severity, ulong? Sequence, TimeSpan? Time, string Text, string? Device)
{
    /// <summary>As dmesg prints it, with the time when there is one.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        Time is { } time ? string.Create(CultureInfo.InvariantCulture, $"[{time.TotalSeconds,12:F6}] {Text}") : Text;
}

/// <summary>How bad a kernel message is: the low three bits of its priority (include/linux/kern_levels.h).</summary>
public enum KernelSeverity
{
    /// <summary>The system is unusable.</summary>
    Emergency = 0,

    /// <summary>Something must be done at once.</summary>
    Alert = 1,

    /// <summary>Critical condition.</summary>
    Critical = 2,

    /// <summary>Error.</summary>
    Error = 3,

    /// <summary>Warning.</summary>
    Warning = 4,

    /// <summary>Normal but significant.</summary>
    Notice = 5,

    /// <summary>Informational.</summary>
    Info = 6,

    /// <summary>For developers.</summary>
    Debug = 7,
}
