using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Vfleet.Cli.Help;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.CommandLine;

/// <summary>What is wrong with the shape of a command line.</summary>
internal static class ParseProblems
{
    /// <summary>Finds it.</summary>
    /// <param name="parse">The command line.</param>
    /// <returns>The problems; empty when it can be understood.</returns>
    public static ImmutableArray<Problem> Of(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var path = ManPagePrinter.Path(command);
        var help = $"'{path} --help' shows what it takes";
        if (Swallowed(parse, command) is { Count: > 0 } swallowed)
        {
            return [.. swallowed.Select(word => Unknown(word, command, path, help))];
        }

        if (parse.Errors.Count == 0)
        {
            return [];
        }

        var unknown = parse.UnmatchedTokens;
        var problems = unknown.Select(word => Unknown(word, command, path, help)).ToList();
        if (command.Subcommands.Count > 0)
        {
            if (problems.Count == 0)
            {
                problems.Add(new Problem(
                    ProblemCode.OptionsConflict,
                    $"'{path}' needs a command: {string.Join(", ", command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name))}",
                    help));
            }
        }
        else
        {
            problems.AddRange(parse.Errors
                .Where(error => !unknown.Any(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal)))
                .Select(error => new Problem(ProblemCode.OptionsConflict, error.Message.TrimEnd('.'), help)));
        }

        return [.. problems];
    }

    // A misspelt option is taken for an argument: nothing that can stand there begins with '-', unless "--" came before it.
    private static List<string> Swallowed(ParseResult parse, Command command) => parse.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? []
        : [.. command.Arguments
            .SelectMany(argument => parse.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .Where(word => word.StartsWith('-'))];

    private static IEnumerable<Command> Lineage(Command command) =>
        command.Parents.OfType<Command>().SelectMany(Lineage).Prepend(command);

    private static Problem Unknown(string word, Command command, string path, string help)
    {
        var isOption = word.StartsWith('-');
        var known = isOption
            ? Lineage(command).SelectMany(each => each.Options).Select(option => option.Name)
            : command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name);
        var message = isOption ? $"'{path}' has no option '{word}'"
            : command.Subcommands.Count > 0 ? $"'{path}' has no command '{word}'"
            : $"'{path}' does not take '{word}' here";
        return new Problem(
            ProblemCode.Malformed, message, Misspelling.Nearest(word, known) is { } meant ? $"did you mean '{meant}'? {help}" : help, word);
    }
}
