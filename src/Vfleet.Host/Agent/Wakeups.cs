using System.Threading.Channels;

namespace Vfleet.Host.Agent;

/// <summary>
/// Wakes the agent: when the kernel or libvirt tells something, when the document or what is kept changes, and when it asked for it.
/// In between nothing runs.
/// </summary>
/// <param name="open">Opens the host.</param>
/// <param name="options">Where the document lies.</param>
/// <param name="isAtWork">Whether work goes on whose end will be told.</param>
/// <param name="time">For the pauses.</param>
internal sealed class Wakeups(Func<IHost> open, AgentOptions options, Func<bool> isAtWork, TimeProvider time) : IWaking, IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Channel<string> _calls = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<bool> _urgent = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly List<FileSystemWatcher> _files = [];
    private Task _watching = Task.CompletedTask;
    private CancellationTokenSource? _stream;

    /// <summary>Begins to listen.</summary>
    public void Start()
    {
        Follow(options.Document);
        Follow(Path.Join(options.StateDirectory, "*.json"));

        // The folder of the link to a fleet comes when the host joins, and goes when it leaves.
        Follow(Path.Join(options.StateDirectory, AgentOptions.LinkFolder));

        // libvirt's sockets appear when its daemon is installed or started.
        Follow("/run/libvirt/libvirt-sock");
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Opens the stream of events anew: there is one more to follow.</summary>
    public void Rewatch()
    {
        lock (_files)
        {
            _stream?.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Call(string why) => _calls.Writer.TryWrite(why);

    /// <inheritdoc/>
    public void CallUrgently(string why)
    {
        Call(why);
        _urgent.Writer.TryWrite(true);
    }

    /// <summary>
    /// Waits until something happened, and then until it is quiet, at most ten times as long, unless somebody waits. While work goes on it waits for the end
    /// of it, within bounds, and looks at the ends of many pieces of it together.
    /// </summary>
    /// <param name="most">How long to wait at most.</param>
    /// <param name="gather">How long it must be quiet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it woke; null when nothing happened.</returns>
    public async Task<string?> NextAsync(TimeSpan most, TimeSpan gather, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = _calls.Reader.ReadAsync(waiting.Token).AsTask();
        if (await Task.WhenAny(call, Task.Delay(most, time, waiting.Token)) != call)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await waiting.CancelAsync();
            return await Ended(call);
        }

        var why = await call;
        var urgent = _urgent.Reader.WaitToReadAsync(waiting.Token).AsTask();
        for (var quiet = 0; quiet < 10 && !urgent.IsCompleted; quiet++)
        {
            await Task.WhenAny(urgent, Task.Delay(gather, time, waiting.Token));
            cancellationToken.ThrowIfCancellationRequested();
            if (!_calls.Reader.TryRead(out _))
            {
                break;
            }
        }

        await waiting.CancelAsync();
        await LookAwayAsync(gather, cancellationToken);
        _urgent.Reader.TryRead(out _);
        return _calls.Reader.TryRead(out var last) ? last : why;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var file in _files)
        {
            file.Dispose();
        }

        await _watching;
        _stop.Dispose();
    }

    // While work goes on: until the first end of a piece of it, and then a moment for others to end.
    private async Task LookAwayAsync(TimeSpan gather, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var patience = options.Patience;
        while (isAtWork() && patience - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_urgent.Reader.WaitToReadAsync(waiting.Token).AsTask(), Task.Delay(left, time, waiting.Token));
            cancellationToken.ThrowIfCancellationRequested();
            if (_urgent.Reader.TryRead(out _) && patience == options.Patience)
            {
                patience = time.GetElapsedTime(began) + gather;
            }

            await waiting.CancelAsync();
        }
    }

    // A call that came while the wait ended is not lost.
    private static async Task<string?> Ended(Task<string> call)
    {
        try
        {
            return await call;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Follow(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder))
        {
            return;
        }

        var watcher = new FileSystemWatcher(folder, Path.GetFileName(path));
        FileSystemEventHandler changed = (_, _) => Call($"{path} changed");
        watcher.Created += changed;
        watcher.Changed += changed;
        watcher.Deleted += changed;
        watcher.Renamed += (_, _) => Call($"{path} changed");
        watcher.EnableRaisingEvents = true;
        _files.Add(watcher);
    }

    // A stream that ends or tells that a part of it is lost is opened anew; libvirt's daemon is restarted on every update.
    private async Task WatchAsync()
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            if (await StreamAsync())
            {
                continue;
            }

            pause = time.GetElapsedTime(began) > LongestPause ? FirstPause : TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, LongestPause.TotalSeconds));
            try
            {
                await Task.Delay(pause, time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Follows one stream to its end.</summary>
    /// <returns>Whether it shall be opened anew at once.</returns>
    private async Task<bool> StreamAsync()
    {
        using var stream = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        lock (_files)
        {
            _stream = stream;
        }

        try
        {
            await using var host = open();
            await foreach (var happened in host.WatchAsync(stream.Token))
            {
                Call($"{happened.Kind} {happened.Subject}");
                if (happened.Kind == "watch.lost")
                {
                    return false;
                }
            }

            return false;
        }
        catch (OperationCanceledException) when (stream.IsCancellationRequested)
        {
            return !_stop.IsCancellationRequested;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Call($"events were lost: {fault.Message}");
            return false;
        }
        finally
        {
            lock (_files)
            {
                _stream = null;
            }
        }
    }
}
