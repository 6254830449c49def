using System.Globalization;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Problems;
using Vfleet.Engine.State;

namespace Vfleet.Compat.Ovirt.Searching;

/// <summary>Takes of a list what is searched for, in the order and the part that is wanted.</summary>
internal static class ListSearch
{
    /// <summary>What is wrong with a search of items.</summary>
    /// <param name="search">The search.</param>
    /// <param name="item">Their tag.</param>
    /// <returns>The fault; null when nothing is.</returns>
    public static OvirtAnswer.Fault? Check(SearchText search, string item)
    {
        var fields = search.Term?.Fields ?? [];
        var unknown = fields.Append(search.Sort ?? "").FirstOrDefault(field => field.Length > 0 && SearchFields.Find(item, field) is null);
        return unknown is null
            ? null
            : Refusals.Of(new Problem(
                ProblemCode.Malformed, $"the search field '{unknown}' is not known here", $"known are {string.Join(", ", SearchFields.Known(item))}", "search"));
    }

    /// <summary>Takes what is wanted.</summary>
    /// <param name="list">The list.</param>
    /// <param name="item">The tag of its items.</param>
    /// <param name="search">The search; its fields are known.</param>
    /// <param name="max">How many items at most; null for all.</param>
    /// <param name="state">The fleet.</param>
    /// <returns>The list with them.</returns>
    public static Element Take(Element list, string item, SearchText search, int? max, FleetState state)
    {
        if (ReferenceEquals(search, SearchText.All) && (max is not { } some || some >= list.Children.Count))
        {
            return list;
        }

        IEnumerable<Element> items = list.Children;
        if (search.Term is { } term)
        {
            items = items.Where(one => Is(one, item, term, search, state));
        }

        if (search.Sort is { } sort && SearchFields.Find(item, sort) is { } field)
        {
            string Key(Element one) => field(one, state, "").FirstOrDefault() ?? "";
            items = search.IsDescending ? items.OrderByDescending(Key, StringComparer.Ordinal) : items.OrderBy(Key, StringComparer.Ordinal);
        }

        if (search.Page is { } page)
        {
            var size = max ?? SearchText.PartItems;
            items = items.Skip((int)Math.Min(int.MaxValue, (page - 1L) * size)).Take(size);
        }
        else if (max is { } most)
        {
            items = items.Take(most);
        }

        return new Element(list.Name) { Href = list.Href, IsList = true }.AddAll(items.ToList());
    }

    private static bool Is(Element one, string item, SearchTerm term, SearchText search, FleetState state) => term switch
    {
        SearchTerm.Both both => Is(one, item, both.Left, search, state) && Is(one, item, both.Right, search, state),
        SearchTerm.Either either => Is(one, item, either.Left, search, state) || Is(one, item, either.Right, search, state),
        SearchTerm.Compared { Field: "" } any => SearchFields.Known(item)
            .Any(name => Is(one, item, any with { Field = name, Value = $"*{any.Value}*" }, search, state)),
        SearchTerm.Compared compared => Is(SearchFields.Find(item, compared.Field)!(one, state, compared.Value), compared, search.IsCaseSensitive),
        _ => false,
    };

    private static bool Is(IEnumerable<string?> values, SearchTerm.Compared wanted, bool isCaseSensitive) => wanted.Comparison switch
    {
        "=" => values.Any(value => value is not null && IsLike(value, wanted.Value, isCaseSensitive)),
        "!=" => !values.Any(value => value is not null && IsLike(value, wanted.Value, isCaseSensitive)),
        "<" => values.Any(value => value is not null && Compare(value, wanted.Value) < 0),
        "<=" => values.Any(value => value is not null && Compare(value, wanted.Value) <= 0),
        ">" => values.Any(value => value is not null && Compare(value, wanted.Value) > 0),
        _ => values.Any(value => value is not null && Compare(value, wanted.Value) >= 0),
    };

    private static int Compare(string value, string wanted) =>
        decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var left)
        && decimal.TryParse(wanted, NumberStyles.Number, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
            && DateTimeOffset.TryParse(wanted, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
                ? then.CompareTo(when)
                : string.CompareOrdinal(value, wanted);

    /// <summary>Whether a text is as a pattern says. Both are walked once, with one step back to the last star: no pattern is slow.</summary>
    private static bool IsLike(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, bool isCaseSensitive)
    {
        int at = 0, from = 0, star = -1, mark = 0;
        while (at < text.Length)
        {
            if (from < pattern.Length && pattern[from] == '*')
            {
                star = from++;
                mark = at;
            }
            else if (from < pattern.Length && IsSame(text[at], pattern[from], isCaseSensitive))
            {
                at++;
                from++;
            }
            else if (star >= 0)
            {
                from = star + 1;
                at = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[from..].TrimStart('*').IsEmpty;
    }

    private static bool IsSame(char left, char right, bool isCaseSensitive) => left == right || (!isCaseSensitive && char.ToUpperInvariant(left) == char.ToUpperInvariant(right));
}
