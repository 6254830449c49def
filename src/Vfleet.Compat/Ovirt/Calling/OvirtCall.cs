using Microsoft.AspNetCore.Http;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Searching;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.State;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>One request that has passed the gate.</summary>
/// <param name="http">The request.</param>
/// <param name="engine">The fleet.</param>
/// <param name="caller">Who asks.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class OvirtCall(HttpContext http, FleetEngine engine, Caller caller, CancellationToken cancellationToken)
{
    private static readonly Element s_none = new("none");

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

    /// <summary>The body's root; an empty element when there is no body.</summary>
    public Element Body { get; init; } = s_none;

    /// <summary>The parts of the path that stand for something, decoded.</summary>
    public required IReadOnlyDictionary<string, string> Parts { get; init; }

    /// <summary>What is searched for.</summary>
    public required SearchText Search { get; init; }

    /// <summary>How many items at most; null for all.</summary>
    public int? Max { get; init; }

    /// <summary>Whether the answer must be elements, because it is searched, cut, or put into another: bytes that were written before do not do then.</summary>
    public bool NeedsElements { get; init; }

    /// <summary>How the answer is spelt, for those who keep what was written before.</summary>
    public Spelling Spelling { get; init; }

    /// <summary>Whether everything is to be shown, by query parameter or header.</summary>
    public required bool AllContent { get; init; }

    /// <summary>Whether the answer shall not wait for the work.</summary>
    public required bool IsAsync { get; init; }

    /// <summary>A part of the path.</summary>
    /// <param name="name">Its name in the pattern.</param>
    /// <returns>It, decoded.</returns>
    public string Part(string name) => Parts[name];

    /// <summary>A query parameter that is a truth: given without a value it is true.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>It; null when it is missing or no truth.</returns>
    public bool? Flag(string name) => http.Request.Query.TryGetValue(name, out var values) ? QueryWords.Truth(values.ToString()) : null;

    /// <summary>A part of the path that is a UUID.</summary>
    /// <param name="name">Its name in the pattern.</param>
    /// <returns>It; null when it is none, which is answered as an unknown one.</returns>
    public Guid? Id(string name) => Guid.TryParse(Part(name), out var id) ? id : null;
}
