using System.Globalization;
using System.Text;
using System.Text.Json;
using Vfleet.Client;

namespace Vfleet.Cli.Output;

/// <summary>A resource of the engine as labels and values: every member that has something to say, in the order of the wire.</summary>
internal static class WireSheet
{
    /// <summary>Makes it.</summary>
    /// <typeparam name="T">Type of the resource.</typeparam>
    /// <param name="title">What it is called.</param>
    /// <param name="resource">The resource.</param>
    public static Sheet Of<T>(string title, T resource)
    {
        var sheet = new Sheet(title);
        foreach (var member in JsonSerializer.SerializeToElement(resource, WireType.Of<T>()).EnumerateObject())
        {
            Add(sheet, Label(member.Name), member.Value);
        }

        return sheet;
    }

    /// <summary>A member's name as people write it: <c>physicalNetwork</c> is <c>physical network</c>.</summary>
    /// <param name="member">The name.</param>
    public static string Label(string member)
    {
        if (member.EndsWith("MiB", StringComparison.Ordinal))
        {
            return $"{Label(member[..^3])} MiB";
        }

        var label = new StringBuilder();
        foreach (var c in member)
        {
            label.Append(char.IsAsciiLetterUpper(c) ? " " : "").Append(char.ToLowerInvariant(c));
        }

        return label.ToString();
    }

    /// <summary>A time as people here read it.</summary>
    /// <param name="time">The time.</param>
    /// <param name="zone">Their time zone.</param>
    public static string Time(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static void Add(Sheet sheet, string label, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array when value.EnumerateArray().Any(each => each.ValueKind == JsonValueKind.Object && !IsReference(each)):
                foreach (var each in value.EnumerateArray())
                {
                    sheet.Add(label, Text(each));
                }

                break;
            case JsonValueKind.Object when !IsReference(value):
                foreach (var member in value.EnumerateObject())
                {
                    Add(sheet, Label(member.Name), member.Value);
                }

                break;
            default:
                sheet.Add(label, Text(value) is { Length: > 0 } text ? text : null);
                break;
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        JsonValueKind.Object when IsReference(value) => (value.TryGetProperty("name", out var name) ? name : value.GetProperty("id")).ToString(),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject()
            .Select(member => (member.Name, Value: Text(member.Value)))
            .Where(member => member.Value.Length > 0)
            .Select(member => $"{Label(member.Name)} {member.Value}")),
        _ => value.ToString(),
    };

    private static bool IsReference(JsonElement value) =>
        value.EnumerateObject().Any() && value.EnumerateObject().All(member => member.Name is "id" or "name");
}
