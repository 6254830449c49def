using System.Collections.Immutable;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Postgres;

/// <summary>Carries out batches. What failed before its end was sent is tried again; what may have been carried out is not.</summary>
internal sealed class PostgresCommitter(PostgresSources sources, TimeProvider time) : IDisposable
{
    private static readonly ImmutableArray<TimeSpan> Pauses = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(800)];

    private readonly SemaphoreSlim _one = new(1);

    public async Task<ImmutableArray<CommitOutcome>> RunAsync(IReadOnlyList<Commit> commits, CancellationToken cancellationToken)
    {
        // Batches of one engine would only wait for each other at the server.
        await _one.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var isSent = false;
                try
                {
                    return await TryAsync(commits, () => isSent = true);
                }
                catch (Exception fault) when (PostgresFault.IsFault(fault))
                {
                    var isUncertain = isSent && PostgresFault.IsLost(fault);
                    var failed = PostgresFault.Of(fault, "commit", sources.Description, isUncertain);
                    if (isUncertain || attempt == Pauses.Length || !(failed.IsTransient || PostgresFault.IsRace(fault)))
                    {
                        throw failed;
                    }

                    if (PostgresFault.IsLost(fault))
                    {
                        sources.Committing.Clear();
                    }

                    await Task.Delay(Pauses[attempt], time, cancellationToken);
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<ImmutableArray<CommitOutcome>> TryAsync(IReadOnlyList<Commit> commits, Action sending)
    {
        await using var connection = await sources.Committing.OpenConnectionAsync();
        var evaluation = new BatchEvaluation(await PostgresRows.BeginAsync(connection, commits));
        var outcomes = evaluation.Run(commits);
        if (evaluation.IsChanged)
        {
            sending();
            await PostgresBatch.EndAsync(connection, evaluation, time.GetUtcNow());
        }

        // A transaction that is still open is rolled back when its connection goes back.
        return outcomes;
    }
}
