using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Commands;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Tests.CommandLine;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Tests.Help;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. All(new CommandTree().Root)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_a_page_that_fits(string command)
    {
        var result = await new Cli { Width = 80, Environment = { ["NO_COLOR"] = "1" } }.RunAsync($"{command} --help");

        result.Code.ShouldBe(0);
        result.Error.ShouldBeEmpty();
        foreach (var head in (string[])["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"])
        {
            result.Lines.ShouldContain(line => line == head);
        }

        result.Lines.ShouldAllBe(line => line.Length <= 80 || line.Contains(" | jq ", StringComparison.Ordinal) || line.StartsWith("           vfleet ", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_example_of_the_help_can_be_understood()
    {
        foreach (var (page, path) in Pages(new CommandTree().Root))
        {
            foreach (var example in page.Examples)
            {
                var line = example.CommandLine.Replace("source <(", "", StringComparison.Ordinal).TrimEnd(')');

                line.ShouldStartWith("vfleet ", customMessage: path);
                WrittenCommand.ProblemsOf(line).ShouldBeEmpty($"{path}: {example.CommandLine}");
            }
        }

        // A page without examples explains nothing.
        Pages(new CommandTree().Root).ShouldAllBe(page => page.Page.Examples.Length > 0);
    }

    [Fact]
    public async Task A_page_has_the_order_of_a_manual_page()
    {
        var result = await new Cli().RunAsync("help vf reset");

        result.Out.ShouldStartWith("""
            NAME
                   vfleet-vf-reset - put a virtual function back to what it was before it
                   was given away

            SYNOPSIS
                   vfleet vf reset VF [--dry-run]

            DESCRIPTION
                   Resets the function and writes back what Vfleet saved of it before it was
            """);
        result.Out.ShouldContain("\nEXAMPLES\n       After a guest vanished without giving its VF back:\n           vfleet vf reset enp1s0f0/3\n");
        result.Out.ShouldContain("\nEXIT CODES\n         0  done, or nothing to do\n");
    }

    [Fact]
    public async Task No_words_at_all_show_the_overview()
    {
        var result = await new Cli().RunAsync();

        result.Code.ShouldBe(0);
        result.Out.ShouldContain("COMMANDS\n       pf          physical functions");
    }

    [Fact]
    public void Every_problem_code_is_explained()
    {
        var codes = typeof(ProblemCode).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => (ProblemCode)property.GetValue(null)!).Concat(EngineCode.All.Select(entry => entry.Code));

        ProblemGuide.All.Select(entry => entry.Code).ShouldBe(codes, ignoreOrder: true);
    }

    [Fact]
    public async Task A_problem_code_can_be_looked_up()
    {
        var result = await new Cli().RunAsync("help problem vf_not_free");

        result.Out.ShouldStartWith("VF_NOT_FREE (exit code 4)\n  A guest, a process or the host's own networking uses the VF.");
        (await new Cli().RunAsync("help problem NO_SUCH")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task The_exit_codes_can_be_read_by_programs()
    {
        var result = await new Cli().RunAsync("help exit-codes --json");

        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("exitCodes").EnumerateArray().Select(code => code.GetProperty("code").GetInt32()).ShouldContain(12);
        (await new Cli().RunAsync("help exit-codes")).Out.ShouldContain("  12  a change stopped half-way");
    }

    [Fact]
    public async Task The_version_is_shown()
    {
        (await new Cli().RunAsync("version")).Out.ShouldStartWith("vfleet 0.");
        using var json = JsonDocument.Parse((await new Cli().RunAsync("version --json")).Out);
        json.RootElement.GetProperty("version").GetString()!.ShouldStartWith("0.");
    }

    private static IEnumerable<string> All(Command command) =>
        command.Subcommands.SelectMany(child => All(child).Prepend(ManPagePrinter.Path(child)["vfleet ".Length..]));

    private static IEnumerable<(ManPage Page, string Path)> Pages(Command command) =>
        command.Subcommands.SelectMany(Pages).Prepend((((IHasPage)command).Page, ManPagePrinter.Path(command)));
}
