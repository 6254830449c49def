using System.Collections.Immutable;
using System.CommandLine;
using Vfleet.Server.Configuring;

namespace Vfleet.Server.Commands;

/// <summary>All commands of <c>vfleetd</c>.</summary>
internal sealed class ServerCommands
{
    private readonly Option<string?> _config = new("--config") { Description = "Read the configuration from a file: JSON, with comments.", HelpName = "FILE", Recursive = true };
    private readonly ImmutableArray<(OptionKey Key, Option<string[]> Option)> _options =
    [
        .. OptionKeys.All.Select(key => (key, new Option<string[]>(key.Option)
        {
            Description = key.Meaning,
            HelpName = key.Form,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            Recursive = true,
        })),
    ];

    private readonly Argument<string> _backup = new("FILE") { Description = "The file; it must not exist." };
    private readonly Argument<string> _restore = new("FILE") { Description = "A backup." };
    private readonly Option<bool> _replace = new("--replace") { Description = "Throw away what is in the store." };
    private readonly Argument<string> _user = new("USER") { Description = "The user's name." };

    /// <summary>Makes them.</summary>
    /// <param name="surroundings">What is around the program.</param>
    public ServerCommands(ServerSurroundings surroundings)
    {
        Root = new RootCommand("vfleetd is the engine of a fleet: it keeps the fleet, places VMs, and is what agents and people talk to.") { TreatUnmatchedTokensAsErrors = true };
        Root.Options.Add(_config);
        foreach (var (_, option) in _options)
        {
            Root.Options.Add(option);
        }

        Add("run", "run the engine until it is stopped (what is done without a command)", [], (options, _, token) => RunCommand.RunAsync(options, surroundings, token), surroundings);
        Add("backup", "write a copy of the store into a file; no engine may run on a store that is a file", [_backup], (options, parse, token) => BackupCommand.RunAsync(options, parse.GetValue(_backup)!, surroundings, token), surroundings);
        Add("restore", "restore a backup into an empty store; no engine may run on it", [_restore, _replace], (options, parse, token) => RestoreCommand.RunAsync(options, parse.GetValue(_restore)!, parse.GetValue(_replace), surroundings, token), surroundings);
        Add("reset-password", "give a user a new password, which is printed; no engine may run on a store that is a file", [_user], (options, parse, token) => ResetPasswordCommand.RunAsync(options, parse.GetValue(_user)!, surroundings, token), surroundings);
        Add("version", "show the version", [], (_, _, _) => VersionCommand.RunAsync(surroundings), surroundings);
        Root.SetAction((parse, token) => WithOptionsAsync(parse, surroundings, options => RunCommand.RunAsync(options, surroundings, token)));
    }

    /// <summary>The root.</summary>
    public RootCommand Root { get; }

    private void Add(
        string name, string description, ReadOnlySpan<Symbol> symbols, Func<ServerOptions, ParseResult, CancellationToken, Task<int>> run, ServerSurroundings surroundings)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction((parse, token) => WithOptionsAsync(parse, surroundings, options => run(options, parse, token)));
        Root.Subcommands.Add(command);
    }

    private async Task<int> WithOptionsAsync(ParseResult parse, ServerSurroundings surroundings, Func<ServerOptions, Task<int>> run)
    {
        var given = _options.Where(pair => parse.GetResult(pair.Option) is { Implicit: false })
            .ToDictionary(pair => pair.Key.Name, pair => parse.GetValue(pair.Option)!.ToImmutableArray(), StringComparer.Ordinal);
        var file = parse.GetValue(_config) ?? surroundings.Variable("VFLEETD_CONFIG");
        var options = OptionReading.Read(file, given, surroundings.Variable, out var problems);
        return problems.IsEmpty ? await run(options) : surroundings.Refuse(problems);
    }
}
