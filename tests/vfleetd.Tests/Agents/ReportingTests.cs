using System.Net;
using System.Text;
using Vfleet.Domain.Fleet;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Agents;

public sealed class ReportingTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Only_what_changed_is_sent()
    {
        using var agent = await TestAgent.JoinAsync(engine, "partial");
        agent.PutHost();
        await agent.ReportAllAsync();
        var root = agent.Root;

        ((bool)(await agent.ReportAsync(root, 0)).ShouldBe(HttpStatusCode.OK).Json["full"]!).ShouldBeFalse();
        agent.PutPf(0, 4, new InventoryVf(1) { Holds = ["vfio"] });
        ((bool)(await agent.ReportAsync(root, 0, "pf/0000:01:00.0")).ShouldBe(HttpStatusCode.OK).Json["full"]!).ShouldBeFalse();

        var pf = (await engine.GetAsync("/api/v1/hosts/partial/pfs/ens1f0")).ShouldBe(HttpStatusCode.OK).Json;
        ((int)pf["numVfs"]!).ShouldBe(4);
        ((int)pf["freeVfs"]!).ShouldBe(3);
    }

    [Fact]
    public async Task A_change_of_something_unknown_and_a_wrong_hash_need_all_sections()
    {
        using var agent = await TestAgent.JoinAsync(engine, "lost");
        agent.PutHost();

        ((bool)(await agent.ReportAsync("unknown", 0, "facts")).ShouldBe(HttpStatusCode.OK).Json["full"]!).ShouldBeTrue();
        await agent.ReportAllAsync();
        var root = agent.Root;
        agent.PutPf(0, 4);
        ((bool)(await agent.ReportAsync(root, 0)).ShouldBe(HttpStatusCode.OK).Json["full"]!).ShouldBeTrue();
        ((int)(await engine.GetAsync("/api/v1/hosts/lost/pfs/0000:01:00.0")).Json["numVfs"]!).ShouldBe(8);
    }

    [Theory]
    [InlineData(4_000_000, 1, "ens1f0")]
    [InlineData(-1, 1, "ens1f0")]
    [InlineData(8, -1, "ens1f0")]
    [InlineData(8, 4096, "ens1f0")]
    [InlineData(8, 1, "e\u0007")]
    [InlineData(8, 1, "")]
    public async Task Values_that_no_host_has_are_refused(int vfs, int index, string name)
    {
        using var agent = await TestAgent.JoinAsync(engine, $"hostile-{Guid.NewGuid():N}");
        agent.PutHost(0);
        agent.Put("pf/0000:01:00.0", new InventoryPf(Primitives.PciAddress.Parse("0000:01:00.0"), name) { MaxVfs = 64, NumVfs = vfs, Vfs = [new InventoryVf(index) { IsUnclean = true }] });

        (await agent.ReportAllAsync()).ShouldBeRefused(HttpStatusCode.BadRequest, "REPORT_INVALID");
    }

    [Fact]
    public async Task An_agent_of_an_earlier_version_is_understood()
    {
        using var agent = await TestAgent.JoinAsync(engine, "earlier");
        agent.PutHost(0);
        agent.PutText("guests", $$"""[{"id":"{{Guid.NewGuid()}}","name":"a","isRunning":true}]""");
        agent.PutText("pf/0000:01:00.0", """{"address":"0000:01:00.0","name":"ens1f0","vendorDevice":"8086:1572","vfVendorDevice":"8086:154c","model":"","maxVfs":8,"numVfs":8,"vfs":[{"index":1,"holds":["vfio"],"isUnclean":true}]}""");

        (await agent.ReportAllAsync()).ShouldBe(HttpStatusCode.OK);

        (await engine.GetAsync("/api/v1/problems")).ShouldBe(HttpStatusCode.OK);
        ((int)(await engine.GetAsync("/api/v1/hosts/earlier/pfs/ens1f0")).Json["freeVfs"]!).ShouldBe(7);
    }

    [Theory]
    [InlineData("""{"id":"0198a5f2-0000-7000-8000-000000000001","name":"a","isRunning":true,"cpus":-1}""")]
    [InlineData("""{"id":"0198a5f2-0000-7000-8000-000000000001","name":"a","isRunning":true,"nics":[null]}""")]
    [InlineData("""{"id":"0198a5f2-0000-7000-8000-000000000001","name":"a","isRunning":true,"nics":[{"vf":5000}]}""")]
    [InlineData("""{"id":"0198a5f2-0000-7000-8000-000000000001","name":"a","isRunning":true,"nics":[{"bridge":"b\u0007"}]}""")]
    public async Task Guests_that_no_host_has_are_refused(string guest)
    {
        using var agent = await TestAgent.JoinAsync(engine, $"odd-{Guid.NewGuid():N}");
        agent.PutHost(0);
        agent.PutText("guests", $"[{guest}]");

        (await agent.ReportAllAsync()).ShouldBeRefused(HttpStatusCode.BadRequest, "REPORT_INVALID");
    }

    [Theory]
    [InlineData("""{"hash":"x","generation":-1}""")]
    [InlineData("""{"hash":null}""")]
    [InlineData("""{"hash":"x","operations":[null]}""")]
    [InlineData("""{"hash":"x","sections":{"facts":5}}""")]
    [InlineData("""[]""")]
    public async Task Reports_that_are_none_are_refused(string report)
    {
        using var agent = await TestAgent.JoinAsync(engine, $"strange-{Guid.NewGuid():N}");

        var answer = await agent.PostAsync(Encoding.UTF8.GetBytes(report));

        (answer.Status == HttpStatusCode.BadRequest || (answer.Status == HttpStatusCode.OK && (bool)answer.Json["full"]!)).ShouldBeTrue(answer.Text);
    }

    [Fact]
    public async Task A_report_of_more_than_four_mebibytes_is_refused()
    {
        using var agent = await TestAgent.JoinAsync(engine, "large");

        (await agent.PostAsync(new byte[(4 * 1024 * 1024) + 1])).ShouldBeRefused(HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE");
    }

    [Fact]
    public async Task A_change_of_the_number_of_VFs_is_an_operation_that_the_host_plans_and_carries_out()
    {
        using var agent = await TestAgent.JoinAsync(engine, "operated");
        agent.PutHost();
        await agent.ReportAllAsync();
        using var stream = await agent.OpenAsync();
        var first = await TestAgent.NextAsync(stream);

        var begun = (await engine.PatchAsync("/api/v1/hosts/operated/pfs/ens1f0/configuration", """{"count":12}""")).ShouldBe(HttpStatusCode.Accepted);
        var desired = await TestAgent.NextAsync(stream);
        desired.Generation.ShouldBeGreaterThan(first.Generation);
        var operation = desired.Operations.ShouldHaveSingleItem();
        operation.Vfs.ShouldBe(12);
        operation.Id.ToString().ShouldBe(begun.Id);

        agent.PutPf(0, 12);
        (await agent.PostAsync(new Api.Agents.HostReport
        {
            Hash = "later",
            Operations = [new(operation.Id, Api.Resources.OperationState.Done, null, new(["12 VFs are made"], [], [], 2), null)],
        })).ShouldBe(HttpStatusCode.OK);
        await agent.ReportAllAsync(desired.Generation);

        ((string)(await engine.GetAsync(begun.Location!)).ShouldBe(HttpStatusCode.OK).Json["state"]!).ShouldBe("done");
        var pf = (await engine.GetAsync("/api/v1/hosts/operated/pfs/ens1f0")).Json;
        ((int)pf["configuration"]!["count"]!).ShouldBe(12);
        ((int)pf["freeVfs"]!).ShouldBe(12);
        (await TestAgent.NextAsync(stream)).Pfs.ShouldHaveSingleItem().Vfs.ShouldBe(12);
    }

    [Fact]
    public async Task A_placed_VM_has_a_VF_that_is_free_again_when_the_host_says_that_it_is_clean()
    {
        using var agent = await TestAgent.JoinAsync(engine, "placing");
        agent.PutHost();
        await agent.ReportAllAsync();
        await engine.PostAsync("/api/v1/networks", """{"name":"placed"}""");
        await engine.PostAsync("/api/v1/profiles", """{"name":"vf","network":"placed","passthrough":"required"}""");

        var placed = (await engine.PostAsync(
            "/api/v1/placements", """{"vms":[{"new":{"name":"placed1","nics":[{"profile":"placed/vf"}],"pinnedHosts":["placing"]}}]}""")).ShouldBe(HttpStatusCode.Created);
        var vf = placed.Json["placements"]![0]!["nics"]![0]!["vf"]!;
        ((string)placed.Json["placements"]![0]!["host"]!["name"]!).ShouldBe("placing");
        var held = (await engine.GetAsync("/api/v1/vfs?host=placing&claimed=true")).Json["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)held["vm"]!["name"]!).ShouldBe("placed1");
        ((int)held["index"]!).ShouldBe((int)vf["index"]!);

        (await engine.DeleteAsync("/api/v1/placements/placed1")).ShouldBe(HttpStatusCode.NoContent);
        ((string)(await engine.GetAsync("/api/v1/vfs?host=placing&claimed=true")).Json["items"]![0]!["claim"]!).ShouldBe("releasing");
        var generation = (long)(await agent.ReportAllAsync()).Json["generation"]!;
        await agent.ReportAllAsync(generation);
        (await engine.GetAsync("/api/v1/vfs?host=placing&claimed=true")).Json["items"]!.AsArray().ShouldBeEmpty();
    }
}
