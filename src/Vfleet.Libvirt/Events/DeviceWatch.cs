namespace Vfleet.Libvirt.Events;

/// <summary>What became of a device that is watched.</summary>
public enum DeviceWatchOutcome
{
    /// <summary>The device is in the domain.</summary>
    Added,

    /// <summary>The guest let go of it.</summary>
    Removed,

    /// <summary>The guest refused to let go of it.</summary>
    RemovalRefused,

    /// <summary>The domain ended, and with it the device's use.</summary>
    DomainStopped,

    /// <summary>The connection was lost; what became of the device must be read anew.</summary>
    ConnectionLost,

    /// <summary>Nothing within the time given; the guest may still answer, so the wait may be repeated.</summary>
    TimedOut,
}

/// <summary>Watches one device of one domain by its alias. Open it before the call whose effect is awaited.</summary>
public sealed class DeviceWatch : IAsyncDisposable
{
    private readonly IDomainEventSubscription _subscription;
    private readonly string _alias;
    private readonly TimeProvider _time;

    private DeviceWatch(IDomainEventSubscription subscription, string alias, TimeProvider time)
    {
        _subscription = subscription;
        _alias = alias;
        _time = time;
    }

    /// <summary>Starts to watch.</summary>
    /// <param name="events">The connection's events.</param>
    /// <param name="domain">UUID of the domain.</param>
    /// <param name="alias">The device's alias, for example <c>ua-vf0</c>.</param>
    /// <param name="time">The clock for deadlines.</param>
    /// <param name="cancellationToken">Gives up before the watch is open.</param>
    /// <returns>The watch; dispose it to stop.</returns>
    public static async Task<DeviceWatch> OpenAsync(
        IDomainEvents events, Guid domain, string alias, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var kinds = DomainEventKinds.Devices | DomainEventKinds.Lifecycle;
        return new(await events.SubscribeAsync(kinds, domain, cancellationToken), alias, time);
    }

    /// <summary>Waits until the device has left, or it is known that it will not.</summary>
    /// <param name="timeout">How long to wait, from now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Any outcome but <see cref="DeviceWatchOutcome.Added"/>.</returns>
    public Task<DeviceWatchOutcome> WaitForRemovalAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(
            happened => happened switch
            {
                DeviceRemovedEvent => DeviceWatchOutcome.Removed,
                DeviceRemovalFailedEvent => DeviceWatchOutcome.RemovalRefused,
                _ => null,
            },
            timeout,
            cancellationToken);

    /// <summary>Waits until the device is in the domain.</summary>
    /// <param name="timeout">How long to wait, from now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// <see cref="DeviceWatchOutcome.Added"/>, <see cref="DeviceWatchOutcome.DomainStopped"/>,
    /// <see cref="DeviceWatchOutcome.ConnectionLost"/> or <see cref="DeviceWatchOutcome.TimedOut"/>.
    /// </returns>
    public Task<DeviceWatchOutcome> WaitForAdditionAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(happened => happened is DeviceAddedEvent ? DeviceWatchOutcome.Added : null, timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _subscription.DisposeAsync();

    private async Task<DeviceWatchOutcome> WaitAsync(
        Func<DomainEvent, DeviceWatchOutcome?> judge, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await foreach (var happened in _subscription.Events.ReadAllAsync(either.Token))
            {
                if (happened is LifecycleEvent { Change: LifecycleChange.Stopped })
                {
                    return DeviceWatchOutcome.DomainStopped;
                }

                if (IsOurs(happened) && judge(happened) is { } outcome)
                {
                    return outcome;
                }
            }

            return DeviceWatchOutcome.ConnectionLost;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return DeviceWatchOutcome.TimedOut;
        }
    }

    private bool IsOurs(DomainEvent happened) => happened switch
    {
        DeviceAddedEvent added => string.Equals(added.Alias, _alias, StringComparison.Ordinal),
        DeviceRemovedEvent removed => string.Equals(removed.Alias, _alias, StringComparison.Ordinal),
        DeviceRemovalFailedEvent failed => string.Equals(failed.Alias, _alias, StringComparison.Ordinal),
        _ => false,
    };
}
