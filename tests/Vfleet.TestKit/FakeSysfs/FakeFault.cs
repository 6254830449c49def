using Vfleet.Linux.Sysfs;

namespace Vfleet.TestKit.FakeSysfs;

/// <summary>Something that goes wrong with writes to a <see cref="FakeSysfsKernel"/>.</summary>
public sealed class FakeFault
{
    private readonly TaskCompletionSource _lifted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _skipped;

    /// <summary>How the path must end; null for any.</summary>
    public string? PathEnd { get; init; }

    /// <summary>How many matching writes pass first.</summary>
    public int Skip { get; init; }

    /// <summary>Whether it strikes only once.</summary>
    public bool Once { get; init; }

    /// <summary>Whether the write hangs until <see cref="Lift"/> and takes effect then.</summary>
    public bool Hangs { get; init; }

    /// <summary>The answer, when it does not hang.</summary>
    public Errno Errno { get; init; }

    /// <summary>Ends when it has struck for the first time.</summary>
    public Task Struck => _struck.Task;

    /// <summary>Ends the fault; a write that hangs on it goes on.</summary>
    public void Lift() => _lifted.TrySetResult();

    internal bool Strikes(string path)
    {
        if (_lifted.Task.IsCompleted || (PathEnd is not null && !path.EndsWith(PathEnd, StringComparison.Ordinal)))
        {
            return false;
        }

        if (_skipped < Skip)
        {
            _skipped++;
            return false;
        }

        _ = _struck.TrySetResult();
        return true;
    }

    internal void WaitForLift() => _lifted.Task.GetAwaiter().GetResult();
}
