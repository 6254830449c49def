using System.Text.Json;
using Vfleet.Cli.Output;

namespace Vfleet.Cli.Tests.Running;

public sealed class FaultTests
{
    private static readonly InvalidOperationException Fault = new("the sky\nfell");

    [Fact]
    public async Task An_unexpected_fault_is_one_line_and_asks_for_a_report()
    {
        var result = await new Cli { Fault = Fault }.RunAsync("pf list");

        result.ShouldBe(new CliResult(1, "", """
            error: unexpected fault: the sky fell
              code INTERNAL_FAULT
              remedy: please report this, with the output of the same command and --verbose

            """));
    }

    [Theory]
    [InlineData(32, 141, "")]
    [InlineData(28, 10, "error: the output could not be written: full\n  code OUTPUT_LOST\n")]
    public async Task Output_that_nobody_takes_has_its_own_exit_code(int errno, int code, string error)
    {
        var cli = new Cli { Out = new Clogged(errno) };

        var result = await cli.RunAsync("pf list");

        (result.Code, result.Error).ShouldBe((code, error));
    }

    [Fact]
    public async Task Verbose_shows_the_stack_trace()
    {
        var result = await new Cli { Fault = Fault }.RunAsync("pf list --verbose");

        result.Code.ShouldBe(1);
        result.Error.ShouldContain("System.InvalidOperationException: the sky");
    }

    [Fact]
    public async Task Under_JSON_a_fault_is_a_problem_too()
    {
        var result = await new Cli { Fault = Fault }.RunAsync("vf set enp1s0f0/3 --vlan 5 --json");

        result.Code.ShouldBe(1);
        result.Error.ShouldBeEmpty();
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("problems")[0].GetProperty("code").GetString().ShouldBe("INTERNAL_FAULT");
    }

    private sealed class Clogged(int errno) : StringWriter
    {
        public override void Flush() => throw new OutputException("full", errno);
    }
}
