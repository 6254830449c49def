using Vfleet.Domain.Observed;
using Vfleet.Host.Applying;

namespace Vfleet.Host;

/// <summary>
/// Reads one host for many who ask at the same time, as planning needs it. Who asks while a reading goes on gets the next one, together with all others who
/// ask until that begins: nobody gets what was read before the question.
/// </summary>
/// <param name="open">Opens the host; it stays open from one reading to the next.</param>
public sealed class SharedReadings(Func<IHost> open) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task? _running;
    private Task<ObservedHost>? _next;
    private IHost? _host;

    /// <summary>Reads the host.</summary>
    /// <param name="cancellationToken">Stops waiting; the reading goes on for the others.</param>
    /// <returns>The host as it is now or a moment later.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Task<ObservedHost> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (_next ??= AfterAsync(_running)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Closes the host, once a reading that goes on has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? last;
        lock (_gate)
        {
            last = _next ?? _running;
        }

        if (last is not null)
        {
            await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await CloseAsync();
    }

    private async Task<ObservedHost> AfterAsync(Task? before)
    {
        // Sysfs and netlink block: never on the thread of who asks.
        await Task.Yield();
        if (before is not null)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        }

        lock (_gate)
        {
            (_running, _next) = (_next, null);
        }

        return await ReadAsync();
    }

    private async Task<ObservedHost> ReadAsync()
    {
        ObservedHost? read = null;
        try
        {
            return read = await (_host ??= open()).ObserveAsync(ChangeApplier.PlanningScope, CancellationToken.None);
        }
        finally
        {
            // What failed is opened anew the next time: a daemon that restarts, a socket that is broken.
            if (read is not { LibvirtProblem: null })
            {
                await CloseAsync();
            }
        }
    }

    private async Task CloseAsync()
    {
        if (_host is { } opened)
        {
            _host = null;
            await opened.DisposeAsync();
        }
    }
}
