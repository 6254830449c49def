using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>The kernel's log.</summary>
/// <param name="Lines">Its lines, oldest first.</param>
/// <param name="FromBoot">Whether it still begins with the boot; when not, that something is missing from it proves nothing.</param>
public sealed record KernelLog(ImmutableArray<LogLine> Lines, bool FromBoot);

/// <summary>One line of the kernel's log.</summary>
/// <param name="Text">What it says, without time and level.</param>
/// <param name="SinceBoot">When, by the kernel's monotonic clock; null when the recording has no times.</param>
/// <param name="Level">0 (emergency) to 7 (debug), as in include/linux/kern_levels.h; null when the recording has none.</param>
/// <param name="Device">The device that the record names, such as <c>+pci:0000:01:00.0</c>; null when it names none.</param>
public sealed record LogLine(string Text, TimeSpan? SinceBoot = null, int? Level = null, string? Device = null)
{
    /// <summary>As dmesg prints it, with the time when there is one.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => SinceBoot is { } time ? $"[{time.TotalSeconds:F6}] {Text}" : Text;
}
