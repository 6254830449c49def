using System.Buffers;
using System.Text;

namespace Vfleet.Server.Streaming;

/// <summary>Writes server-sent events (WHATWG HTML, 9.2).</summary>
internal static class EventLines
{
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    /// <summary>Begins a stream.</summary>
    /// <param name="http">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When whoever asked knows that it begins.</returns>
    public static Task BeginAsync(HttpContext http, CancellationToken cancellationToken)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return AliveAsync(http, cancellationToken);
    }

    /// <summary>Says where the stream is, without an event: a reader that comes back goes on from there.</summary>
    /// <param name="http">The request.</param>
    /// <param name="id">The id of the last event before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When it is on its way.</returns>
    public static async Task ReachedAsync(HttpContext http, long id, CancellationToken cancellationToken)
    {
        await http.Response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes($"id: {id}\n\n"), cancellationToken);
        await http.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Says that the stream lives.</summary>
    /// <param name="http">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When it is on its way.</returns>
    public static async Task AliveAsync(HttpContext http, CancellationToken cancellationToken)
    {
        await http.Response.BodyWriter.WriteAsync(Comment, cancellationToken);
        await http.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Writes an event.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">Its name.</param>
    /// <param name="id">Its id.</param>
    /// <param name="json">Its data: JSON without line ends.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When it is on its way.</returns>
    public static async Task WriteAsync(HttpContext http, string name, long id, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var writer = http.Response.BodyWriter;
        writer.Write(Encoding.ASCII.GetBytes($"event: {name}\nid: {id}\ndata: "));
        writer.Write(json.Span);
        writer.Write("\n\n"u8);
        await writer.FlushAsync(cancellationToken);
    }
}
