using System.Collections;
using System.Collections.Immutable;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.KernelLog;

/// <summary>Records of the kernel's log, in order.</summary>
/// <param name="All">Every record read.</param>
/// <param name="Errno">Why there are none, or <see cref="Errno.None"/>.</param>
public sealed record KernelMessages(ImmutableArray<KernelMessage> All, Errno Errno = Errno.None) : IReadOnlyList<KernelMessage>
{
    /// <inheritdoc/>
    public int Count => All.Length;

    /// <inheritdoc/>
    public KernelMessage this[int index] => All[index];

    /// <inheritdoc/>
    public IEnumerator<KernelMessage> GetEnumerator() => ((IEnumerable<KernelMessage>)All).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Those that name a function: in their device or anywhere in their text.</summary>
    /// <param name="function">The function.</param>
    /// <returns>The messages in order.</returns>
    public ImmutableArray<KernelMessage> About(PciAddress function) => About([function]);

    /// <summary>Those that name any of some functions, such as a PF and its VFs.</summary>
    /// <param name="functions">The functions.</param>
    /// <returns>The messages in order.</returns>
    public ImmutableArray<KernelMessage> About(params IEnumerable<PciAddress> functions)
    {
        var addresses = functions.Select(function => function.ToString()).ToArray();
        return [.. All.Where(message => addresses.Any(address => Names(message, address)))];
    }

    /// <summary>
    /// The words to quote as the kernel's reason for a refusal: of the messages about some functions the first of the most severe, or,
    /// when none is worse than informational, the last. (PCI core says "driver does not support SRIOV configuration via sysfs" as
    /// mere information, drivers/pci/iov.c.)
    /// </summary>
    /// <param name="functions">The PF, and its VFs.</param>
    /// <returns>Its text, or null when no message names any of them.</returns>
    public string? Reason(params IEnumerable<PciAddress> functions)
    {
        var about = About(functions);
        return (about.Where(message => message.Severity < KernelSeverity.Info).MinBy(message => message.Severity) ?? about.LastOrDefault())?.Text;
    }

    private static bool Names(KernelMessage message, string address) =>
        (message.Device is { } device && device.StartsWith("+pci:", StringComparison.Ordinal) && device.AsSpan(5).SequenceEqual(address))
        || Contains(message.Text, address);

    // A longer address holds a shorter one: 10000:01:00.0 ends with 0000:01:00.0.
    private static bool Contains(string text, string address)
    {
        for (var at = 0; (at = text.IndexOf(address, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + address.Length;
            if ((at == 0 || !char.IsAsciiHexDigit(text[at - 1])) && (end == text.Length || !char.IsAsciiDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
