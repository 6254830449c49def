using System.Collections.Immutable;
using Vfleet.Engine.Access;

namespace Vfleet.Server.Answering;

/// <summary>What is known of a route: who may use it, what it takes and what it gives. The OpenAPI document comes from it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">Its address.</param>
/// <param name="Gate">Who may use it.</param>
/// <param name="Summary">What it does, in a sentence.</param>
internal sealed record RouteFacts(string Method, string Pattern, Gate Gate, string Summary)
{
    /// <summary>Type of the body; null when there is none.</summary>
    public Type? Takes { get; init; }

    /// <summary>Whether the body may be left out.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>Type of the answer; null when it has no body, or is no JSON.</summary>
    public Type? Gives { get; init; }

    /// <summary>Type of a second answer, of status 202; null when there is none.</summary>
    public Type? GivesLater { get; init; }

    /// <summary>The status code when all is well.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Query parameters.</summary>
    public ImmutableArray<QueryWord> Query { get; init; } = [];

    /// <summary>How large the body may be, in bytes.</summary>
    public int MostBytes { get; init; } = 1024 * 1024;

    /// <summary>Whether it sends events until the caller goes.</summary>
    public bool IsStream { get; init; }

    /// <summary>Whether it is a change, which can be tried with <c>dryRun=true</c>.</summary>
    public bool CanDryRun => Query.Any(word => word == QueryWord.DryRun);
}

/// <summary>Who may use a route.</summary>
internal abstract record Gate
{
    private Gate()
    {
    }

    /// <summary>Everybody.</summary>
    public static Gate Open { get; } = new Everybody();

    /// <summary>Who is logged in, for what is one's own.</summary>
    public static Gate LoggedIn { get; } = new Anybody();

    /// <summary>Agents of hosts of the fleet.</summary>
    public static Gate Agent { get; } = new Agents();

    /// <summary>Who has a role somewhere; whether it holds for the very resource is looked at with it.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The gate.</returns>
    public static Gate Of(AccessRole role) => new People(role);

    /// <summary>Everybody.</summary>
    public sealed record Everybody : Gate;

    /// <summary>Who is logged in.</summary>
    public sealed record Anybody : Gate;

    /// <summary>Agents.</summary>
    public sealed record Agents : Gate;

    /// <summary>People and programs with a role.</summary>
    /// <param name="Role">The role.</param>
    public sealed record People(AccessRole Role) : Gate;
}

/// <summary>A query parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record QueryWord(string Name, string Meaning)
{
    /// <summary>Only try.</summary>
    public static QueryWord DryRun { get; } = new("dryRun", "true: only say what would be");
}
