using System.CommandLine;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Commands;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Help;

/// <summary>Prints the help of a command in the order of a manual page. Options and arguments speak for themselves, so they cannot drift.</summary>
/// <param name="screen">Where.</param>
/// <param name="globals">The global options.</param>
internal sealed class ManPagePrinter(Screen screen, GlobalOptions globals)
{
    private const int Indent = 7;
    private const int Widest = 100;

    private int Columns => Math.Max(40, Math.Min(screen.Width ?? 80, Widest));

    /// <summary>Prints the page of a command.</summary>
    /// <param name="command">A command that has a page.</param>
    public void Print(Command command)
    {
        var page = ((IHasPage)command).Page;
        var path = Path(command);
        Head("NAME");
        Paragraph($"{path.Replace(' ', '-')} - {command.Description}");
        Head("SYNOPSIS");
        foreach (var line in Synopsis(command, path))
        {
            Paragraph(line, hang: 4);
        }

        Head("DESCRIPTION");
        for (var i = 0; i < page.Description.Length; i++)
        {
            if (i > 0)
            {
                screen.Line();
            }

            Paragraph(page.Description[i]);
        }

        Commands(command);
        Items(command);
        Examples(page);
        if (command.Subcommands.Count == 0)
        {
            PrintExitCodes(withSeeAlso: true, reading: command is not LeafCommand { MayRefuse: true });
        }
    }

    /// <summary>Prints the table of exit codes.</summary>
    /// <param name="withSeeAlso">Whether to end with where the whole table is.</param>
    /// <param name="reading">Whether to leave out what only changes can end with.</param>
    public void PrintExitCodes(bool withSeeAlso, bool reading)
    {
        Head("EXIT CODES");
        foreach (var code in ExitCodes.All)
        {
            var isOfChanges = code.Kind is ProblemKind.Refused or ProblemKind.Busy or ProblemKind.Unsupported or ProblemKind.Failed
                or ProblemKind.Timeout || code.Number is ExitCodes.Left or ExitCodes.Pending || code.Number == ExitCodes.SignalBase + 2;
            if (!(reading && isOfChanges))
            {
                Item(code.Number.ToString().PadLeft(3), 5, code.Meaning);
            }
        }

        screen.Line();
        Paragraph("Several problems at once give the smallest of their codes.");
        if (withSeeAlso)
        {
            Paragraph("'vfleet help exit-codes' shows the whole table, 'vfleet help problem CODE' explains a code of a problem.");
        }
    }

    /// <summary>Prints a heading.</summary>
    /// <param name="text">The heading.</param>
    public void Head(string text)
    {
        if (text != "NAME")
        {
            screen.Line();
        }

        screen.Line(screen.Paint(text, Tone.Strong));
    }

    /// <summary>Prints prose.</summary>
    /// <param name="text">The prose.</param>
    /// <param name="hang">By how much the lines after the first are indented further.</param>
    public void Paragraph(string text, int hang = 0)
    {
        var indent = Indent;
        foreach (var line in Wrap.Lines(text, Columns - Indent - hang))
        {
            screen.Line(new string(' ', indent) + line);
            indent = Indent + hang;
        }
    }

    /// <summary>What a user types to get to a command.</summary>
    /// <param name="command">The command.</param>
    public static string Path(Command command)
    {
        var words = new List<string>();
        for (Symbol? symbol = command; symbol is Command; symbol = symbol.Parents.FirstOrDefault())
        {
            words.Insert(0, symbol is RootCommand ? "vfleet" : symbol.Name);
        }

        return string.Join(' ', words);
    }

    private static IEnumerable<string> Synopsis(Command command, string path)
    {
        if (command.Subcommands.Count > 0)
        {
            foreach (var child in command.Subcommands.Where(child => !child.Hidden))
            {
                yield return command is RootCommand && child.Subcommands.Count > 0
                    ? $"{path} {child.Name} {string.Join('|', child.Subcommands.Select(grandchild => grandchild.Name))} ..."
                    : $"{path} {child.Name} {Shape(child)}".TrimEnd();
            }

            yield break;
        }

        yield return $"{path} {Shape(command)}".TrimEnd();
    }

    private static string Shape(Command command)
    {
        var parts = command.Arguments
            .Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name)
            .Concat(command.Options.Where(option => !option.Hidden).Select(option => $"[{option.Name}{Value(option)}]"));
        return string.Join(' ', parts);
    }

    private static string Value(Option option) => option.HelpName is { } name ? $" {name}" : "";

    private void Commands(Command command)
    {
        if (command.Subcommands.Count == 0)
        {
            return;
        }

        Head("COMMANDS");
        var width = command.Subcommands.Max(child => child.Name.Length) + 2;
        foreach (var child in command.Subcommands.Where(child => !child.Hidden))
        {
            Item(child.Name, width, child.Description ?? "");
        }
    }

    private void Items(Command command)
    {
        Head("OPTIONS");
        foreach (var argument in command.Arguments)
        {
            Option(argument.Name, argument.Description);
        }

        foreach (var option in command is RootCommand ? [] : command.Options.Where(option => !option.Hidden))
        {
            Option(Names(option), option.Description);
        }

        foreach (var option in globals.All)
        {
            Option(Names(option), option.Description);
        }
    }

    private static string Names(Option option) => string.Join(", ", option.Aliases.Append(option.Name)) + Value(option);

    private void Option(string name, string? description)
    {
        screen.Line(new string(' ', Indent) + screen.Paint(name, Tone.Strong));
        foreach (var line in Wrap.Lines(description ?? "", Columns - Indent - 4))
        {
            screen.Line(new string(' ', Indent + 4) + line);
        }
    }

    private void Examples(ManPage page)
    {
        if (page.Examples.Length == 0)
        {
            return;
        }

        Head("EXAMPLES");
        foreach (var example in page.Examples)
        {
            Paragraph(example.Does + ":");
            screen.Line(new string(' ', Indent + 4) + example.CommandLine);
        }
    }

    private void Item(string name, int width, string text)
    {
        var label = name.PadRight(width);
        foreach (var line in Wrap.Lines(text, Columns - Indent - width))
        {
            screen.Line(new string(' ', Indent) + label + line);
            label = new string(' ', width);
        }
    }
}
