using System.Diagnostics.CodeAnalysis;

namespace Vfleet.Linux.Netlink.Devlink;

/// <summary>The answer to a devlink question about one device. Having no devlink is an answer: most cards have none.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
[SuppressMessage("Design", "CA1034", Justification = "A closed set of answers is written as nested records.")]
public abstract record DevlinkReading<T>
    where T : class
{
    private DevlinkReading()
    {
    }

    /// <summary>The value, or <see langword="null"/> for the other answers.</summary>
    public T? ValueOrNull => this is Found found ? found.Value : null;

    /// <summary>The device has it.</summary>
    /// <param name="Value">The value.</param>
    public sealed record Found(T Value) : DevlinkReading<T>;

    /// <summary>The kernel has no devlink, or not for this device.</summary>
    public sealed record NoDevlink : DevlinkReading<T>;

    /// <summary>The device has devlink, but its driver not this part of it.</summary>
    /// <param name="ErrorNumber">The positive error number.</param>
    /// <param name="KernelText">The kernel's words, when it gave some.</param>
    public sealed record Unsupported(int ErrorNumber, string? KernelText) : DevlinkReading<T>;
}
