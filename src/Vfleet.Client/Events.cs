using System.Runtime.CompilerServices;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;
using Vfleet.Api.Streams;

namespace Vfleet.Client;

/// <summary>What happened in a fleet, and happens.</summary>
public sealed class Events
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly EngineTransport _transport;

    internal Events(EngineTransport transport) => _transport = transport;

    /// <summary>What happened, newest first.</summary>
    /// <param name="query">Which: <c>subject</c>, <c>actor</c>, <c>code</c>, <c>before</c> (a number).</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Page<EventResource>> LatestAsync(Query query, CancellationToken cancellationToken) =>
        new Collection<EventResource>(_transport, Routes.Events).PageAsync(query, after: null, cancellationToken);

    /// <summary>What happens from now on. A connection that is lost is opened again, and nothing is missed or told twice.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<EventResource> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        var (pause, isFirst) = (FirstPause, true);
        while (true)
        {
            await using var events = OpenAsync(last, id => last = id, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveNextAsync(events, isFirst))
            {
                (pause, isFirst) = (FirstPause, false);
                if (Read(events.Current) is { } happened)
                {
                    yield return happened;
                }
            }

            isFirst = false;
            await Task.Delay(pause, _transport.Options.Time, cancellationToken);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
        }
    }

    // Who was heard once is waited for; who was never heard may not be there at all, and a no stays one.
    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<ServerEvent> events, bool isFirst)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or TimeoutException
            || (!isFirst && exception is EngineException { IsTransient: true }))
        {
            return false;
        }
    }

    private EventResource? Read(ServerEvent each)
    {
        try
        {
            return JsonSerializer.Deserialize(each.Text, WireType.Of<EventResource>());
        }
        catch (JsonException exception)
        {
            throw new EngineException(new EngineProblem.Strange(_transport.Options.Address, $"an event cannot be read: {exception.Message}"), exception);
        }
    }

    private async IAsyncEnumerable<ServerEvent> OpenAsync(string? last, Action<string> reached, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(EngineCall.Get($"{Routes.Events}/stream") with { LastEventId = last }, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var each in ServerEventReader.ReadAsync(body, _transport.Options.Silence, _transport.Options.Time, cancellationToken, reached: reached))
        {
            yield return each;
        }
    }
}
