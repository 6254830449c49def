using System.Text.Json;
using Vfleet.Linux.Files;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet agent</c>, and what <c>vfleet status</c> makes of its lock and its report, in a run directory of the test's own.</summary>
public sealed class AgentTests : IDisposable
{
    private const string Lock = "agent.lock";
    private const string Report =
        """
        {
          "pid": 812, "started": "2026-01-02T03:04:05+00:00", "changed": "2026-01-02T03:05:00+00:00", "drift": "report",
          "documentProblems": ["/etc/vfleet/host.yaml:3:5: vfs must be 0 or more"],
          "pfs": [
            { "pf": "0000:01:00.0", "name": "enp1s0f0", "state": "Right", "detail": "4 VFs, driver vfio", "remedy": "" },
            { "pf": "0000:02:00.0", "name": "enp2s0f0", "state": "Drifted", "detail": "2 VFs instead of 4", "remedy": "vfleet restore" }
          ]
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vfleet-run-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LockPath => Path.Join(_folder.FullName, Lock);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task While_it_runs_every_PF_is_a_line_and_what_needs_somebody_says_what_to_do()
    {
        Write(Report);
        using var held = Hold();

        var result = await Cli().RunAsync("status");

        result.Code.ShouldBe(0);
        result.Lines[0].ShouldStartWith("the agent runs (pid 812, since ");
        result.Lines[0].ShouldEndWith("; drift: report");
        string.Join('\n', result.Lines[1..]).ShouldBe("""
            note: /etc/vfleet/host.yaml:3:5: vfs must be 0 or more
            PF        ADDRESS       STATE    DETAIL
            enp1s0f0  0000:01:00.0  as kept  4 VFs, driver vfio
            enp2s0f0  0000:02:00.0  drifted  2 VFs instead of 4
            enp2s0f0: vfleet restore
            """);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Monitoring_gets_the_same_as_JSON(bool isRunning)
    {
        Write(Report);
        using var held = isRunning ? Hold() : null;

        var answer = JsonDocument.Parse((await Cli().RunAsync("status --json")).Out).RootElement;

        answer.GetProperty("running").GetBoolean().ShouldBe(isRunning);
        answer.GetProperty("pid").GetInt32().ShouldBe(812);
        answer.GetProperty("drift").GetString().ShouldBe("report");
        answer.GetProperty("problems")[0].GetString().ShouldBe("/etc/vfleet/host.yaml:3:5: vfs must be 0 or more");
        answer.GetProperty("pfs").EnumerateArray().Select(pf => pf.GetProperty("state").GetString()).ShouldBe(["right", "drifted"]);
        answer.GetProperty("pfs")[1].GetProperty("remedy").GetString().ShouldBe("vfleet restore");
    }

    [Fact]
    public async Task Without_a_report_JSON_says_that_nothing_runs()
    {
        var answer = JsonDocument.Parse((await Cli().RunAsync("status --json")).Out).RootElement;

        answer.GetProperty("running").GetBoolean().ShouldBeFalse();
        answer.GetProperty("pid").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("pfs").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "pid": 1 }""")]
    public async Task A_report_that_cannot_be_understood_is_none(string text)
    {
        Write(text);

        (await Cli().RunAsync("status")).Out.ShouldStartWith("the agent has not run");
    }

    [Fact]
    public async Task An_agent_that_looks_after_nothing_says_so()
    {
        Write("""{ "pid": 812, "started": "2026-01-02T03:04:05Z", "changed": "2026-01-02T03:04:05Z", "drift": "mend", "documentProblems": [], "pfs": [] }""");
        using var held = Hold();

        (await Cli().RunAsync("status")).Lines[1].ShouldBe("it looks after no PF: nothing is kept, and the host's document means none");
    }

    [Fact]
    public async Task A_second_agent_is_refused_and_told_of_the_first()
    {
        using var held = Hold();

        var result = await Cli().RunAsync("agent");

        result.ShouldBe(new CliResult(
            5,
            "",
            """
            error: an agent looks after this host already (pid 812)
              code LOCKED
              remedy: 'vfleet status' shows what it does; stop it with: systemctl stop vfleet-agent

            """));
    }

    [Fact]
    public async Task It_runs_until_it_is_told_to_stop_and_then_another_may()
    {
        var cli = Cli();
        var running = cli.RunAsync("agent --file /nonexistent/host.yaml");
        await UntilAsync(() => cli.Signals.IsTaken && IsHeld());

        cli.Signals.Raise(15);

        (await running).Code.ShouldBe(0);
        IsHeld().ShouldBeFalse();
        cli.Hosts.ShouldAllBe(host => host.IsDisposed);
    }

    [Fact]
    public async Task Who_may_not_change_the_host_runs_no_agent()
    {
        var cli = new Cli { RunDirectory = _folder.FullName, MayChange = false };

        var result = await cli.RunAsync("agent");

        (result.Code, result.Out).ShouldBe((7, ""));
        result.Error.ShouldContain("remedy: ");
        File.Exists(LockPath).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_directory_that_cannot_be_made_is_told()
    {
        await File.WriteAllTextAsync(Path.Join(_folder.FullName, "file"), "", Token);
        var cli = new Cli { RunDirectory = Path.Join(_folder.FullName, "file", "vfleet") };

        var result = await cli.RunAsync("agent");

        result.Code.ShouldBe(7);
        result.Error.ShouldContain("cannot be written");
        result.Error.ShouldContain("remedy: run as root");
    }

    private Cli Cli() => new() { RunDirectory = _folder.FullName };

    private void Write(string report) => File.WriteAllText(Path.Join(_folder.FullName, "agent.json"), report);

    private FileLock Hold() => FileLock.TryTake(LockPath, exclusive: true, "pid 812", out _).ShouldNotBeNull();

    private bool IsHeld()
    {
        if (!File.Exists(LockPath))
        {
            return false;
        }

        using var free = FileLock.TryTake(LockPath, exclusive: false, "", out _);
        return free is null;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(5, Token);
        }
    }
}
