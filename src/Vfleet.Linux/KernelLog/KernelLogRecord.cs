using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Linux.KernelLog;

/// <summary>One message of the kernel.</summary>
/// <param name="Sequence">Its number since boot; null from a text file.</param>
/// <param name="Level">0 (emergency) to 7 (debug); null where the file does not tell.</param>
/// <param name="SinceBoot">When, since boot; null where the file does not tell.</param>
/// <param name="Text">The message, which may have several lines.</param>
/// <param name="Properties">SUBSYSTEM, DEVICE and others that the kernel adds to messages of a device; empty from a text file.</param>
public sealed record KernelLogRecord(
    ulong? Sequence, int? Level, TimeSpan? SinceBoot, string Text, ImmutableDictionary<string, string> Properties)
{
    /// <summary>The device that the message is about, as the kernel names it: <c>+pci:0000:01:00.0</c>, <c>n2</c>; null when it does not tell.</summary>
    public string? Device => Properties.GetValueOrDefault("DEVICE");

    /// <summary>Whether the message is about a PCI function: said by its properties, or its text names the address.</summary>
    /// <param name="address">The function.</param>
    /// <returns>Whether it is.</returns>
    public bool Concerns(PciAddress address)
    {
        var name = address.ToString();
        return (Device is { } device && device.EndsWith(name, StringComparison.Ordinal)) || Text.Contains(name, StringComparison.Ordinal);
    }
}
