using System.Net;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Cli.Tests.Fleet;

public sealed class VmTests
{
    private const string Placement =
        """{"vm":{"name":"web1"},"host":{"name":"h1"},"nics":[{"nic":{"name":"nic1"},"vf":{"host":"00000000-0000-0000-0000-000000000001","pf":"0000:3b:00.0","index":2,"generation":1}},{"nic":{"name":"nic2"},"bridge":"br0"}]""";

    private const string Explanation =
        """{"hosts":[{"host":{"name":"h1"},"fits":true,"checks":[{"filter":"state","passes":true,"reason":"it is up"}],"nics":[{"nic":{"name":"nic1"},"bridge":"br0"}]},{"host":{"name":"h2"},"fits":false,"checks":[{"filter":"state","passes":false,"reason":"it is unreachable"}],"nics":[]}],"total":3}""";

    private readonly FakeEngine _engine = SampleFleet.Create();

    [Fact]
    public async Task The_fleets_VMs_are_listed_when_asked_for()
    {
        (await Cli.LoggedIn(_engine).RunAsync("vm list --fleet --on h1")).Out.ShouldBe("""
            VM    STATUS  HOST  CLUSTER  CPUS  MEMORY MiB
            web1  placed  h1    rack4       4        8192

            """);
        (await new Cli().RunAsync("vm list --on h1")).Error.ShouldStartWith("error: --on is about the fleet's VMs\n");
    }

    [Fact]
    public async Task Guests_of_this_host_are_listed_without_any_engine()
    {
        var cli = Cli.LoggedIn(_engine);

        (await cli.RunAsync("vm list")).Out.ShouldStartWith("GUEST ");

        cli.Connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task VMs_are_placed_together()
    {
        _engine.Special["POST placements"] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Parse($$"""{"placements":[{{Placement}}}]}"""));

        var result = await Cli.LoggedIn(_engine).RunAsync("vm place web1 web2 --lease 60 --dry-run");

        result.ShouldBe(new CliResult(0, """
            VM    HOST  NIC   HAS
            web1  h1    nic1  VF 0000:3b:00.0/2
            web1  h1    nic2  bridge br0
            nothing was changed (--dry-run)

            """, ""));
        _engine.Changes.ShouldHaveSingleItem().ShouldBe(
            """POST /api/v1/placements {"vms":[{"existing":{"name":"web1"}},{"existing":{"name":"web2"}}],"dryRun":true,"leaseSeconds":60}""");
    }

    [Fact]
    public async Task No_place_is_a_refusal()
    {
        _engine.Special["POST placements"] = _ => throw new FakeRefusalException(409, "NO_PLACE", "no host has 2 VFs for red", "vfleet explain web1");

        (await Cli.LoggedIn(_engine).RunAsync("vm place web1")).ShouldBe(
            new CliResult(4, "", "error: no host has 2 VFs for red\n  code NO_PLACE\n  remedy: vfleet explain web1\n"));
    }

    [Fact]
    public async Task A_place_is_confirmed_and_given_up()
    {
        _engine.Special["POST placements/web1/confirm"] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Parse($$"""{{Placement}},"lease":"2026-01-02T04:00:00Z"}"""));
        _engine.Special["DELETE placements/web1"] = _ => new FakeAnswer(HttpStatusCode.NoContent, null);

        (await Cli.LoggedIn(_engine).RunAsync("vm confirm web1")).Lines[1].ShouldBe("web1  h1    nic1  VF 0000:3b:00.0/2  2026-01-02 04:00:00");
        (await Cli.LoggedIn(_engine).RunAsync("vm release web1")).Out.ShouldBe("VM web1 released\n");
    }

    [Fact]
    public async Task Each_host_says_its_first_reason()
    {
        _engine.Special["POST explain"] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Parse(Explanation));

        var result = await Cli.LoggedIn(_engine).RunAsync("explain web1");

        result.ShouldBe(new CliResult(0, """
            HOST  FITS  CHECK  WHY
            h1    yes
            h2    no    state  it is unreachable

            """, "2 of 3 hosts: name one to see what it says\n"));
        _engine.Changes.ShouldHaveSingleItem().ShouldBe("""POST /api/v1/explain {"vm":{"existing":{"name":"web1"}}}""");
    }

    [Fact]
    public async Task A_cluster_without_hosts_is_said_to_have_none()
    {
        _engine.Special["POST explain"] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Parse("""{"hosts":[],"total":0}"""));

        (await Cli.LoggedIn(_engine).RunAsync("explain web1")).ShouldBe(new CliResult(0, "the VM's cluster has no hosts\n", ""));
    }

    [Fact]
    public async Task One_host_says_all_of_its_checks()
    {
        _engine.Special["POST explain"] = _ =>
        {
            var answer = SampleFleet.Parse(Explanation);
            answer["hosts"]!.AsArray().RemoveAt(1);
            return FakeAnswer.Json(HttpStatusCode.OK, answer);
        };

        (await Cli.LoggedIn(_engine).RunAsync("explain web1 h1")).Out.ShouldBe("""
            h1: fits
              CHECK  PASSES  WHY
              state  yes     it is up
              nic1 would have bridge br0

            """);
    }
}
