using System.Net;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Cli.Tests.Fleet;

public sealed class OperationTests
{
    private readonly FakeEngine _engine = SampleFleet.Create();

    [Fact]
    public async Task Operations_are_listed_shown_and_cancelled()
    {
        (await Cli.LoggedIn(_engine).RunAsync("operation list --state running")).Lines[1]
            .ShouldBe($"{SampleFleet.Operation}  running  pf.configure  h1    0000:3b:00.0  admin");
        (await Cli.LoggedIn(_engine).RunAsync($"operation show {SampleFleet.Operation}")).Out.ShouldContain("  state    running\n");
        (await Cli.LoggedIn(_engine).RunAsync($"operation cancel {SampleFleet.Operation}")).Out.ShouldBe($"operation {SampleFleet.Operation} cancelled\n");

        _engine["operations"].Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ctrl_C_ends_the_waiting_and_not_the_operation()
    {
        var cli = Cli.LoggedIn(_engine);
        _engine.Special[$"GET operations/{SampleFleet.Operation}"] = _ =>
        {
            cli.Signals.Raise(2);
            return FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.OperationIn("running"));
        };

        var result = await cli.RunAsync($"operation wait {SampleFleet.Operation}");

        result.Code.ShouldBe(130);
        result.Error.ShouldStartWith($"error: no longer waiting: operation {SampleFleet.Operation} goes on\n");
        _engine.Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cancelled", 130, "error: pf.configure 0000:3b:00.0 h1 was cancelled\n")]
    [InlineData("failed", 8, "error: pf.configure 0000:3b:00.0 h1 failed\n")]
    public async Task How_an_operation_ends_is_the_exit_code(string state, int code, string error)
    {
        _engine.Follow(SampleFleet.OperationIn(state));

        var result = await Cli.LoggedIn(_engine).RunAsync($"operation wait {SampleFleet.Operation}");

        result.Code.ShouldBe(code);
        result.Error.ShouldStartWith(error);
    }

    [Fact]
    public async Task Events_are_a_table_newest_first()
    {
        _engine["events"].Put(SampleFleet.Parse("""{"number":9,"time":"2026-01-02T03:04:05Z","code":"vm.placed","actor":"admin","subject":"vm/1","message":"web1 is on h1"}"""));

        (await Cli.LoggedIn(_engine).RunAsync("event list --actor admin")).ShouldBe(new CliResult(0, """
            NUMBER  TIME                 CODE       ACTOR  MESSAGE
                 9  2026-01-02 03:04:05  vm.placed  admin  web1 is on h1

            """, ""));
        _engine.Requests[0].Line.ShouldBe("GET /api/v1/events?limit=50&actor=admin");
    }

    [Theory]
    [InlineData("", "2026-01-02 03:04:05  vm.placed             web1 is on h1")]
    [InlineData(" --json", "\"number\":9")]
    public async Task Events_are_followed_until_Ctrl_C(string option, string line)
    {
        var cli = Cli.LoggedIn(_engine);
        var opened = 0;
        _engine.Special["GET events/stream"] = _ =>
        {
            if (opened++ > 0)
            {
                cli.Signals.Raise(2);
            }

            const string Event = """{"number":9,"time":"2026-01-02T03:04:05Z","code":"vm.placed","actor":"admin","subject":"vm/1","message":"web1 is on h1"}""";
            return new FakeAnswer(HttpStatusCode.OK, $"id: 9\ndata: {Event}\n\n", null, "text/event-stream");
        };

        var result = await cli.RunAsync($"event watch{option}");

        result.Code.ShouldBe(0);
        result.Lines[0].ShouldContain(line);
        _engine.Requests[1].LastEventId.ShouldBe("9");
    }
}
