using System.Net;
using System.Text;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Server.Access;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Seeing;

/// <summary>Whether the engine lives, whether it works, and what it counts.</summary>
/// <param name="engine">The fleet.</param>
/// <param name="book">The metrics.</param>
/// <param name="callers">Knows who asks.</param>
internal sealed class SeeingRoutes(FleetEngine engine, MetricBook book, Callers callers)
{
    private static readonly byte[] Fine = "ok\n"u8.ToArray();

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        endpoints.Map(new("GET", "/healthz", Gate.Open, "Whether the engine lives"), _ => Task.FromResult<Answer>(new Answer.Document(Fine) { MediaType = "text/plain" }));
        endpoints.Map(new("GET", "/readyz", Gate.Open, "Whether the engine works: its store answers"), _ => Task.FromResult(Ready()));
        endpoints.Map(new("GET", "/metrics", Gate.Open, "Metrics in Prometheus' text form; from elsewhere than this machine only for viewers of the whole fleet"), call => Task.FromResult(Metrics(call)));
    }

    private Answer Ready() => engine.StoreFault is null
        ? new Answer.Document(Fine) { MediaType = "text/plain" }
        : Answer.Refuse(new Problem(ServerCode.StoreUnavailable, "the store does not work", "the engine's log says why"));

    private Answer Metrics(Call call)
    {
        var isHere = call.Http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
        return isHere || callers.Find(call.Http)?.May(AccessRole.Viewer, default) == true
            ? new Answer.Document(Encoding.UTF8.GetBytes(book.Write())) { MediaType = "text/plain; version=0.0.4; charset=utf-8" }
            : Answer.Refuse(new Problem(ServerCode.Unauthenticated, "metrics are shown to this machine, and to viewers of the whole fleet", "send 'Authorization: Bearer TOKEN'"));
    }
}
