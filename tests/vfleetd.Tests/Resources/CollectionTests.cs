using System.Net;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Resources;

public sealed class CollectionTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task A_network_is_added_shown_by_id_and_name_changed_and_removed()
    {
        var made = (await engine.PostAsync("/api/v1/networks", """{"name":"red","vlan":100,"labels":["a"]}""")).ShouldBe(HttpStatusCode.Created);
        made.Location.ShouldBe($"/api/v1/networks/{made.Id}");
        made.Tag.ShouldNotBeNull();

        var byName = (await engine.GetAsync("/api/v1/networks/red")).ShouldBe(HttpStatusCode.OK);
        byName.Text.ShouldBe((await engine.GetAsync(made.Location!)).Text);
        byName.Tag.ShouldBe(made.Tag);
        ((string)byName.Json["dataCenter"]!["name"]!).ShouldBe("default");

        var changed = (await engine.PatchAsync("/api/v1/networks/red", """{"vlan":null,"mtu":9000}""")).ShouldBe(HttpStatusCode.OK);
        changed.Json["vlan"].ShouldBeNull();
        ((int)changed.Json["mtu"]!).ShouldBe(9000);
        ((string)changed.Json["labels"]![0]!).ShouldBe("a");

        (await engine.DeleteAsync("/api/v1/networks/red")).ShouldBe(HttpStatusCode.NoContent);
        (await engine.GetAsync("/api/v1/networks/red")).ShouldBeRefused(HttpStatusCode.NotFound, "RESOURCE_UNKNOWN");
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again()
    {
        var shown = await engine.GetAsync("/api/v1/datacenters/default");

        (await engine.SendAsync("GET", "/api/v1/datacenters/default", null, "", ("If-None-Match", shown.Tag!))).ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Tried_changes_change_nothing()
    {
        (await engine.PostAsync("/api/v1/networks?dryRun=true", """{"name":"tried"}""")).ShouldBe(HttpStatusCode.OK);
        (await engine.GetAsync("/api/v1/networks/tried")).ShouldBe(HttpStatusCode.NotFound);
        var made = await engine.PostAsync("/api/v1/networks", """{"name":"kept"}""");

        ((int)(await engine.PatchAsync($"{made.Location}?dryRun=true", """{"vlan":7}""")).ShouldBe(HttpStatusCode.OK).Json["vlan"]!).ShouldBe(7);
        (await engine.DeleteAsync($"{made.Location}?dryRun=true")).ShouldBe(HttpStatusCode.NoContent);

        var now = (await engine.GetAsync(made.Location!)).ShouldBe(HttpStatusCode.OK);
        now.Json["vlan"].ShouldBeNull();
        (await engine.PostAsync("/api/v1/networks?dryRun=perhaps", """{"name":"tried"}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "QUERY");
    }

    [Fact]
    public async Task A_request_with_an_idempotency_key_is_done_once()
    {
        Task<Answered> Add(string name) => engine.SendAsync("POST", "/api/v1/networks", $$"""{"name":"{{name}}"}""", "", ("Idempotency-Key", "key-1"));

        var first = (await Add("once")).ShouldBe(HttpStatusCode.Created);
        var again = (await Add("once")).ShouldBe(HttpStatusCode.Created);

        again.Text.ShouldBe(first.Text);
        (await Add("other")).ShouldBeRefused(HttpStatusCode.Conflict, "IDEMPOTENCY_KEY_REUSED");
    }

    [Theory]
    [InlineData("""{"name":"x","vlna":3}""", "MEMBER_UNKNOWN", "vlna")]
    [InlineData("""{"name":"x","vlan":"three"}""", "MALFORMED", "vlan")]
    [InlineData("""{"name":"x","name":"y"}""", "MALFORMED", "")]
    [InlineData("""{"vlan":3}""", "OPTIONS_CONFLICT", "name")]
    [InlineData("""{"name":"x","labels":[null]}""", "MALFORMED", "labels[0]")]
    [InlineData("""{"name":"x","dataCenter":"nowhere"}""", "REFERENCE_UNKNOWN", "dataCenter")]
    [InlineData("[]", "MALFORMED", "")]
    [InlineData("null", "MALFORMED", "")]
    [InlineData("{", "MALFORMED", "")]
    [InlineData("", "MALFORMED", "")]
    public async Task What_is_wrong_in_a_body_is_named(string body, string code, string path)
    {
        var answer = (await engine.PostAsync("/api/v1/networks", body)).ShouldBeRefused(HttpStatusCode.BadRequest, code);

        if (path.Length > 0)
        {
            ((string)answer.Json["problems"]![0]!["path"]!).ShouldBe(path);
        }

        answer.Text.ShouldNotContain("Vfleet.");
        answer.Text.ShouldNotContain("System.");
    }

    [Fact]
    public async Task Every_problem_is_told_at_once()
    {
        var answer = (await engine.PostAsync("/api/v1/networks", """{"name":" ","vlan":9999,"mtu":3}""")).ShouldBe(HttpStatusCode.BadRequest);

        answer.Json["problems"]!.AsArray().Count.ShouldBe(3, answer.Text);
        answer.Json["problems"]!.AsArray().ShouldAllBe(problem => ((string)problem!["remedy"]!).Length > 0);
    }

    [Fact]
    public async Task A_member_of_the_engine_cannot_be_set_but_may_be_sent_back_as_it_is()
    {
        var made = await engine.PostAsync("/api/v1/vms", """{"name":"sent back"}""");

        (await engine.PatchAsync(made.Location!, made.Text)).ShouldBe(HttpStatusCode.OK);
        (await engine.PatchAsync(made.Location!, """{"status":"up"}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "READ_ONLY");
        (await engine.PostAsync("/api/v1/vms", """{"name":"up at once","status":"up"}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "READ_ONLY");
    }

    [Fact]
    public async Task A_reference_is_replaced_whole()
    {
        await engine.PostAsync("/api/v1/networks", """{"name":"net of profile"}""");
        await engine.PostAsync("/api/v1/profiles", """{"name":"twin","network":"net of profile"}""");
        await engine.PostAsync("/api/v1/profiles", """{"name":"other twin","network":"net of profile"}""");
        var made = (await engine.PostAsync(
            "/api/v1/profiles", """{"name":"vf","network":"net of profile","passthrough":"required","migratable":true,"failover":"net of profile/twin"}""")).ShouldBe(HttpStatusCode.Created);

        var changed = (await engine.PatchAsync(made.Location!, """{"failover":{"name":"net of profile/other twin"}}""")).ShouldBe(HttpStatusCode.OK);

        ((string)changed.Json["failover"]!["name"]!).ShouldBe("net of profile/other twin");
    }
}
