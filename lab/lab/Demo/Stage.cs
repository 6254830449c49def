using System.Globalization;
using Spectre.Console;
using Vfleet.Lab.Fleet;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;
using Vfleet.Lab.Program.Commands;

namespace Vfleet.Lab.Program.Demo;

/// <summary>Shows what is done: titles, command lines as they are typed with what they print, and what was checked.</summary>
internal sealed class Stage
{
    private int _number;

    /// <summary>Begins a part.</summary>
    public void Title(string text)
    {
        _number++;
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine($"[bold yellow]{_number}. {Markup.Escape(text)}[/]");
    }

    /// <summary>Shows a check; ends everything when it does not hold.</summary>
    public static void Expect(bool holds, string good, string bad)
    {
        if (!holds)
        {
            throw new LabException(bad);
        }

        AnsiConsole.MarkupLine($"  [green]✓[/] {Markup.Escape(good)}");
    }

    /// <summary>Runs a command line of the engine's admin on this machine.</summary>
    public static async Task<CommandResult> AdminAsync(LabEngine engine, string arguments, CancellationToken cancellationToken, bool mustFail = false)
    {
        Prompt("admin", $"vfleet {arguments}");
        var result = await WorkAsync($"vfleet {arguments}", () => engine.RunAsync($"{Colour}{arguments}", cancellationToken), quiet: true);
        Console.Write(result.Output);
        Console.Write(result.Error);
        return result.Succeeded == mustFail ? throw new LabException($"'vfleet {arguments}' ended with exit code {result.ExitCode}") : result;
    }

    /// <summary>Runs a command line on a host.</summary>
    public static async Task HostAsync(LabHost host, string command, CancellationToken cancellationToken)
    {
        Prompt(host.Name, command);
        var columns = Math.Clamp(AnsiConsole.Profile.Width, 80, 160).ToString(CultureInfo.InvariantCulture);
        var result = await WorkAsync(command, () => host.RunAsync($"COLUMNS={columns} LC_ALL=C.UTF-8 {command} 2>&1", TimeSpan.FromMinutes(5), cancellationToken), quiet: true);
        Console.Write(result.Output);
        if (!result.Succeeded)
        {
            throw new LabException($"'{command}' on {host.Name} ended with exit code {result.ExitCode}");
        }
    }

    /// <summary>Does something slow, with its name and time shown.</summary>
    public static async Task WorkAsync(string what, Func<Task> work) =>
        await WorkAsync(
            what,
            async () =>
            {
                await work();
                return true;
            });

    private static string Colour => AnsiConsole.Profile.Capabilities.Ansi ? "--color always " : "";

    private static void Prompt(string who, string command) => AnsiConsole.MarkupLine($"[bold]{Markup.Escape(who)}#[/] [aqua]{Markup.Escape(command)}[/]");

    private static async Task<T> WorkAsync<T>(string what, Func<Task<T>> work, bool quiet = false) =>
        quiet && Console.IsOutputRedirected
            ? await work()
            : await StepDisplay.RunAsync(async display =>
            {
                if (!quiet)
                {
                    display.Report(what);
                }

                return await work();
            });
}
