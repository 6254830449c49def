using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Vfleet.Fault.Tests.Happened;
using Vfleet.FleetKit;

namespace Vfleet.Fault.Tests.Clients;

/// <summary>Sends requests to a random engine; one that is not answered goes again, with the same key, to another.</summary>
public sealed class Asker(string name, IReadOnlyList<Uri> engines, string token, Random random) : IDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(6);
    private readonly HttpClient _client = NewClient(token);

    /// <summary>Answers that say that an engine failed: none should.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    public string Name => name;

    /// <summary>Asks.</summary>
    /// <param name="wish">What.</param>
    /// <param name="attempts">How many times at most.</param>
    /// <param name="cancellationToken">Ends it between attempts.</param>
    public async Task<Answer> AskAsync(Wish wish, int attempts = Attempts, CancellationToken cancellationToken = default)
    {
        var (unanswered, said) = (wish.Unanswered, "");
        for (var attempt = 0; attempt < attempts && !cancellationToken.IsCancellationRequested; attempt++)
        {
            try
            {
                using var limit = new CancellationTokenSource(s_patience);
                using var request = new HttpRequestMessage(wish.Method, new Uri(engines[random.Next(engines.Count)], wish.Path));
                request.Headers.TryAddWithoutValidation("Idempotency-Key", wish.Method == HttpMethod.Post ? wish.Key : null);
                if (wish.Body is { } body)
                {
                    request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(wish.Method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json") } };
                }

                using var answer = await _client.SendAsync(request, limit.Token);
                var bytes = await answer.Content.ReadAsByteArrayAsync(limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return new Answer(AskOutcome.Acknowledged, bytes, unanswered, "");
                }

                said = $"{(int)answer.StatusCode} {CodeOf(bytes)}";
                if (answer.StatusCode == HttpStatusCode.InternalServerError)
                {
                    Failures.Enqueue($"{wish.Method} {wish.Path}: {said} {Encoding.UTF8.GetString(bytes)}");
                }

                if ((int)answer.StatusCode < 500 && answer.StatusCode != HttpStatusCode.TooManyRequests)
                {
                    // An attempt that is still under way may yet be carried out, or was: then its no is no answer.
                    return wish.IsDoneBy(said) && unanswered > 0
                        ? new Answer(AskOutcome.Acknowledged, bytes, unanswered, said)
                        : new Answer(unanswered > 0 ? AskOutcome.Unknown : AskOutcome.Refused, bytes, unanswered, said);
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or OperationCanceledException)
            {
                // A connection that ends while it is being made throws a bare SocketException.
                said = (fault.InnerException ?? fault).Message;
            }

            unanswered++;
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 400)), TimeProvider.System, CancellationToken.None);
        }

        return new Answer(AskOutcome.Unknown, [], unanswered, said);
    }

    public void Dispose() => _client.Dispose();

    private static HttpClient NewClient(string token)
    {
        var client = EngineProcess.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    private static string CodeOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("code", out var code) ? code.GetString() ?? "" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}

/// <summary>Something to ask for.</summary>
/// <param name="Kind">What.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="Key">The idempotency key of a POST.</param>
/// <param name="Subjects">What it is about.</param>
/// <param name="Begin">When it was first asked for.</param>
public sealed record Wish(AskKind Kind, HttpMethod Method, string Path, byte[]? Body, string Key, ImmutableArray<string> Subjects, DateTimeOffset Begin)
{
    /// <summary>Attempts that went unanswered before.</summary>
    public int Unanswered { get; init; }

    /// <summary>What it wants the thing to be.</summary>
    public string Wanted { get; init; } = "";

    /// <summary>Whether a refusal says that an earlier attempt did it.</summary>
    public bool IsDoneBy(string said) => Kind switch
    {
        AskKind.Release => said.EndsWith("VM_STATE", StringComparison.Ordinal) || said.StartsWith("404", StringComparison.Ordinal),
        AskKind.RemoveVm or AskKind.RemoveNetwork or AskKind.RemoveProfile => said.StartsWith("404", StringComparison.Ordinal),
        _ => false,
    };
}

/// <summary>What came of it.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Body">The last answer's body.</param>
/// <param name="Unanswered">How many attempts went unanswered.</param>
/// <param name="Said">The last answer's status and code, or the fault.</param>
public sealed record Answer(AskOutcome Outcome, byte[] Body, int Unanswered, string Said);
