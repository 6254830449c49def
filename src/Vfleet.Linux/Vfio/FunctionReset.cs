using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Vfio;

/// <summary>Resets one function, so that nothing of its last user is left in it.</summary>
/// <remarks>Kernel Documentation/ABI/testing/sysfs-bus-pci: <c>reset</c> takes a 1 and uses the first method of
/// <c>reset_method</c>.</remarks>
public static class FunctionReset
{
    /// <summary>Resets a function. Its driver, if any, is told before and after.</summary>
    /// <param name="writes">What writes.</param>
    /// <param name="function">The function.</param>
    /// <param name="deadline">How long to wait; a function-level reset takes 0.1 s by specification, a slow one up to 60 s.</param>
    /// <param name="cancellationToken">Ends the waiting, not the reset.</param>
    /// <returns>The outcome; <see cref="Errno.NoEntry"/> when the function has no way to be reset, ENOTTY (25) when all failed.</returns>
    public static Task<WriteOutcome> ResetAsync(
        DeadlineWrites writes, PciAddress function, TimeSpan deadline, CancellationToken cancellationToken) =>
        writes.WriteAsync($"{PciTopology.PathOf(function)}/reset", "1", deadline, cancellationToken);
}
