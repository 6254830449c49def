using System.Text.Json;

namespace Vfleet.Cli.Tests.CommandLine;

public sealed class ParsingTests
{
    [Theory]
    [InlineData("pf", "error: 'vfleet pf' needs a command: list, show, set, fdb, kept, forget, move\n  code OPTIONS_CONFLICT\n  remedy: 'vfleet pf --help' shows what it takes\n")]
    [InlineData("pf lst", "error: 'vfleet pf' has no command 'lst'\n  code MALFORMED\n  remedy: did you mean 'list'? 'vfleet pf --help' shows what it takes\n")]
    [InlineData("frobnicate", "error: 'vfleet' has no command 'frobnicate'\n  code MALFORMED\n  remedy: 'vfleet --help' shows what it takes\n")]
    [InlineData("pf list extra", "error: 'vfleet pf list' does not take 'extra' here\n  code MALFORMED\n  remedy: 'vfleet pf list --help' shows what it takes\n")]
    [InlineData("pf list --jsn", "error: 'vfleet pf list' has no option '--jsn'\n  code MALFORMED\n  remedy: did you mean '--json'? 'vfleet pf list --help' shows what it takes\n")]
    public async Task A_misshapen_command_line_is_a_named_error(string commandLine, string error)
    {
        (await new Cli().RunAsync(commandLine)).ShouldBe(new CliResult(2, "", error));
    }

    [Theory]
    [InlineData("vf set --vlna 3")]
    [InlineData("vf set enp1s0f0/3 --vlna 3")]
    [InlineData("vf show --vlna")]
    public async Task A_misspelt_option_is_never_taken_for_a_function(string commandLine)
    {
        var result = await new Cli().RunAsync(commandLine);

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("has no option '--vlna'");
    }

    [Theory]
    [InlineData("pf show")]
    [InlineData("vf set")]
    [InlineData("vm attach web1")]
    [InlineData("vf set enp1s0f0/3 --vlan")]
    [InlineData("vf set enp1s0f0/3 --vlan 1 --vlan 2")]
    [InlineData("pf list --color sometimes")]
    public async Task A_missing_or_repeated_value_is_a_usage_error(string commandLine)
    {
        var result = await new Cli().RunAsync(commandLine);

        result.Code.ShouldBe(2);
        result.Error.ShouldStartWith("error: ");
    }

    [Theory]
    [InlineData("pf list --json extra")]
    [InlineData("--json frobnicate")]
    public async Task A_misshapen_command_line_under_JSON_answers_in_JSON(string commandLine)
    {
        var result = await new Cli().RunAsync(commandLine);

        result.Code.ShouldBe(2);
        result.Error.ShouldBeEmpty();
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("problems").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_file_name_with_an_at_sign_is_no_response_file()
    {
        var result = await new Cli().RunAsync("vm attach @web enp1s0f0");

        result.Error.ShouldContain("libvirt knows no guest '@web'");
    }

    [Fact]
    public async Task Random_command_lines_never_fault_and_never_change_anything()
    {
        string[] words =
        [
            "pf", "vf", "vm", "list", "show", "set", "reset", "bind", "attach", "detach", "watch", "completion", "help", "version", "enp1s0f0", "enp1s0f0/0",
            "0000:01:10.4", "web1", "--json", "--dry-run", "--vlan", "--vfs", "--mac", "--driver", "--alias", "--device", "--timeout", "--color", "--root",
            "--help", "-h", "--", "-1", "4095", "99999999999999999999", "zz", "", "/", "a/b/c", "\u001b[31m", "ä", "--vlan=7", "--=", "-", "@x", "--node-guid",
            "00:11", "bash", "exit-codes", "problem", "--trust", "on", "=", "\0",
        ];
        var random = new Random(20260102);
        for (var round = 0; round < 2000; round++)
        {
            var line = Enumerable.Range(0, random.Next(1, 8)).Select(_ => words[random.Next(words.Length)]).Append("--dry-run").ToArray();
            if (line.Contains("watch"))
            {
                continue;
            }

            var cli = new Cli();
            var result = await cli.RunAsync(line);

            result.Code.ShouldNotBe(1, string.Join(' ', line));
            cli.Host?.Applied.ShouldBeEmpty(string.Join(' ', line));
        }
    }
}
