using System.Text.Json;
using System.Text.Json.Nodes;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.State;
using Vfleet.Server.Json;

namespace Vfleet.Server.Answering;

/// <summary>One request that has passed the gate: who asks, what, and what it is answered from.</summary>
/// <param name="http">The request.</param>
/// <param name="engine">The fleet.</param>
/// <param name="caller">Who asks.</param>
/// <param name="cancellationToken">Ends it: the caller went, or its time is over.</param>
internal sealed class Call(HttpContext http, FleetEngine engine, Caller caller, CancellationToken cancellationToken)
{
    /// <summary>The request.</summary>
    public HttpContext Http => http;

    /// <summary>The fleet.</summary>
    public FleetEngine Engine => engine;

    /// <summary>What is known of it.</summary>
    public FleetState State => engine.State;

    /// <summary>Who asks.</summary>
    public Caller Caller => caller;

    /// <summary>Ends it.</summary>
    public CancellationToken Token => cancellationToken;

    /// <summary>The body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the change is only tried.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The revision that the caller saw (<c>If-Match</c>); null when that does not matter.</summary>
    public long? Expected { get; init; }

    /// <summary>Query parameters; their names are known to the endpoint.</summary>
    public IQueryCollection Query => http.Request.Query;

    /// <summary>A part of the path.</summary>
    /// <param name="name">Its name in the pattern.</param>
    /// <returns>It, decoded. A slash in a name comes as <c>%2F</c>, which the server leaves alone.</returns>
    public string Part(string name) => ((string)http.Request.RouteValues[name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the body.</summary>
    /// <typeparam name="T">What it shall be.</typeparam>
    /// <param name="value">It.</param>
    /// <param name="refusal">Why it cannot be read.</param>
    /// <returns>Whether it could be.</returns>
    public bool TryRead<T>([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Answer? refusal)
        where T : class
    {
        (value, refusal) = (null, null);
        try
        {
            value = Wire.Read<T>(Body.Span);
        }
        catch (JsonException fault)
        {
            refusal = Answer.Refuse(JsonFaults.Of(fault));
            return false;
        }

        refusal = value is null ? Answer.Refuse(NotAnObject()) : null;
        return value is not null;
    }

    /// <summary>Reads the body, or takes an empty one where none was sent.</summary>
    /// <typeparam name="T">What it shall be.</typeparam>
    /// <param name="value">It.</param>
    /// <param name="refusal">Why it cannot be read.</param>
    /// <returns>Whether it could be.</returns>
    public bool TryReadOptional<T>([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Answer? refusal)
        where T : class, new()
    {
        if (!Body.IsEmpty)
        {
            return TryRead(out value, out refusal);
        }

        (value, refusal) = (new T(), null);
        return true;
    }

    /// <summary>Reads the body as a merge patch.</summary>
    /// <param name="patch">It.</param>
    /// <param name="refusal">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    public bool TryReadPatch([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonObject? patch, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Answer? refusal)
    {
        (patch, refusal) = (null, null);
        try
        {
            patch = Wire.ReadTree(Body.Span) as JsonObject;
        }
        catch (JsonException fault)
        {
            refusal = Answer.Refuse(JsonFaults.Of(fault));
            return false;
        }

        refusal = patch is null ? Answer.Refuse(NotAnObject()) : null;
        return patch is not null;
    }


    private static Problem NotAnObject() => new(ProblemCode.Malformed, "the body is no JSON object", "send one JSON object: docs/openapi.json says what is expected");
}
