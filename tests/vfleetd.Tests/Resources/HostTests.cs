using System.Net;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Resources;

public sealed class HostTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task No_VM_is_placed_on_a_host_in_maintenance()
    {
        using var agent = await TestAgent.JoinAsync(engine, "resting");
        agent.PutHost();
        await agent.ReportAllAsync();

        ((string)(await engine.PostAsync("/api/v1/hosts/resting/maintenance")).ShouldBe(HttpStatusCode.OK).Json["status"]!).ShouldBe("maintenance");
        (await engine.PostAsync("/api/v1/placements", """{"vms":[{"new":{"name":"no place","pinnedHosts":["resting"]}}]}""")).ShouldBeRefused(HttpStatusCode.Conflict, "NO_HOST_FITS");
        var said = (await engine.PostAsync("/api/v1/explain", """{"vm":{"new":{"name":"no place"}},"host":"resting"}""")).ShouldBe(HttpStatusCode.OK).Json["hosts"]![0]!;
        ((bool)said["fits"]!).ShouldBeFalse();
        ((string)said["checks"]![0]!["filter"]!).ShouldBe("state");

        ((string)(await engine.PostAsync("/api/v1/hosts/resting/activate")).ShouldBe(HttpStatusCode.OK).Json["status"]!).ShouldBe("up");
        (await engine.PostAsync("/api/v1/placements?dryRun=true", """{"vms":[{"new":{"name":"a place","pinnedHosts":["resting"]}}]}""")).ShouldBe(HttpStatusCode.OK);
        var placed = (await engine.PostAsync("/api/v1/placements", """{"vms":[{"new":{"name":"a place","pinnedHosts":["resting"]}}],"leaseSeconds":600}""")).ShouldBe(HttpStatusCode.Created);
        ((string)placed.Json["placements"]![0]!["host"]!["name"]!).ShouldBe("resting");
        (await engine.PostAsync("/api/v1/placements/a%20place/confirm")).ShouldBe(HttpStatusCode.OK);
        (await engine.DeleteAsync("/api/v1/hosts/resting")).ShouldBeRefused(HttpStatusCode.Conflict, "HOST_HAS_VMS");
    }

    [Fact]
    public async Task What_people_want_of_a_PF_is_changed_at_once_when_its_number_of_VFs_stays()
    {
        using var agent = await TestAgent.JoinAsync(engine, "configured");
        agent.PutHost();
        await agent.ReportAllAsync();
        await engine.PostAsync("/api/v1/networks", """{"name":"allowed"}""");
        const string Path = "/api/v1/hosts/configured/pfs/0000:01:00.0/configuration";

        var changed = (await engine.PatchAsync(Path, """{"allNetworksAllowed":false,"networks":["allowed"]}""")).ShouldBe(HttpStatusCode.OK);
        ((string)changed.Json["configuration"]!["networks"]![0]!["name"]!).ShouldBe("allowed");
        (await engine.PatchAsync(Path, """{"used":false}""")).ShouldBe(HttpStatusCode.OK);
        ((int)(await engine.GetAsync("/api/v1/hosts/configured/pfs/ens1f0")).Json["freeVfs"]!).ShouldBe(0);
        (await engine.PatchAsync(Path, """{"count":100}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await engine.PatchAsync(Path, """{"networks":["nothing"]}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "REFERENCE_UNKNOWN");
        (await engine.PatchAsync("/api/v1/hosts/configured/pfs/eth9/configuration", "{}")).ShouldBeRefused(HttpStatusCode.NotFound, "PF_UNKNOWN");
    }
}
