using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Server.Access;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>Users and what they may do.</summary>
internal static class UserResources
{
    private const string Fleet = "fleet";

    /// <summary>Users.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>The collection.</returns>
    public static Collection<UserResource, User> Users(TimeProvider time) => new(
        Routes.Users,
        FleetKinds.Users,
        SimpleResources.Of<User>(
            item => item.Id,
            [new("name", (entry, _) => entry.Value.Name), Field<Entry<User>>.Truth("disabled", (entry, _) => entry.Value.IsDisabled)]),
        time)
    {
        Sees = AccessRole.Admin,
        ToWire = (_, user) => new UserResource { Id = user.Id, Name = user.Name, Grants = [.. user.Grants.Select(To)], Disabled = user.IsDisabled },
        FromWire = From,
    };

    private static User From(Reading reading, UserResource sent, User? before)
    {
        var user = new User(before?.Id ?? reading.NewId, reading.Needed(sent.Name, "name"))
        {
            PasswordHash = before?.PasswordHash ?? "",
            PasswordChanged = before?.PasswordChanged ?? reading.Now,
            Grants = [.. reading.List(sent.Grants, "grants").Select((grant, at) => From(reading, grant, $"grants[{at}]"))],
            IsDisabled = sent.Disabled ?? false,
        };
        if (sent.Password is null)
        {
            return user;
        }

        if (Passwords.Check(sent.Password, user.Name) is { } problem)
        {
            reading.Add(problem);
            return user;
        }

        return user with { PasswordHash = Passwords.Hash(sent.Password), PasswordChanged = reading.Now };
    }

    private static GrantResource To(Grant grant) => new(
        (Role)(int)grant.Role, grant.Cluster is { } cluster ? $"cluster/{cluster:D}" : grant.DataCenter is { } dataCenter ? $"datacenter/{dataCenter:D}" : Fleet);

    private static Grant From(Reading reading, GrantResource sent, string path)
    {
        var role = (AccessRole)(int)sent.Role;
        switch (sent.Scope.Split('/', 2))
        {
            case [Fleet]:
                return new Grant(role);
            case ["datacenter", var text] when text.Length > 0:
                return new Grant(role, DataCenter: reading.Find(FleetKinds.DataCenters, Reference.To(text), $"{path}.scope"));
            case ["cluster", var text] when text.Length > 0:
                var id = reading.Find(FleetKinds.Clusters, Reference.To(text), $"{path}.scope");
                return new Grant(role, reading.State.TryGet(id, out Cluster? cluster) ? cluster.DataCenterId : null, id);
            default:
                reading.Add(new Problem(
                    ProblemCode.Malformed, $"'{Answering.QueryReading.Shown(sent.Scope)}' is no scope", "give fleet, datacenter/NAME or cluster/NAME", $"{path}.scope"));
                return new Grant(role, Guid.Empty);
        }
    }
}
