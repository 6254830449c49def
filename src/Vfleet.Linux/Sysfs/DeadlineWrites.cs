using System.Collections.Concurrent;

namespace Vfleet.Linux.Sysfs;

/// <summary>Writes control files so that one that hangs takes a thread with it, but not the caller.</summary>
/// <remarks>
/// A thread stuck in the kernel ("D" state) cannot be ended; so it is no pool thread, and a second write to the same file is not begun
/// while it lasts; to a file of a bus, none for the same device. Deadlines are the caller's: enabling N VFs takes about 0.1 s and, with drivers probing, up to 2 s for each VF.
/// </remarks>
public sealed class DeadlineWrites
{
    // Enough for open, write, close and a continuation.
    private const int StackBytes = 256 * 1024;

    private readonly ConcurrentDictionary<string, PendingWrite> _pending = new(StringComparer.Ordinal);
    private readonly ISysfsWriter _writer;
    private readonly TimeProvider _time;

    /// <summary>Makes writes through a writer.</summary>
    /// <param name="writer">What writes.</param>
    /// <param name="time">The clock of the deadlines.</param>
    public DeadlineWrites(ISysfsWriter writer, TimeProvider time)
    {
        _writer = writer;
        _time = time;
    }

    /// <summary>The writes that have not come back yet.</summary>
    public IReadOnlyCollection<PendingWrite> Pending => [.. _pending.Values];

    /// <summary>Writes a value and waits for the kernel's answer, but not for ever.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <param name="value">The value.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="cancellationToken">Ends the waiting; a write that has begun goes on, and stays in <see cref="Pending"/>.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<WriteOutcome> WriteAsync(string path, string value, TimeSpan deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<Errno>(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = new PendingWrite(path, value, _time.GetUtcNow(), answer.Task);
        var standing = _pending.GetOrAdd(KeyOf(path, value), write);
        if (!ReferenceEquals(standing, write))
        {
            return new WriteOutcome.Blocked(standing);
        }

        new Thread(() => Run(write, answer), StackBytes) { IsBackground = true, Name = "sysfs write" }.Start();
        try
        {
            var errno = await answer.Task.WaitAsync(deadline, _time, cancellationToken);
            return errno == Errno.None ? new WriteOutcome.Written() : new WriteOutcome.Refused(errno);
        }
        catch (TimeoutException)
        {
            return new WriteOutcome.TimedOut(write);
        }
    }

    // Files of a bus and its drivers (drivers_probe, bind, unbind) take the name of a device: writes for different ones do not meet.
    private static string KeyOf(string path, string value) =>
        path.StartsWith("sys/bus/", StringComparison.Ordinal) && !path.Contains("/devices/", StringComparison.Ordinal) ? $"{path} {value}" : path;

    private void Run(PendingWrite write, TaskCompletionSource<Errno> answer)
    {
        try
        {
            var errno = _writer.Write(write.Path, write.Value);
            _ = _pending.TryRemove(KeyOf(write.Path, write.Value), out _);
            answer.SetResult(errno);
        }
#pragma warning disable CA1031 // A thread's last resort: whatever a writer throws is the caller's to see.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _ = _pending.TryRemove(KeyOf(write.Path, write.Value), out _);
            answer.SetException(fault);
        }
    }
}
