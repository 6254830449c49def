using System.Security.Authentication;

namespace Vfleet.Client;

/// <summary>Sends requests, again when the connection was lost and that is safe, and says what went wrong.</summary>
internal sealed class EngineTransport : IDisposable
{
    private readonly EngineOptions _options;
    private readonly HttpClient _http;

    /// <summary>Makes it.</summary>
    /// <param name="options">How to talk to the engine.</param>
    /// <param name="handler">Carries the requests.</param>
    public EngineTransport(EngineOptions options, HttpMessageHandler handler)
    {
        _options = options;

        // A stream has no end: each request has its own deadline.
        _http = new HttpClient(handler) { BaseAddress = options.Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>How to talk to the engine.</summary>
    public EngineOptions Options => _options;

    /// <summary>Sends a request.</summary>
    /// <param name="call">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An answer that says yes; its body is yet to be read.</returns>
    /// <exception cref="EngineException">It says no, or nothing.</exception>
    public async Task<HttpResponseMessage> SendAsync(EngineCall call, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await TryAsync(call, cancellationToken);
            }
            catch (EngineException exception) when (attempt < _options.Retries.Length && MayTryAgain(call, exception))
            {
                await Task.Delay(_options.Retries[attempt], _options.Time, cancellationToken);
            }
        }
    }

    /// <summary>Asks for long work.</summary>
    /// <param name="call">The request.</param>
    /// <param name="cancellationToken">Ends the asking, not the work.</param>
    /// <returns>The operation.</returns>
    public async Task<Api.Resources.OperationResource> BeginAsync(EngineCall call, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(call, cancellationToken);
        return await EngineAnswer.ReadAsync<Api.Resources.OperationResource>(_options.Address, response, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // What was not even connected was not heard. Of the rest only what can be heard twice is sent twice. A name that does not exist will not soon.
    private static bool MayTryAgain(EngineCall call, EngineException exception) => exception switch
    {
        { InnerException: HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } } => false,
        { InnerException: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } } => true,
        { Problem: EngineProblem.Unreachable or EngineProblem.Refused { Status: 502 or 503 or 504 } } => call.IsRepeatable,
        _ => false,
    };

    private async Task<HttpResponseMessage> TryAsync(EngineCall call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Patience, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var message = call.ToMessage(_options.Token);
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw new EngineException(await EngineAnswer.ReadRefusalAsync(_options.Address, response, either.Token));
            }
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new EngineException(new EngineProblem.Silent(_options.Address, _options.Patience), exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new EngineException(ProblemOf(exception), exception);
        }
    }

    private EngineProblem ProblemOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case UntrustedException untrusted:
                    return new EngineProblem.Untrusted(_options.Address, untrusted.Message, untrusted.Fingerprint);
                case AuthenticationException:
                    return new EngineProblem.Strange(_options.Address, $"no TLS: {cause.Message}");
            }
        }

        return new EngineProblem.Unreachable(_options.Address, exception.GetBaseException().Message);
    }
}
