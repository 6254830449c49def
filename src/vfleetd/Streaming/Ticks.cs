namespace Vfleet.Server.Streaming;

/// <summary>
/// One clock for all streams: each says something every fifteen seconds, so that whoever reads it, and whatever stands between, knows that it lives. The streams
/// are spread over the seconds, and have no timer of their own.
/// </summary>
internal sealed class Ticks : IAsyncDisposable
{
    private const int Slots = 15;
    private readonly TaskCompletionSource[] _slots = [.. Enumerable.Range(0, Slots).Select(_ => New())];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _next;

    /// <summary>Makes it; it runs until it is disposed.</summary>
    /// <param name="each">Done each second.</param>
    /// <param name="time">The clock.</param>
    public Ticks(Action each, TimeProvider time) => _running = Task.Run(() => RunAsync(each, time));

    /// <summary>A slot for a stream.</summary>
    /// <returns>Its number.</returns>
    public int Slot() => (Interlocked.Increment(ref _next) & int.MaxValue) % Slots;

    /// <summary>Waits for the next tick.</summary>
    /// <param name="slot">The stream's slot.</param>
    /// <returns>When it is there.</returns>
    public Task Next(int slot) => Volatile.Read(ref _slots[slot]).Task;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(Action each, TimeProvider time)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            for (var slot = 0; await timer.WaitForNextTickAsync(_stop.Token); slot = (slot + 1) % Slots)
            {
                each();
                Interlocked.Exchange(ref _slots[slot], New()).SetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }
}
