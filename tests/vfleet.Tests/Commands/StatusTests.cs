using System.Text.Json;
using Vfleet.Linux.Files;
using Vfleet.TestKit.Sources;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet status</c>, from the report that an agent has written.</summary>
public sealed class StatusTests : IDisposable
{
    private readonly DirectoryInfo _run = Directory.CreateTempSubdirectory("vfleet-status-");

    public void Dispose() => _run.Delete(recursive: true);

    [Fact]
    public async Task The_guide_shows_what_is_really_printed()
    {
        var started = new DateTimeOffset(new DateTime(2026, 11, 21, 3, 12, 7, DateTimeKind.Local));
        Report(
            started,
            ("enp1s0", "0000:01:00.0", "Right", "4 VFs, driver vfio, up, settings of 1 VF", ""),
            ("enp2s0", "0000:02:00.0", "Drifted", "it takes: set the MTU of enp2s0 from 1500 to 9000",
                "make it so again: vfleet restore; or keep what is now: set it with vfleet pf set"));
        var page = SourceTree.Read("docs/operations.md");
        var shown = FencedBlock.Of(page[page.IndexOf("### What vfleet status shows", StringComparison.Ordinal)..]).First();
        using var agent = FileLock.TryTake(Path.Join(_run.FullName, "agent.lock"), exclusive: true, "pid 812", out _);

        var result = await RunAsync("status");

        result.ShouldBe(new CliResult(0, string.Join('\n', shown.Lines) + "\n", ""));
    }

    [Fact]
    public async Task Monitoring_gets_the_states_of_the_guide_in_lower_case()
    {
        string[] states = ["Right", "Drifted", "Pending", "Restoring", "Changing", "Gone", "LeftAlone"];
        Report(DateTimeOffset.UnixEpoch, [.. states.Select(state => ("enp1s0", "0000:01:00.0", state, "", ""))]);

        var result = await RunAsync("status", "--json");

        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("running").GetBoolean().ShouldBeFalse();
        var told = json.RootElement.GetProperty("pfs").EnumerateArray().Select(pf => pf.GetProperty("state").GetString()!).ToList();
        told.ShouldBe(["right", "drifted", "pending", "restoring", "changing", "gone", "leftalone"]);
        var page = SourceTree.Read("docs/operations.md");
        told.ShouldAllBe(state => page.Contains($"(`{state}`)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_agent_that_does_not_run_is_told_with_what_starts_it()
    {
        (await RunAsync("status")).Out.ShouldBe("the agent has not run since this host was booted: systemctl enable --now vfleet-agent\n");
        Report(DateTimeOffset.UnixEpoch);

        (await RunAsync("status")).Out.ShouldStartWith("the agent does not run: systemctl start vfleet-agent; this is what it knew at ");
    }

    [Fact]
    public async Task No_agent_of_this_machine_is_shown_for_a_recorded_host()
    {
        Report(DateTimeOffset.UnixEpoch, ("enp1s0", "0000:01:00.0", "Right", "", ""));

        var result = await RunAsync("status", "--root", _run.FullName);

        result.Code.ShouldBe(2);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain("code RECORDED_HOST");
    }

    private Task<CliResult> RunAsync(params string[] args) => new Cli { RunDirectory = _run.FullName }.RunAsync(args);

    private void Report(DateTimeOffset started, params (string Name, string Pf, string State, string Detail, string Remedy)[] pfs) => File.WriteAllText(
        Path.Join(_run.FullName, "agent.json"),
        JsonSerializer.Serialize(new
        {
            pid = 812,
            started,
            changed = started,
            drift = "report",
            documentProblems = Array.Empty<string>(),
            pfs = pfs.Select(pf => new { pf = pf.Pf, name = pf.Name, state = pf.State, detail = pf.Detail, remedy = pf.Remedy }),
        }));
}
