using System.CommandLine;
using System.Text.Json.Nodes;
using Vfleet.Cli.CommandLine;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>The options of a resource's fields.</summary>
internal sealed class FieldOptions
{
    private readonly (FleetField Field, Option<string?> Option)[] _options;
    private readonly (FleetField Field, Option<string[]> Option)[] _lists;

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="isOfNew">Whether the resource is being made, so that there is nothing to take away.</param>
    public FieldOptions(Command command, IEnumerable<FleetField> fields, bool isOfNew = false)
    {
        var all = fields.ToList();
        _lists = [.. all.Where(field => field.Each is not null).Select(field => (field, new Option<string[]>(field.Option) { HelpName = field.HelpName, Description = Describe(field, isOfNew) }))];
        _options = [.. all.Where(field => field.Each is null).Select(field => (field, new Option<string?>(field.Option) { HelpName = field.HelpName, Description = Describe(field, isOfNew) }))];
        foreach (var (field, option) in _options)
        {
            if (field.Words.Length > 0)
            {
                option.CompletionSources.Add(_ => field.Words.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
            }

            command.Options.Add(option);
        }

        foreach (var (_, option) in _lists)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads what was given.</summary>
    /// <param name="values">The command line.</param>
    /// <returns>A member for each option; null for a value that is taken away.</returns>
    public JsonObject Read(ValueReader values)
    {
        var members = new JsonObject();
        foreach (var (field, option) in _options)
        {
            if (values.Text(option) is { } text)
            {
                Put(members, field.Member, field.IsClearable && text == FleetField.None ? null : field.Read(values, option));
            }
        }

        foreach (var (field, option) in _lists.Where(list => values.IsGiven(list.Option)))
        {
            var words = values.Texts(option);
            Put(members, field.Member, words is [FleetField.None] ? null : new JsonArray([.. words.Select(word => field.Each!(values, word))]));
        }

        return members;
    }

    private static void Put(JsonObject members, string path, JsonNode? value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (members[name] is not JsonObject inner)
            {
                members[name] = inner = [];
            }

            members = inner;
        }

        members[names[^1]] = value;
    }

    private static string Describe(FleetField field, bool isOfNew) => field.IsClearable && !isOfNew ? $"{field.Description} '{FleetField.None}' takes it away." : field.Description;
}
