using System.Text.Json;
using Vfleet.Api.Answers;

namespace Vfleet.Client;

/// <summary>Reads what an engine answered.</summary>
internal static class EngineAnswer
{
    /// <summary>Reads a yes.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    /// <param name="engine">The engine.</param>
    /// <param name="response">Its answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EngineException">It holds something else.</exception>
    public static async Task<T> ReadAsync<T>(Uri engine, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, WireType.Of<T>(), cancellationToken) ?? throw new JsonException("is null");
        }
        catch (JsonException exception)
        {
            throw new EngineException(new EngineProblem.Strange(engine, $"its answer cannot be read: {exception.Message}"), exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new EngineException(new EngineProblem.Unreachable(engine, $"its answer broke off: {exception.Message}"), exception);
        }
    }

    /// <summary>Reads a no.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="response">Its answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<EngineProblem> ReadRefusalAsync(Uri engine, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType == ProblemDetails.MediaType)
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            try
            {
                if (await JsonSerializer.DeserializeAsync(body, WireType.Of<ProblemDetails>(), cancellationToken) is { Problems: not null } details)
                {
                    return new EngineProblem.Refused(engine, status, details);
                }
            }
            catch (JsonException)
            {
                // Then it is no engine's.
            }
        }

        return new EngineProblem.Strange(engine, $"HTTP {status} without saying why: something else may answer there, or stand between");
    }
}
