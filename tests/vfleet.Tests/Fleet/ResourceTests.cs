using System.Text.Json;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Cli.Tests.Fleet;

public sealed class ResourceTests
{
    private readonly FakeEngine _engine = SampleFleet.Create();

    [Fact]
    public async Task A_list_is_a_table()
    {
        (await Cli.LoggedIn(_engine).RunAsync("network list")).ShouldBe(new CliResult(0, """
            NETWORK  DATACENTER  VLAN   MTU  LABELS
            red      berlin       100        fast, lab
            blue     berlin            9000

            """, ""));
        (await Cli.LoggedIn(_engine).RunAsync("host list")).Out.ShouldBe("""
            HOST  STATUS       CLUSTER  PFS  VFS  FREE  VMS  MEMORY MiB  NOTE
            h1    up           rack4      2    8     5    1  8192/65536
            h2    unreachable  rack4      1    4     0                   no report for 90 s

            """);
        (await Cli.LoggedIn(_engine).RunAsync("profile list --sort -name --network red")).Out.ShouldBe("""
            PROFILE  NETWORK  PASSTHROUGH  RATE        TRUST
            fast     red      required     max 10000M  on

            """);
        (await Cli.LoggedIn(_engine).RunAsync("nic list web1")).Out.ShouldBe("""
            NIC   PROFILE  TYPE             MAC                PLUGGED  LINK  VF
            nic1  fast     pci-passthrough  52:54:00:10:00:01  yes      up    0000:3b:00.0/2

            """);
    }

    [Theory]
    [InlineData("profile add red/slow")]
    [InlineData("profile add slow --network red")]
    public async Task A_profile_is_added_by_the_name_that_it_goes_by(string typed)
    {
        (await Cli.LoggedIn(_engine).RunAsync($"{typed} --dry-run")).Code.ShouldBe(0);

        var change = _engine.Changes.ShouldHaveSingleItem();
        change.ShouldStartWith("POST /api/v1/profiles?dryRun=true {");
        change.ShouldContain("\"name\":\"slow\"");
        change.ShouldContain("\"network\":{\"name\":\"red\"}");
    }

    [Fact]
    public async Task JSON_is_the_engines_own()
    {
        using var json = JsonDocument.Parse((await Cli.LoggedIn(_engine).RunAsync("network list --limit 1 --json")).Out);

        json.RootElement.GetProperty("total").GetInt32().ShouldBe(2);
        json.RootElement.GetProperty("items").EnumerateArray().Single().GetProperty("dataCenter").GetProperty("name").GetString().ShouldBe("berlin");
        _engine.Requests.ShouldHaveSingleItem().Line.ShouldBe("GET /api/v1/networks?limit=1");
    }

    [Fact]
    public async Task What_a_limit_leaves_out_is_said()
    {
        var result = await Cli.LoggedIn(_engine).RunAsync("network list --limit 1");

        result.Lines.Length.ShouldBe(2);
        result.Error.ShouldBe("1 of 2: --limit has more\n");
    }

    [Fact]
    public async Task An_empty_list_says_so()
    {
        (await Cli.LoggedIn(_engine).RunAsync("datacenter list")).ShouldBe(new CliResult(0, "no data centres\n", ""));
    }

    [Fact]
    public async Task Everything_about_one_is_a_sheet()
    {
        (await Cli.LoggedIn(_engine).RunAsync("profile show red/fast")).Out.ShouldBe("""
            red/fast
              id           00000000-0000-0000-0000-000000000001
              name         fast
              network      red
              passthrough  required
              max rate     10000
              trust        yes

            """);
        (await Cli.LoggedIn(_engine).RunAsync("host show h1")).Out.ShouldContain("  memory MiB       65536\n  memory used MiB  8192\n");
    }

    [Fact]
    public async Task One_is_added_with_what_was_named_and_nothing_else()
    {
        var result = await Cli.LoggedIn(_engine).RunAsync("network add green --vlan 7 --labels fast,lab --datacenter berlin --vm-network off");

        result.ShouldBe(new CliResult(0, "network green added\n", ""));
        _engine.Changes.ShouldHaveSingleItem()
            .ShouldBe("""POST /api/v1/networks {"name":"green","dataCenter":{"name":"berlin"},"vlan":7,"labels":["fast","lab"],"vmNetwork":false}""");
    }

    [Fact]
    public async Task One_is_changed_in_what_was_named_as_the_state_that_was_read()
    {
        var result = await Cli.LoggedIn(_engine).RunAsync("network set red --vlan none --mtu 9000 --name scarlet");

        result.ShouldBe(new CliResult(0, "network scarlet changed\n", ""));
        _engine.Changes.ShouldHaveSingleItem().ShouldBe("""PATCH /api/v1/networks/red {"name":"scarlet","vlan":null,"mtu":9000}""");
        _engine.Requests[1].IfMatch.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task What_is_within_others_is_changed_there()
    {
        (await Cli.LoggedIn(_engine).RunAsync("nic set web1 nic1 --plugged off --pin h1/0000:3b:00.0/3 --require-trusted on")).Out.ShouldBe("vNIC nic1 changed\n");

        _engine.Changes.ShouldHaveSingleItem().ShouldBe(
            """PATCH /api/v1/vms/web1/nics/nic1 {"plugged":false,"pin":{"host":{"name":"h1"},"pf":"0000:3b:00.0","index":3},"requires":{"trusted":true}}""");
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_says_so()
    {
        (await Cli.LoggedIn(_engine).RunAsync("network add green --dry-run")).Out.ShouldBe("network green would be added (--dry-run: nothing was changed)\n");
        (await Cli.LoggedIn(_engine).RunAsync("network remove red --dry-run")).Out.ShouldBe("network red would be removed (--dry-run: nothing was changed)\n");

        _engine["networks"].Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task One_is_removed_even_one_whose_name_others_have_too()
    {
        (await Cli.LoggedIn(_engine).RunAsync("profile remove blue/fast")).ShouldBe(new CliResult(0, "profile blue/fast removed\n", ""));

        _engine["profiles"].Items.ShouldHaveSingleItem()["network"]!["name"]!.ToString().ShouldBe("red");
    }

    [Fact]
    public async Task Every_field_is_read_before_anything_is_sent()
    {
        var cli = Cli.LoggedIn(_engine);

        var result = await cli.RunAsync("nic add web1 --mac 1:2 --type e1000 --plugged maybe --pin h1");

        result.Code.ShouldBe(2);
        result.Error.Split('\n').Count(line => line.StartsWith("error: ", StringComparison.Ordinal)).ShouldBe(4);
        cli.Connections.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("network set red", "nothing to change was given")]
    [InlineData("network set red --vlan 4095", "--vlan: 4095 is out of range")]
    [InlineData("cluster add rack5 --policy best", "--policy: 'best' is not one of its values")]
    [InlineData("user set anna --grants king", "--grants: 'king' is no role")]
    [InlineData("vm add web2 --affinity web", "--affinity: 'web' is no membership")]
    [InlineData("host set h1 --bridges red", "--bridges: 'red' is no bridge of a network")]
    [InlineData("network list --root /", "--root")]
    public async Task What_cannot_be_meant_is_refused_here(string commandLine, string error)
    {
        var result = await Cli.LoggedIn(_engine).RunAsync(commandLine.Replace("--root /", "--root /proc", StringComparison.Ordinal));

        result.Code.ShouldBe(2);
        result.Error.ShouldContain(error);
        _engine.Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("network show green", 3, "RESOURCE_UNKNOWN")]
    [InlineData("profile show fast", 4, "NAME_AMBIGUOUS")]
    [InlineData("network add red", 4, "NAME_TAKEN")]
    public async Task The_engines_no_is_told_with_its_code_and_an_exit_code(string commandLine, int code, string name)
    {
        var result = await Cli.LoggedIn(_engine).RunAsync($"{commandLine} --json");

        result.Code.ShouldBe(code);
        result.Error.ShouldBeEmpty();
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("problems")[0].GetProperty("code").GetString().ShouldBe(name);
    }

    [Fact]
    public async Task A_code_that_is_known_here_keeps_its_exit_code()
    {
        _engine.Special["DELETE networks/red"] = _ => throw new FakeRefusalException(409, "LOCKED", "somebody else changes it", "try again");

        (await Cli.LoggedIn(_engine).RunAsync("network remove red")).ShouldBe(new CliResult(5, "", "error: somebody else changes it\n  code LOCKED\n  remedy: try again\n"));
    }

    [Fact]
    public async Task A_token_of_a_program_is_shown_once()
    {
        _engine.Special["POST tokens"] = request => FakeAnswer.Json(System.Net.HttpStatusCode.Created, SampleFleet.Parse("""{"name":"nightly","secret":"vft1.abc"}"""));

        var result = await Cli.LoggedIn(_engine).RunAsync("token add nightly --days 365");

        result.ShouldBe(new CliResult(0, "vft1.abc\n", "keep it now: it cannot be shown again\n"));
        _engine.Changes.ShouldHaveSingleItem().ShouldBe("""POST /api/v1/tokens {"name":"nightly","expires":"2027-01-02T03:04:05+00:00"}""");
    }

    [Fact]
    public async Task A_password_comes_from_a_file_and_never_from_the_command_line()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "a long password\nmore\n", TestContext.Current.CancellationToken);

        var result = await Cli.LoggedIn(_engine).RunAsync($"user add bob --grants viewer,admin:cluster/7 --password-file {path}");

        File.Delete(path);
        result.Out.ShouldBe("user bob added\n");
        _engine.Changes.ShouldHaveSingleItem().ShouldBe(
            """POST /api/v1/users {"name":"bob","password":"a long password","grants":[{"role":"viewer","scope":"fleet"},{"role":"admin","scope":"cluster/7"}]}""");
    }
}
