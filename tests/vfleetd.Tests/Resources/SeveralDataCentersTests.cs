using System.Net;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Resources;

public sealed class SeveralDataCentersTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task A_change_of_what_the_caller_did_not_see_is_refused()
    {
        var made = await engine.PostAsync("/api/v1/datacenters", """{"name":"tagged"}""");
        (await engine.PatchAsync(made.Location!, """{"description":"first"}""")).ShouldBe(HttpStatusCode.OK);

        (await engine.SendAsync("PATCH", made.Location!, """{"description":"late"}""", "", ("If-Match", made.Tag!))).ShouldBeRefused(HttpStatusCode.PreconditionFailed, "STALE");
        (await engine.SendAsync("DELETE", made.Location!, null, "", ("If-Match", made.Tag!))).ShouldBeRefused(HttpStatusCode.PreconditionFailed, "STALE");
        (await engine.SendAsync("PATCH", made.Location!, "{}", "", ("If-Match", "W/\"1\""))).ShouldBeRefused(HttpStatusCode.BadRequest, "HEADER");

        var now = await engine.GetAsync(made.Location!);
        (await engine.SendAsync("DELETE", made.Location!, null, "", ("If-Match", now.Tag!))).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_name_that_several_have_is_told_to_be_ambiguous()
    {
        await engine.PostAsync("/api/v1/datacenters", """{"name":"second"}""");
        (await engine.PostAsync("/api/v1/networks", """{"name":"double","dataCenter":"default"}""")).ShouldBe(HttpStatusCode.Created);
        (await engine.PostAsync("/api/v1/networks", """{"name":"double","dataCenter":"second"}""")).ShouldBe(HttpStatusCode.Created);

        (await engine.GetAsync("/api/v1/networks/double")).ShouldBeRefused(HttpStatusCode.Conflict, "NAME_AMBIGUOUS");
    }

    [Fact]
    public async Task Every_change_is_an_event_with_who_before_and_after()
    {
        await engine.PostAsync("/api/v1/datacenters", """{"name":"told"}""");
        var made = await engine.PostAsync("/api/v1/macpools", """{"name":"told","from":"52:54:00:00:00:00","to":"52:54:00:00:00:ff","dataCenter":"told"}""");
        made.ShouldBe(HttpStatusCode.Created);
        await engine.PatchAsync(made.Location!, """{"to":"52:54:00:00:0f:ff"}""");
        await engine.DeleteAsync(made.Location!);

        var events = (await engine.GetAsync($"/api/v1/events?subject=macpool/{made.Id}")).ShouldBe(HttpStatusCode.OK).Json["items"]!.AsArray();

        events.Select(one => (string)one!["code"]!).ShouldBe(["macpool.removed", "macpool.changed", "macpool.added"]);
        events.ShouldAllBe(one => (string)one!["actor"]! == "admin");
        ((string)events[1]!["before"]!["to"]!).ShouldBe("52:54:00:00:00:ff");
        ((string)events[1]!["after"]!["to"]!).ShouldBe("52:54:00:00:0f:ff");
        events[0]!["after"].ShouldBeNull();
    }
}
