using Vfleet.Domain.Changes;

namespace Vfleet.Host.Tests.Recovering;

/// <summary>A change whose program is killed at its n-th moment: before and after each step, and in the middle of each write to sysfs.</summary>
internal sealed class KilledChange : IProgress<StepProgress>, IAsyncDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _moment;
    private Task _running = Task.CompletedTask;
    private int _seen;

    private KilledChange(int moment) => _moment = moment;

    /// <summary>Runs a change until the moment comes.</summary>
    /// <returns>The killed change, which goes no further; null when the change ended before.</returns>
    public static async Task<KilledChange?> RunAsync(Rig rig, HostChange change, int moment)
    {
        var killed = new KilledChange(moment);
        var fault = rig.Kernel.Writing;
        rig.Kernel.Writing = () => killed.Passes();
        killed._running = Task.Run(() => rig.Host.ApplyAsync(change, killed, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        _ = await Task.WhenAny(killed._running, killed._dead.Task);
        rig.Kernel.Writing = fault;
        if (!killed._dead.Task.IsCompleted)
        {
            await killed._running;
            return null;
        }

        rig.Kill();
        return killed;
    }

    public void Report(StepProgress value) => Passes();

    public async ValueTask DisposeAsync()
    {
        _released.Set();
        await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Passes()
    {
        if (Interlocked.Increment(ref _seen) != _moment)
        {
            return;
        }

        _dead.SetResult();
        _released.Wait(TestContext.Current.CancellationToken);

        // The test is over: nobody looks any more at what the dead program does now.
        throw new InvalidOperationException("this program was killed");
    }
}
