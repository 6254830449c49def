using System.Collections.Immutable;
using Vfleet.Engine.Documents;

namespace Vfleet.Engine.Access;

/// <summary>Who wants something done.</summary>
/// <param name="Name">The name in events: a user's, <c>host NAME</c>, <c>engine</c>.</param>
/// <param name="Grants">What it may do.</param>
public sealed record Caller(string Name, ImmutableArray<Grant> Grants)
{
    /// <summary>The engine itself: leases that ended, hosts that are silent.</summary>
    public static Caller Engine { get; } = new("engine", [new Grant(AccessRole.Admin)]);

    /// <summary>The key under which a request is done only once; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A digest of the whole request, so that another one with the same key is noticed.</summary>
    public string RequestDigest { get; init; } = "";

    /// <summary>The user; null when it is none.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Whether it may do something somewhere.</summary>
    /// <param name="role">What.</param>
    /// <param name="place">Where.</param>
    /// <returns>Whether it may.</returns>
    public bool May(AccessRole role, Place place)
    {
        foreach (var grant in Grants)
        {
            var isHere = grant.Cluster is { } cluster ? place.Cluster == cluster : grant.DataCenter is null || grant.DataCenter == place.DataCenter;
            if (grant.Role >= role && isHere)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it may do something anywhere at all.</summary>
    /// <param name="role">What.</param>
    /// <returns>Whether it may.</returns>
    public bool MaySomewhere(AccessRole role) => Grants.Any(grant => grant.Role >= role);
}
