using System.CommandLine;
using System.Text.Json.Nodes;
using Vfleet.Api.Resources;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Output;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet.Resources;

/// <summary>Who may do what, and API tokens.</summary>
internal static class AccessResources
{
    /// <summary>Users.</summary>
    public static FleetResource<UserResource> Users => new()
    {
        Word = "user",
        Words = "users",
        Argument = "USER",
        Collection = static (engine, _) => engine.Users,
        Name = static it => it.Name,
        About = "A user is a viewer (reads), an operator (also makes, places and changes VMs) or an admin (everything), of the fleet or of a part of it.",
        Columns =
        [
            new(new Column("USER"), it => it.Name),
            new(new Column("MAY BE", Least: 12), it => string.Join(", ", (it.Grants ?? []).Select(grant => $"{grant.Role.ToString().ToLowerInvariant()} of {grant.Scope}"))),
            new(new Column("STATE", Importance: 80), it => it.Disabled == true ? new Cell("disabled", Tone.Warning) : ""),
        ],
        Fields =
        [
            new("--grants", "grants", "ROLE[:SCOPE],..", "What the user may be: viewer, operator or admin, of the fleet, or with :datacenter/ID or :cluster/ID of a part.", Grants) { IsClearable = true },
            new("--password-file", "password", "FILE", "File whose first line is the password, 12 to 256 characters; - reads standard input.", PasswordText),
            FleetField.Switch("--disabled", "disabled", "Whether the user may not log in now."),
        ],
        AddExample = "anna --grants operator --password-file anna.secret",
        SetExample = "anna --disabled on",
    };

    /// <summary>API tokens.</summary>
    public static FleetResource<TokenResource> Tokens => new()
    {
        Word = "token",
        Words = "API tokens",
        Argument = "TOKEN",
        Collection = static (engine, _) => engine.Tokens,
        Name = static it => it.Name,
        About = "An API token lets a program in as its user, without a session: VFLEET_TOKEN in its environment.",
        Columns =
        [
            new(new Column("TOKEN"), it => it.Name),
            new(new Column("USER", Importance: 90), it => it.User?.ToString()),
            new(new Column("CREATED", Importance: 50), it => Day(it.Created)),
            new(new Column("EXPIRES", Importance: 80), it => it.Expires is null ? "never" : Day(it.Expires)),
            new(new Column("LAST USED", Importance: 60), it => Day(it.LastUsed)),
        ],
        Filters = [new("--user", "user", "USER", "Only those of this user.")],
        SetExample = "nightly",
    };

    private static string Day(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd") : "";

    private static JsonArray Grants(ValueReader values, Option<string?> option) => FleetField.List(values, option, text =>
    {
        var parts = text.Split(':', 2);
        if (parts[0] is "viewer" or "operator" or "admin")
        {
            return new JsonObject { ["role"] = parts[0], ["scope"] = parts.Length == 2 ? parts[1] : "fleet" };
        }

        values.Refuse(new Problem(ProblemCode.Malformed, $"--grants: '{parts[0]}' is no role", "give viewer, operator or admin", "grants"));
        return null;
    });

    private static JsonValue? PasswordText(ValueReader values, Option<string?> option)
    {
        var (password, problem) = Passwords.ReadFile(values.Text(option)!, option.Name);
        if (problem is not null)
        {
            values.Refuse(problem);
        }

        return JsonValue.Create(password);
    }
}
