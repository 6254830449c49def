using System.Runtime.CompilerServices;
using System.Text;

namespace Vfleet.Api.Streams;

/// <summary>Reads server-sent events (HTML standard, section 9.2.6). Comments, which keep the connection alive, count as signs of life.</summary>
public static class ServerEventReader
{
    /// <summary>Reads events until the stream ends.</summary>
    /// <param name="body">The stream.</param>
    /// <param name="silence">How long it may be silent.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="alive">Told of each sign of life; null when nobody wants to know.</param>
    /// <param name="reached">Told of each id, also one without an event: from there a reader that comes back goes on. Null when nobody wants to know.</param>
    /// <returns>The events, as they come.</returns>
    /// <exception cref="IOException">The connection is gone.</exception>
    /// <exception cref="TimeoutException">It was silent too long.</exception>
    public static async IAsyncEnumerable<ServerEvent> ReadAsync(
        Stream body, TimeSpan silence, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken, Action? alive = null, Action<string>? reached = null)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        var (name, id, lines) = ("", (string?)null, new List<string>());
        while (await ReadLineAsync(reader, silence, time, cancellationToken) is { } line)
        {
            alive?.Invoke();
            if (line.Length == 0)
            {
                if (id is not null)
                {
                    reached?.Invoke(id);
                }

                if (lines.Count > 0)
                {
                    yield return new ServerEvent(name.Length == 0 ? "message" : name, id, string.Join('\n', lines));
                }

                (name, lines) = ("", []);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "event":
                    name = value;
                    break;
                case "id":
                    id = value;
                    break;
                case "data":
                    lines.Add(value);
                    break;
            }
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader reader, TimeSpan silence, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await reader.ReadLineAsync(either.Token);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {silence.TotalSeconds:0} s", exception);
        }
    }
}
