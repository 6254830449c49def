using System.CommandLine;
using Vfleet.Domain.Doctor;

namespace Vfleet.Cli.Completion;

/// <summary>Finds what can stand at the cursor.</summary>
/// <param name="root">The command tree.</param>
/// <param name="names">Names of what is on this host.</param>
internal sealed class Completer(RootCommand root, HostNames names)
{
    /// <summary>The hidden first word of the call that the shells' scripts make.</summary>
    public const string Word = "__complete";

    /// <summary>The candidates.</summary>
    /// <param name="words">The words after <c>vfleet</c> up to the cursor; the last is the one being typed, perhaps empty.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IEnumerable<Candidate>> CompleteAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var typed = words.Count == 0 ? "" : words[^1];
        Command command = root;
        Option? pending = null;
        var given = new List<string>();
        for (var i = 0; i < words.Count - 1; i++)
        {
            var word = words[i];
            if (pending is not null)
            {
                pending = null;
            }
            else if (word.StartsWith('-'))
            {
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

        var all = await AllAsync(command, pending, given, typed, cancellationToken);
        return all.Where(candidate => candidate.Text.StartsWith(typed, StringComparison.Ordinal));
    }

    private async Task<IEnumerable<Candidate>> AllAsync(
        Command command, Option? pending, List<string> given, string typed, CancellationToken cancellationToken)
    {
        if (pending is not null)
        {
            return Values(pending, typed);
        }

        if (typed.StartsWith('-'))
        {
            var equals = typed.IndexOf('=', StringComparison.Ordinal);
            return equals > 0 && Find(command, typed[..equals]) is { } option
                ? Values(option, typed[(equals + 1)..]).Select(value => value with { Text = typed[..(equals + 1)] + value.Text })
                : Options(command);
        }

        if (command.Subcommands.Count > 0)
        {
            return command.Subcommands.Where(child => !child.Hidden).Select(child => new Candidate(child.Name, child.Description ?? ""));
        }

        return given.Count < command.Arguments.Count
            ? await ValuesAsync(command.Arguments[given.Count].Name, given, typed, cancellationToken)
            : [];
    }

    private IEnumerable<Candidate> Options(Command command) => command.Options.Concat(command == root ? [] : root.Options)
        .Where(option => !option.Hidden)
        .Select(option => new Candidate(option.Name, option.Description ?? ""));

    private Option? Find(Command command, string name) =>
        command.Options.Concat(root.Options).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool);

    private static IEnumerable<Candidate> Values(Option option, string typed) => option.Name switch
    {
        "--file" or "--out" or "--root" => FileNames.Of(typed),
        "--explain" => DoctorRules.All.Select(rule => new Candidate(rule.Id, rule.Title)),
        "--color" => Words("auto", "always", "never"),
        "--connect" => Words("qemu:///system", "qemu:///session"),
        "--driver" => Words("vfio", "host", "none"),
        "--eswitch" => Words("legacy", "switchdev"),
        "--vlan-protocol" => Words("802.1q", "802.1ad"),
        "--link-state" => Words("auto", "enable", "disable"),
        "--spoof-check" or "--trust" or "--rss-query" => Words("on", "off"),
        _ => [],
    };

    private async Task<IEnumerable<Candidate>> ValuesAsync(
        string argument, List<string> given, string typed, CancellationToken cancellationToken)
    {
        return argument switch
        {
            "PLANFILE" or "FILE" => FileNames.Of(typed),
            "PF" => await names.PfsAsync(cancellationToken),
            "VF" => await names.VfsAsync(cancellationToken),
            "FUNCTION" => (await names.PfsAsync(cancellationToken)).Concat(await names.VfsAsync(cancellationToken)),
            "GUEST" => await names.GuestsAsync(cancellationToken),
            "DEVICE" => await names.DevicesAsync(given[0], cancellationToken),
            "DRIVER" => Words("vfio", "host", "none"),
            "SHELL" => Words("bash", "zsh", "fish"),
            "TOPIC" => Words("exit-codes", "host-yaml", "problem").Concat(
                root.Subcommands.Where(child => !child.Hidden).Select(child => new Candidate(child.Name, child.Description ?? ""))),
            _ => [],
        };
    }

    private static IEnumerable<Candidate> Words(params string[] words) => words.Select(word => new Candidate(word, ""));
}

/// <summary>Something that can stand at the cursor.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="About">What the shell may show beside it.</param>
internal sealed record Candidate(string Text, string About);
