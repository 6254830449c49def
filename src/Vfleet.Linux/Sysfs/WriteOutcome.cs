namespace Vfleet.Linux.Sysfs;

/// <summary>How a write to a control file ended.</summary>
public abstract record WriteOutcome
{
    private WriteOutcome()
    {
    }

    /// <summary>The kernel took the value.</summary>
    public sealed record Written : WriteOutcome;

    /// <summary>The kernel refused it.</summary>
    /// <param name="Errno">Its reason.</param>
    public sealed record Refused(Errno Errno) : WriteOutcome;

    /// <summary>The kernel had not answered by the deadline. The write goes on and may still take effect, or never end.</summary>
    /// <param name="Write">The write.</param>
    public sealed record TimedOut(PendingWrite Write) : WriteOutcome;

    /// <summary>Nothing was written because an earlier write to the same file has not come back yet.</summary>
    /// <param name="Earlier">The earlier write.</param>
    public sealed record Blocked(PendingWrite Earlier) : WriteOutcome;
}

/// <summary>A write that the kernel has not answered yet.</summary>
/// <param name="Path">The file, relative to the root.</param>
/// <param name="Value">What is being written.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Completion">Ends with the kernel's answer, if ever.</param>
public sealed record PendingWrite(string Path, string Value, DateTimeOffset StartedAt, Task<Errno> Completion);
