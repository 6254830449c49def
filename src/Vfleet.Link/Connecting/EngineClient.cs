using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Vfleet.Link.Connecting;

/// <summary>Speaks to one engine: HTTP/2 over TLS in which both sides show who they are.</summary>
internal sealed class EngineClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly AuthorityCheck? _check;
    private readonly LinkTimes _times;
    private readonly TimeProvider _time;

    /// <summary>Makes one that trusts an authority.</summary>
    /// <param name="engine">The engine's address.</param>
    /// <param name="authority">The authority's certificate.</param>
    /// <param name="own">The host's certificate with its key; null for a host that has none yet.</param>
    /// <param name="times">How long to wait.</param>
    /// <param name="time">The clock.</param>
    public EngineClient(Uri engine, X509Certificate2 authority, X509Certificate2? own, LinkTimes times, TimeProvider time)
        : this(engine, new AuthorityCheck(engine, authority, time), null, own, times, time)
    {
    }

    private EngineClient(
        Uri engine, AuthorityCheck? check, RemoteCertificateValidationCallback? judge, X509Certificate2? own, LinkTimes times, TimeProvider time)
    {
        (Engine, _check, _times, _time) = (engine, check, times, time);
        var connections = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = times.Answer,
            KeepAlivePingDelay = times.Answer,
            KeepAlivePingTimeout = times.Answer,
            ActivityHeadersPropagator = null,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
                RemoteCertificateValidationCallback = judge ?? ((_, shown, sent, errors) => check!.Judge(shown, sent, errors)),
            },
        };
        _http = new HttpClient(connections)
        {
            BaseAddress = engine,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The engine's address.</summary>
    public Uri Engine { get; }

    /// <summary>
    /// Makes one that trusts nobody: good for asking for what needs no trust, for its hash is known. It tells nothing of this host.
    /// </summary>
    /// <param name="engine">The engine's address.</param>
    /// <param name="times">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The client.</returns>
    public static EngineClient OfStranger(Uri engine, LinkTimes times, TimeProvider time) => new(engine, null, (_, shown, _, _) => shown is not null, null, times, time);

    /// <summary>Sends a document and reads another.</summary>
    /// <typeparam name="TAsked">What is sent.</typeparam>
    /// <typeparam name="TAnswer">What is answered.</typeparam>
    /// <param name="route">Where to.</param>
    /// <param name="asked">What is sent.</param>
    /// <param name="askedType">How it is written.</param>
    /// <param name="answerType">How the answer is read.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The answer. What fails is an answer too, not an exception.</returns>
    public Task<EngineAnswer<TAnswer>> PostAsync<TAsked, TAnswer>(
        string route, TAsked asked, JsonTypeInfo<TAsked> askedType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(asked, askedType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(
            new HttpRequestMessage(HttpMethod.Post, route) { Content = content },
            async (response, token) => JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(token), answerType)
                ?? throw new JsonException("the answer is null"),
            cancellationToken);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="route">Where.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The text.</returns>
    public Task<EngineAnswer<string>> GetTextAsync(string route, CancellationToken cancellationToken) => SendAsync(
        new HttpRequestMessage(HttpMethod.Get, route), (response, token) => response.Content.ReadAsStringAsync(token), cancellationToken);

    /// <summary>Opens a stream of events.</summary>
    /// <param name="route">Where.</param>
    /// <param name="lastEvent">Id of the newest event that was read; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The stream; dispose it after use.</returns>
    public Task<EngineAnswer<Stream>> OpenAsync(string route, string? lastEvent, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, route);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEvent is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEvent);
        }

        return SendAsync(request, (response, token) => response.Content.ReadAsStreamAsync(token), cancellationToken, isStream: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<EngineAnswer<T>> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken, bool isStream = false)
    {
        using var late = new CancellationTokenSource(_times.Answer, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            using (request)
            {
                response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            }

            if (!response.IsSuccessStatusCode)
            {
                var problem = EngineProblems.Of(Engine, response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token));
                return new EngineAnswer<T>.Refused((int)response.StatusCode, problem);
            }

            var value = await read(response, either.Token);

            // A stream lives on the response that it is read from.
            response = isStream ? null : response;
            return new EngineAnswer<T>.Ok(value);
        }
        catch (JsonException fault)
        {
            return new EngineAnswer<T>.Unreachable(EngineProblems.NoEngine(Engine, fault.Message));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or ObjectDisposedException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new EngineAnswer<T>.Unreachable(_check?.Why ?? EngineProblems.Unreachable(Engine, fault, _times.Answer));
        }
        finally
        {
            response?.Dispose();
        }
    }
}
