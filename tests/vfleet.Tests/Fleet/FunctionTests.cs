using System.Net;
using System.Text.Json;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Cli.Tests.Fleet;

public sealed class FunctionTests
{
    private const string Configuration = "PATCH hosts/h1/pfs/ens1f0/configuration";

    private readonly FakeEngine _engine = SampleFleet.Create();

    [Theory]
    [InlineData("all", "GET /api/v1/pfs?limit=500")]
    [InlineData("h1", "GET /api/v1/hosts/h1/pfs?limit=500")]
    public async Task PFs_of_hosts_of_the_fleet_are_the_engines(string host, string request)
    {
        var cli = Cli.LoggedIn(_engine);

        (await cli.RunAsync($"pf list --host {host}")).Out.ShouldBe("""
            HOST  PF      ADDRESS       MODEL  DRIVER  VFS  CLAIMED  FREE  MAX  LINK    FOR
            h1    ens1f0  0000:3b:00.0  X710   i40e      8        3     5   64  up 10G  red, label lab

            """);
        _engine.Requests.ShouldHaveSingleItem().Line.ShouldBe(request);
        cli.Hosts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_PF_of_the_fleet_is_shown_with_its_VFs()
    {
        var result = await Cli.LoggedIn(_engine).RunAsync("pf show ens1f0 --host h1");

        result.Out.ShouldStartWith("ens1f0\n  host");
        result.Out.ShouldContain("  networks              red\n");
        result.Out.ShouldEndWith("\nVF        STATE        VM    NIC   CLAIM\nens1f0/2  has a claim  web1  nic1  held\n");
    }

    [Fact]
    public async Task VFs_of_a_host_or_a_PF_are_the_engines()
    {
        (await Cli.LoggedIn(_engine).RunAsync("vf list ens1f0 --host h1")).Lines[1].ShouldBe("h1    ens1f0/2  has a claim  web1  nic1  held");
        _ = _engine["vfs"];
        (await Cli.LoggedIn(_engine).RunAsync("vf list --host h1")).Out.ShouldBe("no virtual functions\n");
        (await Cli.LoggedIn(_engine).RunAsync("vf list ens1f0 --host all")).Code.ShouldBe(2);

        _engine.Requests.Select(request => request.Line).ShouldBe(["GET /api/v1/hosts/h1/pfs/ens1f0/vfs?limit=500", "GET /api/v1/vfs?limit=500&host=h1"]);
    }

    [Theory]
    [InlineData("--networks red,blue", """{"networks":[{"name":"red"},{"name":"blue"}],"allNetworksAllowed":false}""")]
    [InlineData("--labels fast --physical-network net1", """{"labels":["fast"],"physicalNetwork":"net1","allNetworksAllowed":false}""")]
    [InlineData("--all-networks --physical-network none", """{"physicalNetwork":null,"allNetworksAllowed":true}""")]
    [InlineData("--used off", """{"used":false}""")]
    public async Task Who_may_use_a_PF_is_changed_at_once(string options, string body)
    {
        _engine.Special[Configuration] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Pf());

        (await Cli.LoggedIn(_engine).RunAsync($"pf set ens1f0 --host h1 {options}")).ShouldBe(new CliResult(0, "PF ens1f0 of h1 changed\n", ""));

        _engine.Changes.ShouldHaveSingleItem().ShouldBe($"PATCH /api/v1/hosts/h1/pfs/ens1f0/configuration {body}");
    }

    [Fact]
    public async Task A_count_begins_an_operation()
    {
        Begin();

        var result = await Cli.LoggedIn(_engine).RunAsync("pf set ens1f0 --host h1 --vfs 4");

        result.Out.ShouldBe($"pf.configure 0000:3b:00.0 h1 has begun\nfollow it with 'vfleet operation wait {SampleFleet.Operation}'\n");
        _engine.Changes.ShouldHaveSingleItem().ShouldEndWith("""/configuration {"count":4}""");
    }

    [Fact]
    public async Task With_wait_the_operation_is_followed_to_its_end()
    {
        Begin();
        _engine.Follow(SampleFleet.OperationIn("waiting"), SampleFleet.OperationIn("running", ",\"progress\":\"waiting for VFs\",\"percent\":50"), SampleFleet.OperationIn("done"));

        (await Cli.LoggedIn(_engine).RunAsync("pf set ens1f0 --host h1 --vfs 4 --wait")).ShouldBe(new CliResult(0, "pf.configure 0000:3b:00.0 h1 is done\n", ""));

        _engine.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_dry_run_shows_the_hosts_plan()
    {
        Begin();
        _engine.Follow(
            SampleFleet.OperationIn("running", ",\"dryRun\":true"),
            SampleFleet.OperationIn("done", """,  "dryRun":true,"plan":{"steps":["remove 8 VFs","create 4 VFs"],"guests":["db1"],"notes":["the link goes down"],"seconds":1.5}"""));

        var result = await Cli.LoggedIn(_engine).RunAsync("pf set ens1f0 --host h1 --vfs 4 --dry-run");

        result.ShouldBe(new CliResult(0, """
            plan: pf.configure 0000:3b:00.0 h1
              1. remove 8 VFs
              2. create 4 VFs
            note: the link goes down
            disturbs: db1
            takes about 1.5 s
            nothing was changed (--dry-run)

            """, ""));
        _engine.Requests[0].Line.ShouldEndWith("/configuration?dryRun=true");
    }

    [Fact]
    public async Task What_the_host_refuses_has_the_exit_code_that_it_has_there()
    {
        Begin();
        _engine.Follow(SampleFleet.OperationIn("failed", ",\"problems\":[{\"code\":\"VF_NOT_FREE\",\"message\":\"VF 2 is held by web1\",\"remedy\":\"stop web1\",\"path\":\"\"}]"));

        (await Cli.LoggedIn(_engine).RunAsync("pf set ens1f0 --host h1 --vfs 4 --wait")).ShouldBe(
            new CliResult(4, "", "error: VF 2 is held by web1\n  code VF_NOT_FREE\n  remedy: stop web1\n"));
        var json = await Cli.LoggedIn(_engine).RunAsync("pf set ens1f0 --host h1 --vfs 4 --wait --json");
        json.Code.ShouldBe(4);
        using var document = JsonDocument.Parse(json.Out);
        document.RootElement.GetProperty("state").GetString().ShouldBe("failed");
    }

    [Theory]
    [InlineData("pf set ens1f0 --host h1 --driver vfio --vfs 4", "error: --driver acts on this machine only\n")]
    [InlineData("pf set enp1s0f0 --networks red --vfs 4", "error: --networks is about a host of the fleet\n")]
    [InlineData("pf set ens1f0 --host h1", "error: nothing to change was given\n")]
    [InlineData("pf set ens1f0 --host h1 --all-networks --labels a", "error: --all-networks and --labels contradict each other\n")]
    public async Task Options_of_the_other_sort_of_host_are_refused(string commandLine, string error)
    {
        var result = await Cli.LoggedIn(_engine).RunAsync(commandLine);

        result.Code.ShouldBe(2);
        result.Error.ShouldStartWith(error);
        _engine.Requests.ShouldBeEmpty();
    }

    private void Begin() => _engine.Special[Configuration] = _ => FakeAnswer.Json(HttpStatusCode.Accepted, SampleFleet.OperationIn("waiting"));
}
