using Spectre.Console;

namespace Vfleet.Lab.Program.Commands;

/// <summary>The table of hosts that <c>lab up</c> and <c>lab status</c> print.</summary>
internal static class StatusTable
{
    /// <summary>Prints one line per host.</summary>
    public static void Print(IEnumerable<RunningLab> labs)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var column in (string[])["LAB", "VARIANT", "HOST", "POWER", "SSH PORT", "SR-IOV NICS"])
        {
            table.AddColumn(new TableColumn(column) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        if (Console.IsOutputRedirected)
        {
            // Nobody's terminal is to be fitted, and nobody's colours are wanted.
            AnsiConsole.Profile.Width = 200;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        foreach (var lab in labs)
        {
            foreach (var host in lab.Hosts)
            {
                table.AddRow(
                    lab.Name,
                    lab.Variant.Name,
                    host.Name,
                    host.IsOn ? "[green]on[/]" : "[red]off[/]",
                    host.IsOn ? host.SshPort.ToString() : "-",
                    string.Join(' ', host.Pfs.Select(pf => pf.Address)));
            }
        }

        AnsiConsole.Write(table);
    }
}
