using System.CommandLine;
using System.CommandLine.Completions;
using Vfleet.Domain.Doctor;

namespace Vfleet.Cli.Completion;

/// <summary>Finds what can stand at the cursor.</summary>
/// <param name="root">The command tree.</param>
/// <param name="names">Names of what is on this host.</param>
/// <param name="fleet">Names of what is in the fleet.</param>
internal sealed class Completer(RootCommand root, HostNames names, FleetNames fleet)
{
    /// <summary>The hidden first word of the call that the shells' scripts make.</summary>
    public const string Word = "__complete";

    private const string HostOption = "--host";

    /// <summary>The candidates.</summary>
    /// <param name="words">The words after <c>vfleet</c> up to the cursor; the last is the one being typed, perhaps empty.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IEnumerable<Candidate>> CompleteAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var typed = words.Count == 0 ? "" : words[^1];
        Command command = root;
        Option? pending = null;
        var given = new List<string>();
        string? host = null;
        for (var i = 0; i < words.Count - 1; i++)
        {
            var word = words[i];
            if (pending is not null)
            {
                host = pending.Name == HostOption ? word : host;
                pending = null;
            }
            else if (word.StartsWith('-'))
            {
                host = word.StartsWith($"{HostOption}=", StringComparison.Ordinal) ? word[(HostOption.Length + 1)..] : host;
                pending = Find(command, word) is { } option && TakesValue(option) ? option : null;
            }
            else if (command.Subcommands.FirstOrDefault(child => child.Name == word) is { } child)
            {
                command = child;
            }
            else
            {
                given.Add(word);
            }
        }

        var all = await AllAsync(command, pending, given, host, typed, cancellationToken);
        return all.Where(candidate => candidate.Text.StartsWith(typed, StringComparison.Ordinal));
    }

    private async Task<IEnumerable<Candidate>> AllAsync(
        Command command, Option? pending, List<string> given, string? host, string typed, CancellationToken cancellationToken)
    {
        if (pending is not null)
        {
            return await ValuesAsync(pending, typed, cancellationToken);
        }

        if (typed.StartsWith('-'))
        {
            var equals = typed.IndexOf('=', StringComparison.Ordinal);
            return equals > 0 && Find(command, typed[..equals]) is { } option
                ? (await ValuesAsync(option, typed[(equals + 1)..], cancellationToken)).Select(value => value with { Text = typed[..(equals + 1)] + value.Text })
                : Options(command);
        }

        if (command.Subcommands.Count > 0)
        {
            return command.Subcommands.Where(child => !child.Hidden).Select(child => new Candidate(child.Name, child.Description ?? ""));
        }

        return given.Count < command.Arguments.Count
            ? await ValuesAsync(command.Arguments[given.Count].Name, given, host, typed, cancellationToken)
            : [];
    }

    private IEnumerable<Candidate> Options(Command command) => command.Options.Concat(command == root ? [] : root.Options)
        .Where(option => !option.Hidden)
        .Select(option => new Candidate(option.Name, option.Description ?? ""));

    private Option? Find(Command command, string name) =>
        command.Options.Concat(root.Options).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool);

    private async Task<IEnumerable<Candidate>> ValuesAsync(Option option, string typed, CancellationToken cancellationToken) => option.Name switch
    {
        "--file" or "--out" or "--root" or "--ca" or "--password-file" => FileNames.Of(typed),
        "--explain" => DoctorRules.All.Select(rule => new Candidate(rule.Id, rule.Title)),
        "--color" => Words("auto", "always", "never"),
        "--connect" => Words("qemu:///system", "qemu:///session"),
        "--driver" => Words("vfio", "host", "none"),
        "--eswitch" => Words("legacy", "switchdev"),
        "--vlan-protocol" => Words("802.1q", "802.1ad"),
        "--link-state" => Words("auto", "enable", "disable"),
        "--spoof-check" or "--trust" or "--rss-query" => Words("on", "off"),
        _ when option.GetCompletions(CompletionContext.Empty).ToList() is { Count: > 0 } words => words.Select(word => new Candidate(word.Label, "")),
        _ => await fleet.OfOptionAsync(option.Name, cancellationToken),
    };

    private async Task<IEnumerable<Candidate>> ValuesAsync(
        string argument, List<string> given, string? host, string typed, CancellationToken cancellationToken)
    {
        return argument switch
        {
            "PLANFILE" or "FILE" => FileNames.Of(typed),
            "PF" when host is null => await names.PfsAsync(cancellationToken),
            "VF" => await names.VfsAsync(cancellationToken),
            "FUNCTION" => (await names.PfsAsync(cancellationToken)).Concat(await names.VfsAsync(cancellationToken)),
            "GUEST" => await names.GuestsAsync(cancellationToken),
            "DEVICE" => await names.DevicesAsync(given[0], cancellationToken),
            "DRIVER" => Words("vfio", "host", "none"),
            "SHELL" => Words("bash", "zsh", "fish"),
            "TOPIC" => Words("exit-codes", "host-yaml", "problem").Concat(
                root.Subcommands.Where(child => !child.Hidden).Select(child => new Candidate(child.Name, child.Description ?? ""))),
            _ => await fleet.OfArgumentAsync(argument, given, host, cancellationToken),
        };
    }

    private static IEnumerable<Candidate> Words(params string[] words) => words.Select(word => new Candidate(word, ""));
}

/// <summary>Something that can stand at the cursor.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="About">What the shell may show beside it.</param>
internal sealed record Candidate(string Text, string About);
