using System.Reflection;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Overview;

/// <summary>The API's root: where what is, and which version it is compatible with.</summary>
/// <param name="routes">Every other route.</param>
/// <param name="time">The clock.</param>
internal sealed class RootRoute(IReadOnlyCollection<OvirtRoute> routes, TimeProvider time)
{
    /// <summary>The id of the template <c>Blank</c> and of the root tag.</summary>
    public const string Zero = "00000000-0000-0000-0000-000000000000";

    // The oVirt whose API this is; clients compare it with 4.3 and 4.4.
    private const int Major = 4;
    private const int Minor = 5;
    private const int Build = 6;

    private static readonly string s_version =
        typeof(RootRoute).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly OvirtRoute[] _collections =
        [.. routes.Where(route => route is { Method: "GET", Item: not null } && route.Pattern.LastIndexOf('/') == 0).OrderBy(route => route.Pattern, StringComparer.Ordinal)];

    /// <summary>The route.</summary>
    /// <returns>It.</returns>
    public IEnumerable<OvirtRoute> Routes() => [new("GET", "/", AccessRole.Viewer, Show)];

    private Task<OvirtAnswer> Show(OvirtCall call)
    {
        var links = _collections
            .SelectMany(route => route.IsSearchable
                ? new (string Rel, string Href)[] { (route.Pattern[1..], OvirtRoute.Root + route.Pattern), ($"{route.Pattern[1..]}/search", $"{OvirtRoute.Root}{route.Pattern}?search={{query}}") }
                : [(route.Pattern[1..], OvirtRoute.Root + route.Pattern)])
            .ToList();
        call.Http.Response.Headers.Link = string.Join(",", links.Select(link => $"<{link.Href}>; rel={link.Rel}"));
        var api = new Element("api");
        foreach (var (rel, href) in links)
        {
            api.Link(rel, href);
        }

        var user = call.Caller.UserId is { } id ? FleetKinds.Text(id) : Zero;
        return Task.FromResult(OvirtAnswer.Of(api
            .Add(new Element("product_info").Add("name", "Vfleet").Add("vendor", "Vfleet").Add(new Element("version")
                .Add("build", Build).Add("full_version", s_version).Add("major", Major).Add("minor", Minor).Add("revision", 0)))
            .Add(new Element("special_objects")
                .Add(new Element("blank_template") { Id = Zero, Href = $"{OvirtRoute.Root}/templates/{Zero}" })
                .Add(new Element("root_tag") { Id = Zero, Href = $"{OvirtRoute.Root}/tags/{Zero}" }))
            .Add(Summary(call))
            .Add("time", time.GetLocalNow())
            .Add(new Element("authenticated_user") { Id = user, Href = $"{OvirtRoute.Root}/users/{user}" })
            .Add(new Element("effective_user") { Id = user, Href = $"{OvirtRoute.Root}/users/{user}" })));
    }

    private static Element Summary(OvirtCall call)
    {
        var hosts = call.All(FleetKinds.Hosts).ToList();
        var vms = call.State.Vms.Values.Where(vm => call.Caller.MaySee(FleetKinds.Vms.Place(vm, call.State), call.State)).ToList();
        return new Element("summary")
            .Add(Count("hosts", hosts.Count(host => host.Status == HostStatus.Up), hosts.Count))
            .Add(Count("storage_domains", 0, 0))
            .Add(Count("users", 1, call.Caller.May(AccessRole.Admin, default) ? call.State.Users.Count : 1))
            .Add(Count("vms", vms.Count(vm => vm.Status is VmStatus.Up or VmStatus.Stopping), vms.Count));
    }

    private static Element Count(string tag, int active, int total) => new Element(tag).Add("active", active).Add("total", total);
}
