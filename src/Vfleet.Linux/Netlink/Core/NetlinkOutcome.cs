namespace Vfleet.Linux.Netlink.Core;

/// <summary>What became of one change that the kernel was asked for.</summary>
public abstract record NetlinkOutcome
{
    private NetlinkOutcome()
    {
    }

    /// <summary>Whether the kernel did it.</summary>
    public bool IsApplied => this is Applied;

    /// <summary>Makes the outcome of the kernel's error number.</summary>
    /// <param name="errno">0, or the positive error number.</param>
    /// <param name="kernelText">The kernel's words, when it gave some.</param>
    /// <param name="hint">What to do about a refusal.</param>
    /// <returns>The outcome.</returns>
    public static NetlinkOutcome Of(int errno, string? kernelText, string hint) => errno switch
    {
        0 => new Applied(),
        ErrorNumber.EOPNOTSUPP or ErrorNumber.EPROTONOSUPPORT or ErrorNumber.ENOTSUPP => new Unsupported(errno, kernelText),
        _ => new Refused(errno, kernelText, hint),
    };

    /// <summary>The kernel did it.</summary>
    public sealed record Applied : NetlinkOutcome;

    /// <summary>This driver cannot do it, now or ever (EOPNOTSUPP, EPROTONOSUPPORT): a known answer, not a failure.</summary>
    /// <param name="ErrorNumber">The positive error number.</param>
    /// <param name="KernelText">The kernel's words, when it gave some.</param>
    public sealed record Unsupported(int ErrorNumber, string? KernelText) : NetlinkOutcome;

    /// <summary>The kernel or the driver said no.</summary>
    /// <param name="ErrorNumber">The positive error number.</param>
    /// <param name="KernelText">The kernel's words, when it gave some.</param>
    /// <param name="Hint">What the cause may be and what to do.</param>
    public sealed record Refused(int ErrorNumber, string? KernelText, string Hint) : NetlinkOutcome;

    /// <summary>The kernel was not asked.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record NotAttempted(string Reason) : NetlinkOutcome;
}
