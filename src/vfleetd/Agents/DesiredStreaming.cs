using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Engine;
using Vfleet.Server.Answering;
using Vfleet.Server.Json;
using Vfleet.Server.Streaming;

namespace Vfleet.Server.Agents;

/// <summary>Tells agents what is desired of their hosts: always the newest, so that one who reads slowly gets no queue of old wishes.</summary>
/// <param name="engine">The fleet.</param>
/// <param name="streams">The open streams.</param>
/// <param name="ticks">Says when to say that a stream lives.</param>
internal sealed class DesiredStreaming(FleetEngine engine, AgentStreams streams, Ticks ticks)
{
    /// <summary>Maps the route.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints) => endpoints.Map(
        new("GET", Routes.AgentDesired, Gate.Agent, "What is desired of the host, and every later one (event desired, its id is the generation)") { IsStream = true },
        _ => Task.FromResult<Answer>(new Answer.Events(SendAsync)));

    private async Task SendAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var host = AgentDoor.HostOf(http);
        using var stream = streams.Begin(host, AgentDoor.SerialOf(http), http);
        try
        {
            await EventLines.BeginAsync(http, cancellationToken);
            var known = long.TryParse(http.Request.Headers["Last-Event-ID"], out var last) && last == engine.Desired.GenerationOf(host) ? last : -1;
            var slot = ticks.Slot();
            while (true)
            {
                if (engine.Desired.GenerationOf(host) != known)
                {
                    var wish = Read(host);
                    await EventLines.WriteAsync(http, "desired", wish.Generation, Wire.Write(wish), cancellationToken);
                    known = wish.Generation;
                }

                var news = engine.Desired.WaitAsync(host, known, cancellationToken);
                while (await Task.WhenAny(news, ticks.Next(slot)) != news)
                {
                    await EventLines.AliveAsync(http, cancellationToken);
                }

                await news;
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The agent went, or was sent away.
        }
    }

    private DesiredState Read(Guid host)
    {
        var wish = engine.Desired.Of(host);
        return new DesiredState
        {
            Generation = wish.Generation,
            HostId = host,
            Pfs = [.. wish.Pfs.Select(pf => new DesiredPf(pf.Pf, pf.Count!.Value))],
            Operations = [.. wish.Operations.Select(operation => new HostOperation(operation.HostWorkId, operation.Kind, operation.IsDryRun)
                {
                    Pf = operation.Pf,
                    Vfs = operation.Vfs,
                    Vf = operation.Vf,
                    Guest = operation.Guest,
                    Nic = operation.Nic,
                    Seconds = operation.Seconds,
                    IsForced = operation.IsForced,
                    IsCancelled = operation.IsCancelWanted,
                })],
        };
    }
}
