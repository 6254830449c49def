using Npgsql;

namespace Vfleet.Storage.Postgres;

/// <summary>Hears of commits on a connection of its own, which is made again when it is lost.</summary>
internal sealed class PostgresListener(PostgresSources sources, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _listening;
    private long _last;

    /// <summary>Waits until a commit after a number is heard of.</summary>
    /// <param name="after">The number.</param>
    /// <param name="most">How long at most: what was missed while the connection was away is found then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WaitAsync(long after, TimeSpan most, CancellationToken cancellationToken)
    {
        Task heard;
        lock (_lock)
        {
            _listening ??= Task.Run(ListenAsync, CancellationToken.None);
            heard = _last > after ? Task.CompletedTask : _heard.Task;
        }

        try
        {
            await heard.WaitAsync(most, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Long enough: the caller looks for itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_listening is { } listening)
        {
            await listening;
        }

        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await sources.Listening.OpenConnectionAsync(_stop.Token);
                connection.Notification += (_, notification) => Hear(long.TryParse(notification.Payload, out var revision) ? revision : 0);
                await using (var command = new NpgsqlCommand($"LISTEN {PostgresBatch.Channel}", connection))
                {
                    await command.ExecuteNonQueryAsync(_stop.Token);
                }

                // Something may have come before.
                Hear(0);
                while (true)
                {
                    await connection.WaitAsync(_stop.Token);
                }
            }
            catch (Exception fault) when (PostgresFault.IsFault(fault) || (fault is OperationCanceledException && _stop.IsCancellationRequested))
            {
                await Task.Delay(Pause, time, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private void Hear(long revision)
    {
        TaskCompletionSource heard;
        lock (_lock)
        {
            _last = Math.Max(_last, revision);
            heard = _heard;
            _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        heard.SetResult();
    }
}
