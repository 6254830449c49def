using Vfleet.Engine.Access;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Answers one request.</summary>
/// <param name="call">The request.</param>
/// <returns>The answer.</returns>
internal delegate Task<OvirtAnswer> OvirtHandler(OvirtCall call);

/// <summary>One thing that the API answers.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">The path below the API's root, beginning with <c>/</c>.</param>
/// <param name="Role">Who may.</param>
/// <param name="Handler">What answers it.</param>
internal sealed record OvirtRoute(string Method, string Pattern, AccessRole Role, OvirtHandler Handler)
{
    /// <summary>The API's root.</summary>
    public const string Root = "/ovirt-engine/api";

    /// <summary>Whether it is an action: its answers, faults too, stand in an <c>action</c>.</summary>
    public bool IsAction { get; init; }

    /// <summary>The singular tag of the items of a list (<c>host</c>), which <c>max</c>, <c>search</c> and <c>follow</c> work on; null when it answers no list.</summary>
    public string? Item { get; init; }

    /// <summary>Whether the list can be searched.</summary>
    public bool IsSearchable { get; init; }
}
