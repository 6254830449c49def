using System.Net;
using Vfleet.Engine.Access;
using Vfleet.Server.Answering;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Access;

public sealed class RolesTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private static readonly string[] Known = ["/api/v1/session", "/agent/v1/join", "/agent/v1/authority", "/healthz", "/readyz", "/metrics"];

    [Fact]
    public void Only_few_routes_are_open_to_everybody()
    {
        engine.Server.Routes.Count.ShouldBeGreaterThan(60);
        engine.Server.Routes.Where(route => route.Gate == Gate.Open).Select(route => route.Pattern).ShouldBe(Known, ignoreOrder: true);
        engine.Server.Routes.Where(route => route.Pattern.StartsWith("/agent", StringComparison.Ordinal) && route.Gate != Gate.Agent).Select(route => route.Pattern)
            .ShouldBe(["/agent/v1/join", "/agent/v1/authority"], ignoreOrder: true);
    }

    [Fact]
    public void Whoever_may_only_look_can_change_nothing() => engine.Server.Routes
        .Where(route => route.Gate is Gate.People { Role: AccessRole.Viewer } && route.Method != "GET").Select(route => route.Pattern).ShouldBe(["/api/v1/explain"]);

    [Fact]
    public async Task Nobody_comes_in_without_a_token_and_nobody_past_their_role()
    {
        var viewer = await engine.UserAsync("matrix-viewer", "viewer");
        var operatorToken = await engine.UserAsync("matrix-operator", "operator");
        foreach (var route in engine.Server.Routes.Where(route => route.Gate is Gate.People or Gate.Anybody && !route.IsStream))
        {
            var path = route.Pattern.Replace("{id}", "none", StringComparison.Ordinal).Replace("{nic}", "none", StringComparison.Ordinal).Replace("{pf}", "none", StringComparison.Ordinal);
            var body = route.Takes is null ? null : "{}";
            (await engine.SendAsync(route.Method, path, body, token: null)).ShouldBeRefused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
            (await engine.SendAsync(route.Method, path, body, "vft_guessed")).ShouldBeRefused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
            if (route.Gate is Gate.People { Role: var role } && route.Pattern != "/api/v1/session")
            {
                var asViewer = await engine.SendAsync(route.Method, path, body, viewer);
                (asViewer.Status == HttpStatusCode.Forbidden).ShouldBe(role > AccessRole.Viewer, $"{route.Method} {path}: {asViewer.Text}");
                var asOperator = await engine.SendAsync(route.Method, path, body, operatorToken);
                (asOperator.Status == HttpStatusCode.Forbidden).ShouldBe(role > AccessRole.Operator, $"{route.Method} {path}: {asOperator.Text}");
            }
        }
    }

    [Fact]
    public async Task A_role_in_a_cluster_ends_at_its_border()
    {
        await engine.PostAsync("/api/v1/datacenters", """{"name":"scoped"}""");
        await engine.PostAsync("/api/v1/clusters", """{"name":"mine","dataCenter":"scoped"}""");
        await engine.PostAsync("/api/v1/clusters", """{"name":"theirs","dataCenter":"scoped"}""");
        await engine.PostAsync("/api/v1/networks", """{"name":"scoped","dataCenter":"scoped"}""");
        await engine.PostAsync("/api/v1/vms", """{"name":"my vm","cluster":"mine"}""");
        await engine.PostAsync("/api/v1/vms", """{"name":"their vm","cluster":"theirs"}""");
        var token = await engine.UserAsync("scoped", "operator", "cluster/mine");

        (await engine.GetAsync("/api/v1/vms", token)).Json["items"]!.AsArray().Select(vm => (string)vm!["name"]!).ShouldBe(["my vm"]);
        (await engine.GetAsync("/api/v1/clusters", token)).Json["items"]!.AsArray().Select(cluster => (string)cluster!["name"]!).ShouldBe(["mine"]);
        (await engine.GetAsync("/api/v1/networks", token)).Json["items"]!.AsArray().Select(network => (string)network!["name"]!).ShouldBe(["scoped"]);
        (await engine.GetAsync("/api/v1/vms/their%20vm", token)).ShouldBe(HttpStatusCode.NotFound);
        (await engine.PatchAsync("/api/v1/vms/their%20vm", "{}", token)).ShouldBe(HttpStatusCode.NotFound);
        (await engine.PostAsync("/api/v1/vms", """{"name":"new","cluster":"theirs"}""", token)).ShouldBe(HttpStatusCode.BadRequest);
        (await engine.PostAsync("/api/v1/networks", """{"name":"new","dataCenter":"scoped"}""", token)).ShouldBeRefused(HttpStatusCode.Forbidden, "FORBIDDEN");
        (await engine.PatchAsync("/api/v1/vms/my%20vm", """{"cpus":2}""", token)).ShouldBe(HttpStatusCode.OK);
        (await engine.GetAsync("/api/v1/events?limit=1000", token)).Json["items"]!.AsArray().ShouldAllBe(one => !((string)one!["message"]!).Contains("their vm"));
        (await engine.GetAsync("/api/v1/users", token)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        (await engine.DeleteAsync("/api/v1/users/admin")).ShouldBeRefused(HttpStatusCode.Conflict, "LAST_ADMIN");
        (await engine.PatchAsync("/api/v1/users/admin", """{"disabled":true}""")).ShouldBeRefused(HttpStatusCode.Conflict, "LAST_ADMIN");
        (await engine.PatchAsync("/api/v1/users/admin", """{"grants":[]}""")).ShouldBeRefused(HttpStatusCode.Conflict, "LAST_ADMIN");
    }
}
