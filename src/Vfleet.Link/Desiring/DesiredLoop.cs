using System.Globalization;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Streams;
using Vfleet.Domain.Problems;
using Vfleet.Link.Connecting;

namespace Vfleet.Link.Desiring;

/// <summary>Listens to what the fleet desires of the host.</summary>
/// <param name="connections">The engines.</param>
/// <param name="condition">How the link is.</param>
/// <param name="store">Keeps what is desired before anybody acts on it.</param>
/// <param name="taken">Told of what is new, and of what was desired before.</param>
/// <param name="untaken">Told when <see cref="Untaken"/> is another problem.</param>
/// <param name="times">How long to wait.</param>
/// <param name="time">The clock.</param>
internal sealed class DesiredLoop(
    EngineConnections connections,
    LinkCondition condition,
    DesiredStore store,
    Action<DesiredState, DesiredState?> taken,
    Action untaken,
    LinkTimes times,
    TimeProvider time)
{
    private const string Desired = "desired";

    private volatile Problem? _untaken;

    /// <summary>Why the host does nothing of what is desired now; null when it does.</summary>
    public Problem? Untaken => _untaken;

    /// <summary>Listens until cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pauses = new Pauses(times, new Random());
        while (true)
        {
            await condition.WelcomeAsync(cancellationToken);
            var client = connections.Current;
            var last = store.Current?.Generation.ToString(CultureInfo.InvariantCulture);
            switch (await client.OpenAsync(Routes.AgentDesired, last, cancellationToken))
            {
                case EngineAnswer<Stream>.Ok { Value: var stream }:
                    await using (stream)
                    {
                        condition.Streamed(_untaken);
                        condition.Streamed(await ListenAsync(client, stream, pauses, cancellationToken));
                    }

                    break;
                case EngineAnswer<Stream>.Refused { Problem: var problem } when problem.Code == ProblemCode.HostRevoked:
                    condition.Revoked(problem);
                    break;
                case EngineAnswer<Stream>.Refused { Problem: var problem }:
                    condition.Streamed(problem);
                    break;
                case EngineAnswer<Stream>.Unreachable { Problem: var problem } when client == connections.Current:
                    condition.Streamed(problem);
                    connections.Failed(client);
                    break;
            }

            await Task.Delay(pauses.Next(), time, cancellationToken);
        }
    }

    /// <summary>Listens to one stream to its end.</summary>
    /// <returns>Why it ended; null when the engine, or we ourselves, closed it in order.</returns>
    private async Task<Problem?> ListenAsync(EngineClient client, Stream stream, Pauses pauses, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in ServerEventReader.ReadAsync(stream, times.Silence, time, cancellationToken, pauses.Reset))
            {
                if (happened.Name == Desired
                    && Take(JsonSerializer.Deserialize(happened.Text, ApiJson.Default.DesiredState) ?? throw new JsonException("the document is null")) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }
        catch (JsonException fault)
        {
            return EngineProblems.NoEngine(client.Engine, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or TimeoutException or HttpRequestException or ObjectDisposedException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return client == connections.Current ? EngineProblems.Unreachable(client.Engine, fault, times.Silence) : null;
        }
    }

    // What cannot be kept is not done: the stream is opened anew, and tells it again.
    private Problem? Take(DesiredState state)
    {
        try
        {
            var isNew = store.Take(state, out var before);
            if (_untaken is not null)
            {
                _untaken = null;
                condition.Streamed(null);
            }

            if (isNew)
            {
                taken(state, before);
            }

            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var problem = new Problem(
                ProblemCode.StateNotSaved, $"what the fleet desires cannot be written down, so nothing of it is done: {fault.Message}", "check the disk of the host ('df -h')");
            var isNews = _untaken?.Message != problem.Message;
            _untaken = problem;
            if (isNews)
            {
                untaken();
            }

            return problem;
        }
    }
}
