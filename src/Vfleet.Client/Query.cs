using System.Collections.Immutable;
using System.Text;

namespace Vfleet.Client;

/// <summary>Which part of a collection is wanted, in which order.</summary>
public sealed record Query
{
    /// <summary>All of it, in the engine's order.</summary>
    public static Query All { get; } = new();

    /// <summary>Members and the values that they must have.</summary>
    public ImmutableArray<(string Member, string Value)> Filters { get; init; } = [];

    /// <summary>The member to sort by, with <c>-</c> before it for the other way round; null for the engine's order.</summary>
    public string? Sort { get; init; }

    /// <summary>How many are asked for at once, 1-1000.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>The same with one more filter.</summary>
    /// <param name="member">The member.</param>
    /// <param name="value">Its value; null for any.</param>
    public Query Where(string member, string? value) => value is null ? this : this with { Filters = Filters.Add((member, value)) };

    /// <summary>The query part of a target, with its question mark.</summary>
    /// <param name="after">Where the page before ended; null for the first.</param>
    internal string ToText(string? after)
    {
        var text = new StringBuilder($"?limit={PageSize}");
        foreach (var (member, value) in Filters)
        {
            text.Append($"&{member}={Uri.EscapeDataString(value)}");
        }

        text.Append(Sort is null ? "" : $"&sort={Uri.EscapeDataString(Sort)}");
        text.Append(after is null ? "" : $"&after={Uri.EscapeDataString(after)}");
        return text.ToString();
    }
}
