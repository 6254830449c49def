using System.Runtime.CompilerServices;
using Vfleet.Api;
using Vfleet.Api.Resources;

namespace Vfleet.Client;

/// <summary>Long work of an engine.</summary>
public sealed class Operations
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly EngineTransport _transport;

    internal Operations(EngineTransport transport) => _transport = transport;

    /// <summary>All of it.</summary>
    public Collection<OperationResource> All => new(_transport, Routes.Operations);

    /// <summary>Stops one, if it can still be.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task CancelAsync(string id, CancellationToken cancellationToken) => All.RemoveAsync(id, dryRun: false, cancellationToken);

    /// <summary>Whether nothing of an operation will change any more.</summary>
    /// <param name="operation">The operation.</param>
    public static bool IsOver(OperationResource operation) => operation.State is OperationState.Done or OperationState.Failed or OperationState.Cancelled;

    /// <summary>Asks for an operation, more and more seldom, until it is over. An engine that restarts meanwhile is waited for.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the asking, not the operation.</param>
    /// <returns>What it is each time; the last is over.</returns>
    public async IAsyncEnumerable<OperationResource> FollowAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            var operation = (await All.GetAsync(id, cancellationToken)).Value;
            yield return operation;
            if (IsOver(operation))
            {
                yield break;
            }

            await Task.Delay(pause, _transport.Options.Time, cancellationToken);
        }
    }
}
