using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Events;
using Vfleet.Server.Access;
using Vfleet.Server.Answering;
using Vfleet.Server.Json;
using Vfleet.Server.Seeing;
using Vfleet.Server.Streaming;
using Vfleet.Storage;

namespace Vfleet.Server.Resources;

/// <summary>What happened: a list, newest first, and a stream of what happens.</summary>
/// <param name="engine">The fleet.</param>
/// <param name="callers">Knows whether who reads a stream may still.</param>
/// <param name="ticks">Says when to say that a stream lives.</param>
/// <param name="metrics">Counts streams.</param>
internal sealed class EventResources(FleetEngine engine, Callers callers, Ticks ticks, RequestMetrics metrics)
{
    private const int Most = 1000;
    private const int Usual = 100;
    private const int MostStreams = 8;

    private static readonly ImmutableArray<QueryWord> Query =
    [
        new("limit", "how many at most, 1-1000; 100 when left out"),
        new("after", "the member next of the part before"),
        new("before", "only older ones than this number"),
        new("subject", "only about this, as vm/ID"),
        new("actor", "only of this actor"),
        new("code", "only with this code, or codes that begin with it and a dot"),
    ];

    private readonly ConcurrentDictionary<Guid, int> _streams = new();

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        endpoints.Map(new("GET", Routes.Events, Gate.Of(AccessRole.Viewer), "List events, newest first") { Gives = typeof(Page<EventResource>), Query = Query }, ListAsync);
        endpoints.Map(
            new("GET", Routes.Events + "/stream", Gate.Of(AccessRole.Viewer), "Events as they happen; with Last-Event-ID all since then") { Gives = typeof(EventResource), IsStream = true },
            StreamAsync);
    }

    private async Task<Answer> ListAsync(Call call)
    {
        if (!TryNumber(call, "limit", out var limit, out var problem) || !TryNumber(call, "before", out var before, out problem) || !TryNumber(call, "after", out var after, out problem))
        {
            return Answer.Refuse(problem!);
        }

        if (limit is < 1 or > Most)
        {
            return Answer.Refuse(new Problem(ServerCode.Query, $"limit cannot be {limit}", $"give a number from 1 to {Most}", "limit"));
        }

        var most = (int)(limit ?? Usual);
        var query = new EventQuery(most)
        {
            Before = after ?? before,
            Subject = call.Query["subject"].FirstOrDefault(),
            Actor = call.Query["actor"].FirstOrDefault(),
            Code = call.Query["code"].FirstOrDefault(),
        };
        var events = await engine.Events.ReadAsync(query, call.Token);
        var seen = events.Where(one => call.Caller.MaySeeEventsOf(one.Subject, call.State)).Select(To).ToList();
        return Answer.Of(new Page<EventResource>(seen, seen.Count, events.Length == most ? $"{events[^1].Number}" : null));
    }

    private async Task<Answer> StreamAsync(Call call)
    {
        // Where it begins is settled before anything is answered: whoever reads that the stream has begun hears all that happens from then on.
        long? last = long.TryParse(call.Http.Request.Headers["Last-Event-ID"], NumberStyles.None, null, out var known) ? known : null;
        var events = await engine.Events.FollowAsync(last, call.Token);

        var user = call.Caller.UserId!.Value;
        if (_streams.AddOrUpdate(user, 1, (_, count) => count + 1) > MostStreams)
        {
            Left(user);
            var tooMany = new Problem(ServerCode.TooMany, $"{call.Caller.Name} reads {MostStreams} streams already", "close one of them");
            return Answer.Refuse(tooMany) with { RetryAfter = 10 };
        }

        return new Answer.Events((http, cancellationToken) => SendAsync(http, events, user, cancellationToken));
    }

    private async Task SendAsync(HttpContext http, EventFollower events, Guid user, CancellationToken cancellationToken)
    {
        metrics.Streams("user", 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var slot = ticks.Slot();
            await EventLines.BeginAsync(http, cancellationToken);
            await EventLines.ReachedAsync(http, events.Last, cancellationToken);
            while (true)
            {
                var next = events.NextAsync(stop.Token);
                while (await Task.WhenAny(next, ticks.Next(slot)) != next)
                {
                    if (Listener(http) is null)
                    {
                        return;
                    }

                    await EventLines.AliveAsync(http, cancellationToken);
                }

                foreach (var one in await next)
                {
                    if (Listener(http) is not { } caller)
                    {
                        return;
                    }

                    if (caller.MaySeeEventsOf(one.Subject, engine.State))
                    {
                        await EventLines.WriteAsync(http, "event", one.Number, Wire.Write(To(one)), cancellationToken);
                    }
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ObjectDisposedException or StoreException)
        {
            // The reader went, or comes again when the store works.
        }
        finally
        {
            await stop.CancelAsync();
            metrics.Streams("user", -1);
            Left(user);
        }
    }

    // Who was logged out, or has lost a role, hears nothing more.
    private Caller? Listener(HttpContext http) => callers.Find(http) is { } caller && caller.MaySomewhere(AccessRole.Viewer) ? caller : null;

    private void Left(Guid user) => _streams.AddOrUpdate(user, 0, (_, count) => count - 1);

    private static bool TryNumber(Call call, string name, out long? number, out Problem? problem)
    {
        (number, problem) = (null, null);
        if (!call.Query.TryGetValue(name, out var text))
        {
            return true;
        }

        if (long.TryParse(text, NumberStyles.None, null, out var read))
        {
            number = read;
            return true;
        }

        problem = new Problem(ServerCode.Query, $"{name} cannot be '{QueryReading.Shown(text.ToString())}'", "give a number", name);
        return false;
    }

    private static EventResource To(StoredEvent one)
    {
        var body = JsonElement.Parse(one.Body.Span);
        return new EventResource(
            one.Number,
            one.Time,
            one.Code,
            one.Actor,
            one.Subject,
            body.TryGetProperty("message", out var message) ? message.GetString() ?? "" : "",
            body.TryGetProperty("before", out var before) ? before : null,
            body.TryGetProperty("after", out var after) ? after : null);
    }
}
