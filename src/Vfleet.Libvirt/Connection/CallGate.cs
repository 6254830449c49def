namespace Vfleet.Libvirt.Connection;

/// <summary>
/// Takes calls off the caller's thread, a few at a time: a daemon serves five requests of one client at once and lets
/// the rest wait in its socket (libvirt <c>src/remote/libvirtd.conf.in</c>, max_client_requests), where they cannot be cancelled.
/// </summary>
internal sealed class CallGate : IDisposable
{
    private const int AtOnce = 4;

    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>Runs a call that changes nothing; cancelling leaves it to end by itself.</summary>
    internal async Task<T> ReadAsync<T>(Func<T> call, CancellationToken cancellationToken) =>
        await (await StartAsync(call, cancellationToken)).WaitAsync(cancellationToken);

    /// <summary>Runs a call that changes something; once started it is waited for.</summary>
    internal async Task<T> ChangeAsync<T>(Func<T> call, CancellationToken cancellationToken) => await await StartAsync(call, cancellationToken);

    /// <summary>Runs a call that changes something and returns nothing.</summary>
    internal Task ChangeAsync(Action call, CancellationToken cancellationToken) =>
        ChangeAsync(
            () =>
            {
                call();
                return true;
            },
            cancellationToken);

    public void Dispose() => _places.Dispose();

    private async Task<Task<T>> StartAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return Task.Run(
            () =>
            {
                try
                {
                    return call();
                }
                finally
                {
                    Leave();
                }
            },
            CancellationToken.None);
    }

    private void Leave()
    {
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
            // An abandoned read may outlive its connection.
        }
    }
}
