using System.CommandLine;
using System.Text.Json.Nodes;
using Vfleet.Cli.CommandLine;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>Something of a resource that can be set.</summary>
/// <param name="Option">Its option.</param>
/// <param name="Member">Its member on the wire; dots lead into members of members.</param>
/// <param name="HelpName">What its value is.</param>
/// <param name="Description">What it does.</param>
/// <param name="Read">Reads its value; null when it could not be read, which is a problem of the values then.</param>
internal sealed record FleetField(string Option, string Member, string HelpName, string Description, Func<ValueReader, Option<string?>, JsonNode?> Read)
{
    /// <summary>What is typed to take a value away.</summary>
    public const string None = "none";

    /// <summary>Whether its value can be taken away.</summary>
    public bool IsClearable { get; init; }

    /// <summary>Makes one of each value, when the option may be given several times; null when it is given once.</summary>
    public Func<ValueReader, string, JsonNode?>? Each { get; init; }

    /// <summary>The words that it takes; empty when it takes others.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>A text.</summary>
    public static FleetField Text(string option, string member, string helpName, string description) =>
        new(option, member, helpName, description, (values, given) => JsonValue.Create(values.Text(given))) { IsClearable = true };

    /// <summary>A whole number.</summary>
    public static FleetField Number(string option, string member, string helpName, int least, int most, string description, bool clears = false) =>
        new(option, member, helpName, description, (values, given) => Ranged(values, given, least, most)) { IsClearable = clears };

    /// <summary><c>on</c> or <c>off</c>.</summary>
    public static FleetField Switch(string option, string member, string description, bool clears = false) =>
        new(option, member, "on|off", description, (values, given) => values.Switch(given) is { } on ? JsonValue.Create(on) : null)
        {
            IsClearable = clears,
            Words = ["on", "off"],
        };

    /// <summary>One of a few words; on the wire it is the same word in camel case.</summary>
    public static FleetField Word(string option, string member, string description, bool clears, params (string Typed, string Wire)[] words) =>
        new(option, member, string.Join('|', words.Select(word => word.Typed)), description, (values, given) => OneOf(values, given, words))
        {
            IsClearable = clears,
            Words = [.. words.Select(word => word.Typed)],
        };

    /// <summary>Another resource.</summary>
    public static FleetField Reference(string option, string member, string helpName, string description, bool clears = false) =>
        new(option, member, helpName, description, (values, given) => ReferenceTo(values.Text(given)!)) { IsClearable = clears };

    /// <summary>Several other resources, with commas.</summary>
    public static FleetField References(string option, string member, string helpName, string description, bool clears = false) =>
        new(option, member, helpName, description, (values, given) => List(values, given, ReferenceTo)) { IsClearable = clears };

    /// <summary>Several texts, with commas.</summary>
    public static FleetField Texts(string option, string member, string helpName, string description) =>
        new(option, member, helpName, description, (values, given) => List(values, given, text => JsonValue.Create(text))) { IsClearable = true };

    /// <summary>A MAC address.</summary>
    public static FleetField Mac(string option, string member, string description) =>
        new(option, member, "MAC", description, (values, given) => values.Mac(given) is { } mac ? JsonValue.Create(mac.ToString()) : null);

    /// <summary>A list, one thing for each time that the option is given.</summary>
    public static FleetField Many(string option, string member, string helpName, string description, Func<ValueReader, string, JsonNode?> each) =>
        new(option, member, helpName, description, (_, _) => null) { Each = each, IsClearable = true };

    /// <summary>What is in a file of this machine.</summary>
    public static FleetField File(string option, string member, string description) =>
        new(option, member, "FILE", description, (values, given) => JsonValue.Create(FileText(values, given))) { IsClearable = true };

    /// <summary>Several things with commas; no list but an empty text is an empty one.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="each">Makes one of a word.</param>
    public static JsonArray List(ValueReader values, Option<string?> option, Func<string, JsonNode?> each) =>
        new([.. (values.Text(option) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(each)]);

    /// <summary>Another resource as it stands on the wire.</summary>
    /// <param name="text">Its id or name.</param>
    public static JsonObject ReferenceTo(string text) => Api.Reference.To(text) is { Id: { } id }
        ? new JsonObject { ["id"] = id.ToString() }
        : new JsonObject { ["name"] = text };

    private static JsonValue? Ranged(ValueReader values, Option<string?> option, int least, int most) =>
        values.Number(option, least, most) is { } number ? JsonValue.Create(number) : null;

    private static string? FileText(ValueReader values, Option<string?> option)
    {
        var path = values.Text(option)!;
        try
        {
            return System.IO.File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            values.Refuse(new Problem(ProblemCode.FileFault, $"{option.Name}: {path} cannot be read: {fault.Message}", "name a file that you may read", option.Name.TrimStart('-')));
            return null;
        }
    }

    private static JsonValue? OneOf(ValueReader values, Option<string?> option, (string Typed, string Wire)[] words)
    {
        var numbered = words.Select((word, index) => (word.Typed, index)).ToArray();
        return values.OneOf(option, numbered) is { } index ? JsonValue.Create(words[index].Wire) : null;
    }
}
