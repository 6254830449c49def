using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Access;

/// <summary>What a user must be. Somebody must always be able to administer the whole fleet.</summary>
public static class UserRule
{
    private const int Longest = 64;

    internal static ImmutableArray<Problem> Add(User user, IFleetView view)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (user.Name.Length is 0 or > Longest || user.Name.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character is '/' or ':'))
        {
            problems.Add(new Problem(
                ProblemCode.Malformed, $"a user cannot be called '{user.Name}'", $"give a name of 1 to {Longest} characters without blanks, '/' and ':'", "name"));
        }

        if (view.IsNameTaken($"user:{user.Name}", user.Id))
        {
            problems.Add(FleetNames.Taken($"user:{user.Name}"));
        }

        return problems.DrainToImmutable();
    }

    internal static ImmutableArray<Problem> Update(User before, User after, IFleetView view)
    {
        var problems = Add(after, view);
        return IsAdmin(before) && !IsAdmin(after) ? problems.AddRange(Last(before, view)) : problems;
    }

    internal static ImmutableArray<Problem> Remove(User user, IFleetView view) => IsAdmin(user) ? Last(user, view) : [];

    private static ImmutableArray<Problem> Last(User user, IFleetView view) =>
        view is FleetState state && !state.Users.Values.Any(other => other.Id != user.Id && IsAdmin(other))
            ? [new Problem(EngineCode.LastAdmin, $"{user.Name} is the last who may administer the whole fleet", "give another user the role admin first: vfleet user set", "grants")]
            : [];

    private static bool IsAdmin(User user) => !user.IsDisabled && user.Grants.Any(grant => grant is { Role: AccessRole.Admin, DataCenter: null, Cluster: null });
}
