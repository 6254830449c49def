using System.Globalization;
using System.Text.Json;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Compat.Ovirt.Overview;

/// <summary>What happened, newest first, with oVirt's numbers. A search looks at the newest thousand.</summary>
internal static class EventRoutes
{
    private const int Most = 1000;

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", "/events", AccessRole.Viewer, ListAsync) { Item = "event", IsSearchable = true },
        new("GET", "/events/{id}", AccessRole.Viewer, ShowAsync),
    ];

    private static async Task<OvirtAnswer> ListAsync(OvirtCall call)
    {
        var from = call.Http.Request.Query["from"].ToString();
        long? after = null;
        if (from.Length > 0)
        {
            if (!long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return OvirtAnswer.Refuse(400, Refusals.Reason, "[from is no number of an event; send one, or leave it out]");
            }

            after = number;
        }

        var most = call.Search.Term is null && call.Search.Page is null && call.Max is { } max ? Math.Clamp(max, 1, Most) : Most;
        var events = await call.Engine.Events.ReadAsync(new EventQuery(most) { After = after }, call.Token);
        return OvirtAnswer.Of(Refs.List(
            "events", events.Where(one => call.Caller.MaySeeEventsOf(one.Subject, call.State)).OrderByDescending(one => one.Number).Select(one => Show(one, call.State))));
    }

    private static async Task<OvirtAnswer> ShowAsync(OvirtCall call)
    {
        if (!long.TryParse(call.Part("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == long.MaxValue)
        {
            return OvirtAnswer.NotFound();
        }

        var found = await call.Engine.Events.ReadAsync(new EventQuery(1) { Before = number + 1 }, call.Token);
        return found is [var one] && one.Number == number && call.Caller.MaySeeEventsOf(one.Subject, call.State)
            ? OvirtAnswer.Of(Show(one, call.State))
            : OvirtAnswer.NotFound();
    }

    private static Element Show(StoredEvent one, FleetState state)
    {
        var body = JsonElement.Parse(one.Body.Span);
        var number = one.Number.ToString(CultureInfo.InvariantCulture);
        var message = body.TryGetProperty("message", out var words) ? words.GetString() ?? "" : "";
        return new Element("event") { Id = number, Href = $"{OvirtRoute.Root}/events/{number}" }
            .Add("index", one.Number)
            .Add("code", AuditCodes.Of(one, body))
            .Add("custom_id", -1)
            .Add("description", message)
            .Add("flood_rate", 30)
            .Add("origin", "Vfleet")
            .Add("severity", Severity(one.Code, message))
            .Add("time", one.Time)
            .Add("name", one.Code)
            .Add(Subject(one.Subject, state))
            .Add(state.OwnerOf($"user:{one.Actor}") is { } user ? Refs.To("user", "users", Guid.ParseExact(user, "D")).Add("name", one.Actor) : null);
    }

    private static string Severity(string code, string message) => code switch
    {
        "host.unreachable" or "vm.ended" or "vf.suspect" or "host.fenced" => "warning",
        _ => message.Contains(" failed", StringComparison.Ordinal) ? "error" : "normal",
    };

    private static Element? Subject(string subject, FleetState state) => subject.Split('/', 2) switch
    {
        ["vm", var id] => To(FleetKinds.Vms, "vm", "vms", id, state),
        ["host", var id] => To(FleetKinds.Hosts, "host", "hosts", id, state),
        ["vfsconfiguration", var id] => To(FleetKinds.Hosts, "host", "hosts", id.Split('/')[0], state),
        ["cluster", var id] => To(FleetKinds.Clusters, "cluster", "clusters", id, state),
        ["datacenter", var id] => To(FleetKinds.DataCenters, "data_center", "datacenters", id, state),
        ["network", var id] => To(FleetKinds.Networks, "network", "networks", id, state),
        _ => null,
    };

    private static Element? To<T>(FleetKind<T> kind, string tag, string collection, string id, FleetState state)
        where T : class => Guid.TryParseExact(id, "D", out var known)
            ? Refs.To(tag, collection, known).Add("name", state.Of(kind).Find(id) is { } found ? kind.Name(found) : null)
            : null;
}
