using System.Text.Json;
using Vfleet.Host.Watching;

namespace Vfleet.Cli.Tests.Commands;

public sealed class WatchTests
{
    private static readonly HostEvent[] Events =
    [
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "vf.added", "enp1s0f0/3", "0000:01:10.6"),
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 6, 500, TimeSpan.Zero), "link.down", "enp1s0f0", "no carrier"),
    ];

    [Fact]
    public async Task Events_are_lines_and_an_interrupt_is_a_good_end()
    {
        var result = await WatchAsync(new Cli { Events = Events }, "watch");

        result.ShouldBe(new CliResult(0, """
            03:04:05  vf.added              enp1s0f0/3        0000:01:10.6
            03:04:06  link.down             enp1s0f0          no carrier

            """, ""));
    }

    [Fact]
    public async Task JSON_is_one_object_a_line()
    {
        var result = await WatchAsync(new Cli { Events = Events }, "watch --json");

        result.Lines.Length.ShouldBe(2);
        using var json = JsonDocument.Parse(result.Lines[1]);
        json.RootElement.GetProperty("at").GetString().ShouldBe("2026-01-02T03:04:06.5+00:00");
        json.RootElement.GetProperty("kind").GetString().ShouldBe("link.down");
    }

    [Fact]
    public async Task A_recorded_host_cannot_be_watched()
    {
        var result = await new Cli().RunAsync("watch", "--root", Path.GetTempPath());

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("code RECORDED_HOST");
    }

    private static async Task<CliResult> WatchAsync(Cli cli, string commandLine)
    {
        var run = cli.RunAsync(commandLine);
        cli.Signals.Raise(2);
        return await run;
    }
}
