using System.Text.Json.Nodes;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Client.Tests;

public sealed class CollectionTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_read_page_by_page()
    {
        var engine = Given.WithNetworks("a", "b", "c", "d", "e");
        using var client = Given.ClientOf(engine);

        var names = await client.Networks.ListAsync(new Query { PageSize = 2, Sort = "-name" }, Stop).Select(network => network.Name).ToListAsync(Stop);

        names.ShouldBe(["e", "d", "c", "b", "a"]);
        engine.Requests.Select(request => request.Line).ShouldBe(
        [
            "GET /api/v1/networks?limit=2&sort=-name",
            "GET /api/v1/networks?limit=2&sort=-name&after=00000000-0000-0000-0000-000000000004",
            "GET /api/v1/networks?limit=2&sort=-name&after=00000000-0000-0000-0000-000000000002",
        ]);
    }

    [Fact]
    public async Task A_list_that_nobody_reads_to_its_end_is_not_asked_for_to_its_end()
    {
        var engine = Given.WithNetworks("a", "b", "c", "d");
        using var client = Given.ClientOf(engine);

        (await client.Networks.ListAsync(new Query { PageSize = 2 }, Stop).Take(2).CountAsync(Stop)).ShouldBe(2);

        engine.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Filters_go_to_the_engine()
    {
        var engine = Given.WithNetworks("red & blue", "green");
        using var client = Given.ClientOf(engine);

        (await client.Networks.ListAsync(Query.All.Where("name", "green").Where("datacenter", null), Stop).CountAsync(Stop)).ShouldBe(1);

        engine.Requests[0].Line.ShouldEndWith("/networks?limit=500&name=green");
    }

    [Fact]
    public async Task A_resource_is_added_read_changed_and_removed()
    {
        var engine = Given.WithNetworks("other");
        using var client = Given.ClientOf(engine);

        var added = await client.Networks.AddAsync(new NetworkResource { Name = "red", Vlan = 7, DataCenter = Reference.To("dc") }, dryRun: false, Stop);
        var read = await client.Networks.GetAsync("red", Stop);
        var changed = await client.Networks.ChangeAsync("red", new JsonObject { ["vlan"] = null, ["mtu"] = 9000 }, read.Tag, dryRun: false, Stop);
        await client.Networks.RemoveAsync("red", dryRun: false, Stop);

        (added.Value.Vlan, read.Value.Vlan, changed.Value.Vlan, changed.Value.Mtu).ShouldBe((7, 7, null, 9000));
        read.Tag.ShouldBe("\"1\"");
        engine.Changes.ShouldBe(
        [
            """POST /api/v1/networks {"name":"red","dataCenter":{"name":"dc"},"vlan":7}""",
            """PATCH /api/v1/networks/red {"vlan":null,"mtu":9000}""",
            "DELETE /api/v1/networks/red",
        ]);
        (engine.Requests[2].IfMatch, engine.Requests[2].MediaType).ShouldBe(("\"1\"", "application/merge-patch+json"));
        engine["networks"].Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var engine = Given.WithNetworks("red");
        using var client = Given.ClientOf(engine);

        await client.Networks.AddAsync(new NetworkResource { Name = "blue" }, dryRun: true, Stop);
        await client.Networks.RemoveAsync("red", dryRun: true, Stop);
        var changed = await client.Networks.ChangeAsync("red", new JsonObject { ["vlan"] = 5 }, null, dryRun: true, Stop);

        changed.Value.Vlan.ShouldBe(5);
        engine["networks"].Items.ShouldHaveSingleItem().ToJsonString().ShouldNotContain("vlan");
    }

    [Fact]
    public async Task A_change_of_a_state_that_is_no_more_is_refused()
    {
        var engine = Given.WithNetworks("red");
        using var client = Given.ClientOf(engine);
        var read = await client.Networks.GetAsync("red", Stop);
        engine["networks"].Touch("red");

        var refused = await Should.ThrowAsync<EngineException>(
            () => client.Networks.ChangeAsync("red", new JsonObject { ["vlan"] = 5 }, read.Tag, dryRun: false, Stop));

        refused.Problem.ShouldBeOfType<EngineProblem.Refused>().Details.Code.ShouldBe("CHANGED_MEANWHILE");
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task A_revision_begins_anew_when_others_are_faster_but_not_for_ever(int others, bool succeeds)
    {
        var engine = Given.WithNetworks("red");
        using var client = Given.ClientOf(engine);
        var revise = () => client.Networks.ReviseAsync("red", Change, dryRun: false, Stop);

        JsonObject Change(NetworkResource network)
        {
            if (others-- > 0)
            {
                engine["networks"].Touch("red");
            }

            return new JsonObject { ["vlan"] = 5 };
        }

        if (succeeds)
        {
            (await revise()).Value.Vlan.ShouldBe(5);
        }
        else
        {
            (await Should.ThrowAsync<EngineException>(revise)).Problem.ShouldBeOfType<EngineProblem.Refused>().Status.ShouldBe(412);
        }

        engine.Requests.Count(request => request.Line.StartsWith("PATCH", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_name_cannot_leave_its_place_in_the_path()
    {
        var engine = Given.WithNetworks("red/blue?x=1");
        using var client = Given.ClientOf(engine);

        (await client.Networks.ListAsync(Query.All, Stop).FirstAsync(Stop)).Name.ShouldBe("red/blue?x=1");
        await Should.ThrowAsync<EngineException>(() => client.NicsOf("a/b").GetAsync("c d", Stop));

        engine.Requests[1].Line.ShouldBe("GET /api/v1/vms/a/b/nics/c d");
    }

    [Fact]
    public async Task A_PF_whose_count_changes_becomes_an_operation()
    {
        var engine = new FakeEngine();
        engine.Special["PATCH hosts/h1/pfs/ens1f0/configuration"] = _ => FakeAnswer.Json(System.Net.HttpStatusCode.Accepted, new JsonObject
        {
            ["id"] = Guid.Empty.ToString(),
            ["kind"] = "pf.configure",
            ["state"] = "waiting",
            ["actor"] = "admin",
            ["created"] = "2026-01-02T03:04:05Z",
            ["updated"] = "2026-01-02T03:04:05Z",
        });
        using var client = Given.ClientOf(engine);

        var configuring = await client.PfsOf("h1").ConfigureAsync("ens1f0", new JsonObject { ["count"] = 4 }, null, dryRun: true, Stop);

        configuring.ShouldBeOfType<PfConfiguring.Begun>().Operation.State.ShouldBe(OperationState.Waiting);
        engine.Requests[0].Line.ShouldBe("PATCH /api/v1/hosts/h1/pfs/ens1f0/configuration?dryRun=true");
    }
}
