using System.Runtime.CompilerServices;
using System.Text;

namespace Vfleet.Link.Desiring;

/// <summary>An event of a stream.</summary>
/// <param name="Name">Its name; <c>message</c> when it has none.</param>
/// <param name="Id">Id of the newest event that had one; null for none.</param>
/// <param name="Text">Its data.</param>
internal sealed record StreamEvent(string Name, string? Id, string Text);

/// <summary>Reads server-sent events (WHATWG HTML, 9.2). A comment is no event, but a sign of life.</summary>
/// <param name="stream">The stream.</param>
/// <param name="silence">How long it may be silent.</param>
/// <param name="time">The clock.</param>
internal sealed class EventStream(Stream stream, TimeSpan silence, TimeProvider time)
{
    /// <summary>Reads to its end.</summary>
    /// <param name="alive">Told of each line.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TimeoutException">It was silent for too long.</exception>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async IAsyncEnumerable<StreamEvent> ReadAllAsync(Action alive, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 4096, leaveOpen: true);
        var (name, id, text) = ("message", (string?)null, new StringBuilder());
        while (await LineAsync(reader, cancellationToken) is { } line)
        {
            alive();
            if (line.Length == 0)
            {
                if (text.Length > 0)
                {
                    yield return new StreamEvent(name, id, text.ToString(0, text.Length - 1));
                }

                name = "message";
                text.Clear();
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
                    text.Append(value).Append('\n');
                    break;
            }
        }
    }

    private async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await reader.ReadLineAsync(either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {silence.TotalSeconds:0} s", fault);
        }
    }
}
