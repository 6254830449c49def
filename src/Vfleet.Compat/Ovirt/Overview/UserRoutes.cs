using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Overview;

/// <summary>Users, to be read: administrators see all, others themselves.</summary>
internal static class UserRoutes
{
    // What oVirt calls its own users' domain and what authorises them.
    private const string Domain = "internal-authz";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", "/users", AccessRole.Viewer, call => Task.FromResult(OvirtAnswer.Of(Refs.List(
            "users", call.State.Users.Values.Where(user => Sees(call, user)).OrderBy(user => user.Name, StringComparer.Ordinal).Select(Show))))) { Item = "user", IsSearchable = true },
        new("GET", "/users/{id}", AccessRole.Viewer, call => Task.FromResult(
            call.Id("id") is { } id && call.State.Users.Find(FleetKinds.Text(id)) is { } user && Sees(call, user) ? OvirtAnswer.Of(Show(user)) : OvirtAnswer.NotFound())),
    ];

    private static bool Sees(OvirtCall call, User user) => user.Id == call.Caller.UserId || call.Caller.May(AccessRole.Admin, default);

    private static Element Show(User user) => Refs.To("user", "users", user.Id)
        .Add("name", user.Name)
        .Add("domain_entry_id", FleetKinds.Text(user.Id))
        .Add("namespace", "*")
        .Add("principal", user.Name)
        .Add("user_name", $"{user.Name}@{Domain}")
        .Add(new Element("domain").Add("name", Domain));
}
