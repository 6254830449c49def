using System.Net;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Resources;

public sealed class VmWorkTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private const string Secret = "hunter2-of-the-guest";

    [Fact]
    public async Task A_start_is_an_operation_whose_host_gets_the_whole_guest_and_nobody_else_its_secrets()
    {
        using var agent = await HostAsync("starting");
        var vm = await VmAsync("started", "starting", $$"""{"userData":"{{Secret}}"}""");

        var begun = (await engine.PostAsync("/api/v1/vms/started/start")).ShouldBe(HttpStatusCode.Accepted);

        ((string)begun.Json["kind"]!).ShouldBe("vm.start");
        ((string)begun.Json["vm"]!["name"]!).ShouldBe("started");
        using (var stream = await agent.OpenAsync())
        {
            var work = (await TestAgent.NextAsync(stream)).Operations.ShouldHaveSingleItem();
            work.Kind.ShouldBe(HostOperation.StartVm);
            var guest = work.Guest.ShouldNotBeNull();
            (guest.Id, guest.Name, guest.Seed!.UserData).ShouldBe((vm, "started", Secret));
            guest.Nics.ShouldHaveSingleItem().Vf.ShouldNotBeNull().Settings.Vlan!.Value.Id.ShouldBe((ushort)77);
        }

        agent.Put("guests", new[] { new InventoryGuest(vm, "started", true) { IsMade = true } });
        await agent.ReportAllAsync();
        await agent.PostAsync(new HostReport
        {
            Hash = agent.Root,
            Base = agent.Root,
            Operations = [new OperationReport((Guid)begun.Json["id"]!, OperationState.Done, null, new PlanResource(["start it"], [], [], 1), [])],
        });

        await UntilAsync("started", "up");
        var told = (await engine.GetAsync("/api/v1/operations")).Text + (await engine.GetAsync("/api/v1/events?limit=1000")).Text + engine.Log;
        told.ShouldContain("vm.start");
        told.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("""{"name":"bad","disks":[{"path":"d"}]}""", "PATH_INVALID", "disks[0].path")]
    [InlineData("""{"name":"bad","disks":[{"path":"/d"},{"path":"/d"}]}""", "DISK_GIVEN_TWICE", "disks[1].path")]
    [InlineData("""{"name":"bad","boot":{"initrd":"/i"}}""", "BOOT_NEEDS_KERNEL", "boot.initrd")]
    [InlineData("""{"name":"bad","seed":{"hostName":"a b"}}""", "HOST_NAME_INVALID", "seed.hostName")]
    public async Task What_no_host_could_run_is_refused_with_its_place(string body, string code, string path)
    {
        var answer = (await engine.PostAsync("/api/v1/vms", body)).ShouldBeRefused(HttpStatusCode.BadRequest, code);

        answer.Json["problems"]!.AsArray().Select(problem => (string?)problem!["path"]).ShouldContain(path);
    }

    [Fact]
    public async Task Where_no_host_has_what_a_VM_needs_the_answer_says_so()
    {
        using var agent = await HostAsync("small", vfs: 0);
        await VmAsync("hungry", "small");

        (await engine.PostAsync("/api/v1/vms/hungry/start")).ShouldBeRefused(HttpStatusCode.Conflict, "NO_HOST_FITS").Text.ShouldContain("small");
        (await engine.PostAsync("/api/v1/vms/hungry/start", """{"host":"nobody"}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "REFERENCE_UNKNOWN");
        (await engine.PostAsync("/api/v1/vms/hungry/shutdown", """{"seconds":0}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "OUT_OF_RANGE");
        ((int)(await engine.PostAsync("/api/v1/vms/hungry/reboot")).Status).ShouldBeInRange(400, 499, "it does not run");
    }

    [Fact]
    public async Task What_a_drain_disturbs_is_told_before_it_is_done()
    {
        using var agent = await HostAsync("drained");
        await VmAsync("moved", "drained");
        (await engine.PostAsync("/api/v1/placements", """{"vms":[{"existing":"moved"}]}""")).ShouldBe(HttpStatusCode.Created);

        var plan = (await engine.GetAsync("/api/v1/hosts/drained/drain")).ShouldBe(HttpStatusCode.OK).Json;

        ((string)plan["host"]!["name"]!).ShouldBe("drained");
        var vm = plan["vms"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)vm["vm"]!["name"]!).ShouldBe("moved");
        ((int)vm["vfs"]!).ShouldBe(1);
        vm["to"].ShouldBeNull("it is pinned");
        ((string?)vm["whyNot"]).ShouldNotBeNullOrEmpty();
        (await engine.PostAsync("/api/v1/hosts/drained/drain", """{"budget":0}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "OUT_OF_RANGE");
    }

    [Fact]
    public async Task A_host_is_fenced_only_when_its_name_is_given_once_more_and_it_is_not_there()
    {
        using var agent = await HostAsync("alive");

        ((int)(await engine.PostAsync("/api/v1/hosts/alive/fence", """{"confirm":"other"}""")).Status).ShouldBeInRange(400, 499);
        ((int)(await engine.PostAsync("/api/v1/hosts/alive/fence", """{"confirm":"alive"}""")).Status).ShouldBeInRange(400, 499, "it reports");
    }

    [Fact]
    public async Task A_fleet_without_leaks_has_no_problems() =>
        (await engine.GetAsync("/api/v1/problems?kind=nothing")).ShouldBe(HttpStatusCode.OK).Json["items"]!.AsArray().ShouldBeEmpty();

    [Fact]
    public async Task Only_a_guest_that_its_host_has_reported_is_adopted()
    {
        using var agent = await HostAsync("adopting");

        (await engine.PostAsync("/api/v1/hosts/adopting/adopt", """{"guest":"nobody"}""")).ShouldBeRefused(HttpStatusCode.NotFound, "GUEST_UNKNOWN");
        (await engine.PostAsync("/api/v1/hosts/adopting/adopt", "{}")).ShouldBeRefused(HttpStatusCode.BadRequest, "OPTIONS_CONFLICT");
    }

    private async Task<TestAgent> HostAsync(string name, int vfs = 8)
    {
        var agent = await TestAgent.JoinAsync(engine, name);
        agent.PutHost(vfs: vfs);
        await agent.ReportAllAsync();
        return agent;
    }

    private async Task<Guid> VmAsync(string name, string host, string seed = "null")
    {
        await engine.PostAsync("/api/v1/networks", """{"name":"worked","vlan":77}""");
        await engine.PostAsync("/api/v1/profiles", """{"name":"fast","network":"worked","passthrough":"required"}""");
        return (Guid)(await engine.PostAsync("/api/v1/vms", $$"""{"name":"{{name}}","pinnedHosts":["{{host}}"],"disks":[{"path":"/d"}],"nics":[{"profile":"worked/fast"}],"seed":{{seed}} }"""))
            .ShouldBe(HttpStatusCode.Created).Json["id"]!;
    }

    private async Task UntilAsync(string vm, string status)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            if ((string?)(await engine.GetAsync($"/api/v1/vms/{vm}")).Json["status"] == status)
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        ((string?)(await engine.GetAsync($"/api/v1/vms/{vm}")).Json["status"]).ShouldBe(status);
    }
}
