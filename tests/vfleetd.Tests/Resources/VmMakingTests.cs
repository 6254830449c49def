using System.Net;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Resources;

public sealed class VmMakingTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private const string Secret = "hunter2-of-the-guest";

    [Fact]
    public async Task A_VM_keeps_what_it_is_made_of()
    {
        (await engine.PostAsync("/api/v1/vms", """
            {"name":"made","boot":{"firmware":"uefi","kernel":"/k","initrd":"/i","commandLine":"quiet"},
             "disks":[{"path":"/d1"},{"path":"/d2","format":"qcow2","bus":"sata","readOnly":true}],"seed":{"userData":"#cloud-config\n","hostName":"web"}}
            """)).ShouldBe(HttpStatusCode.Created);

        var shown = (await engine.GetAsync("/api/v1/vms/made")).ShouldBe(HttpStatusCode.OK).Json;

        shown["boot"]!.ToJsonString().ShouldBe("""{"firmware":"uefi","kernel":"/k","initrd":"/i","commandLine":"quiet"}""");
        shown["disks"]!.ToJsonString().ShouldBe(
            """[{"path":"/d1","format":"raw","bus":"virtio","readOnly":false},{"path":"/d2","format":"qcow2","bus":"sata","readOnly":true}]""");
        ((string)shown["seed"]!["hostName"]!).ShouldBe("web");
        var changed = (await engine.PatchAsync("/api/v1/vms/made", """{"boot":{"kernel":null,"initrd":null,"commandLine":null},"seed":null}""")).ShouldBe(HttpStatusCode.OK).Json;
        changed["boot"]!.ToJsonString().ShouldBe("""{"firmware":"uefi"}""");
        changed["seed"].ShouldBeNull();
        changed["disks"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"name":"bad","disks":[{}]}""", "OPTIONS_CONFLICT", "disks[0].path")]
    [InlineData("""{"name":"bad","adopted":true}""", "READ_ONLY", "adopted")]
    public async Task What_the_engine_sets_or_needs_is_told_with_its_place(string body, string code, string path)
    {
        var answer = (await engine.PostAsync("/api/v1/vms", body)).ShouldBeRefused(HttpStatusCode.BadRequest, code);

        answer.Json["problems"]!.AsArray().Select(problem => (string?)problem!["path"]).ShouldContain(path);
    }

    [Fact]
    public async Task A_seed_is_shown_to_operators_and_told_to_nobody_else()
    {
        (await engine.PostAsync("/api/v1/users", """{"name":"looker","password":"quite a long password","grants":[{"role":"viewer"}]}""")).ShouldBe(HttpStatusCode.Created);
        var looker = await engine.LogInAsync("looker", "quite a long password");
        var made = await engine.PostAsync("/api/v1/vms", $$"""{"name":"seeded","seed":{"userData":"{{Secret}}","networkConfig":"{{Secret}}","hostName":"web"} }""");
        made.ShouldBe(HttpStatusCode.Created).Text.ShouldContain(Secret);
        (await engine.PatchAsync("/api/v1/vms/seeded", """{"description":"other"}""")).ShouldBe(HttpStatusCode.OK).Text.ShouldContain(Secret);

        (await engine.GetAsync("/api/v1/vms/seeded")).Text.ShouldContain(Secret);
        foreach (var path in new[] { "/api/v1/vms/seeded", "/api/v1/vms?name=seeded" })
        {
            var seen = (await engine.GetAsync(path, looker)).ShouldBe(HttpStatusCode.OK).Text;
            seen.ShouldContain("""{"hostName":"web"}""");
            seen.ShouldNotContain(Secret);
        }

        using var agent = await TestAgent.JoinAsync(engine, "seeding");
        agent.PutHost();
        await agent.ReportAllAsync();
        (await engine.PostAsync("/api/v1/placements", """{"vms":[{"existing":"seeded"}],"leaseSeconds":600}""")).ShouldBe(HttpStatusCode.Created);
        (await engine.PostAsync("/api/v1/placements/seeded/confirm")).ShouldBe(HttpStatusCode.OK);
        (await engine.DeleteAsync("/api/v1/placements/seeded")).ShouldBe(HttpStatusCode.NoContent);
        (await engine.DeleteAsync("/api/v1/vms/seeded")).ShouldBe(HttpStatusCode.NoContent);
        var events = (await engine.GetAsync("/api/v1/events?limit=1000")).Text;
        events.ShouldContain("vm.released");
        events.ShouldNotContain(Secret);
        engine.Log.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("vms/nobody/start")]
    [InlineData("vms/nobody/shutdown")]
    [InlineData("vms/nobody/stop")]
    [InlineData("vms/nobody/reboot")]
    [InlineData("vms/nobody/nics/nic1/plug")]
    [InlineData("vms/nobody/nics/nic1/unplug")]
    [InlineData("hosts/nobody/drain")]
    public async Task What_is_to_be_done_needs_no_body(string path) =>
        (await engine.PostAsync($"/api/v1/{path}")).ShouldBeRefused(HttpStatusCode.NotFound, "RESOURCE_UNKNOWN");
}
