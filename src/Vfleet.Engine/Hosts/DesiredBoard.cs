using System.Collections.Concurrent;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Hosts;

/// <summary>What is desired of hosts, and who waits for news of it.</summary>
public sealed class DesiredBoard
{
    private readonly FleetState _state;
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();

    internal DesiredBoard(FleetState state) => _state = state;

    /// <summary>The generation of what is desired of a host.</summary>
    /// <param name="host">The host.</param>
    /// <returns>It; 0 when nothing ever was.</returns>
    public long GenerationOf(Guid host) => _state.Desired.TryGet(FleetKinds.Text(host), out var entry) ? entry.Revision : 0;

    /// <summary>What is desired of a host now.</summary>
    /// <param name="host">The host.</param>
    /// <returns>It.</returns>
    public HostWish Of(Guid host)
    {
        // The generation first: what changes while the rest is read makes a later one, which is sent then.
        var generation = GenerationOf(host);
        return new HostWish(
            generation,
            [.. _state.ConfigurationsOf(host).Where(configuration => configuration.Count is not null)],
            [.. _state.Operations.Values.Where(operation => operation.HostId == host && operation is { IsReady: true, IsOver: false, IsHostWork: true }).OrderBy(operation => operation.Created)]);
    }

    /// <summary>Waits for a later generation.</summary>
    /// <param name="host">The host.</param>
    /// <param name="after">The one that is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When there is one.</returns>
    public async Task WaitAsync(Guid host, long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var news = _waiting.GetOrAdd(host, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (GenerationOf(host) > after)
            {
                return;
            }

            await news.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Changed(Guid host)
    {
        if (_waiting.TryRemove(host, out var news))
        {
            news.TrySetResult();
        }
    }
}
