using System.Collections.Concurrent;
using Vfleet.Server.Seeing;

namespace Vfleet.Server.Agents;

/// <summary>The open streams of agents. One whose host is put out ends: at once when this engine did it, within a second when another one did.</summary>
/// <param name="door">Says who may stay.</param>
/// <param name="metrics">Counts them.</param>
internal sealed class AgentStreams(AgentDoor door, RequestMetrics metrics)
{
    private readonly ConcurrentDictionary<Guid, OpenStream> _open = new();

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>A stream begins. An older one of the same host ends: an agent has one, and comes back when it lost it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="serial">Serial number of its certificate.</param>
    /// <param name="http">The request.</param>
    /// <returns>The stream; it is to be disposed.</returns>
    public IDisposable Begin(Guid host, string serial, HttpContext http)
    {
        var stream = new OpenStream(this, host, serial, http);
        _open.AddOrUpdate(host, stream, (_, old) =>
        {
            old.End();
            return stream;
        });
        metrics.Streams("agent", 1);
        return stream;
    }

    /// <summary>Looks whether a host is still in the fleet.</summary>
    /// <param name="host">The host.</param>
    public void Look(Guid host)
    {
        if (_open.TryGetValue(host, out var stream) && door.Check(host, stream.Serial) is not null)
        {
            stream.End();
        }
    }

    /// <summary>Looks at all of them: another engine may have put hosts out.</summary>
    public void LookAtAll()
    {
        foreach (var (host, _) in _open)
        {
            Look(host);
        }
    }

    private void Ended() => metrics.Streams("agent", -1);

    private sealed class OpenStream(AgentStreams streams, Guid host, string serial, HttpContext http) : IDisposable
    {
        public string Serial => serial;

        public void End() => http.Abort();

        public void Dispose()
        {
            streams._open.TryRemove(new KeyValuePair<Guid, OpenStream>(host, this));
            streams.Ended();
        }
    }
}
