using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Vfleet.Domain.Problems;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Listing;

/// <summary>Which part of a list is asked for, in which order.</summary>
/// <typeparam name="T">What is listed.</typeparam>
internal sealed record ListQuery<T>
{
    private const int Most = 1000;
    private const int Usual = 100;
    private const char Between = '\n';

    /// <summary>How many at most.</summary>
    public required int Limit { get; init; }

    /// <summary>By what it is sorted.</summary>
    public required Field<T> Sort { get; init; }

    /// <summary>Whether the largest come first.</summary>
    public required bool IsDescending { get; init; }

    /// <summary>Where the part before ended; null for the beginning.</summary>
    public required (FieldValue Value, string Key)? After { get; init; }

    /// <summary>What must be equal.</summary>
    public required ImmutableArray<(Field<T> Field, FieldValue Value)> Filters { get; init; }

    /// <summary>Reads one.</summary>
    /// <param name="query">The query parameters.</param>
    /// <param name="fields">What there is to sort and filter by; the first is the usual order.</param>
    /// <param name="problem">What is wrong.</param>
    /// <returns>It; null when something is wrong.</returns>
    public static ListQuery<T>? Read(IQueryCollection query, ImmutableArray<Field<T>> fields, out Problem? problem)
    {
        problem = null;
        var limit = Usual;
        if (query.TryGetValue("limit", out var most) && (!int.TryParse(most, NumberStyles.None, null, out limit) || limit is < 1 or > Most))
        {
            problem = Wrong("limit", most.ToString(), $"give a number from 1 to {Most}");
            return null;
        }

        var (sort, isDescending) = (fields[0], false);
        if (query.TryGetValue("sort", out var order))
        {
            isDescending = order.ToString().StartsWith('-');
            var name = isDescending ? order.ToString()[1..] : order.ToString();
            if (fields.FirstOrDefault(field => field.Name == name) is not { } found)
            {
                problem = Wrong("sort", name, $"it can be sorted by {string.Join(", ", fields.Select(field => field.Name))}");
                return null;
            }

            sort = found;
        }

        (FieldValue, string)? after = null;
        if (query.TryGetValue("after", out var mark) && (after = Unmark(mark.ToString())) is null)
        {
            problem = Wrong("after", mark.ToString(), "take it from the member next of the part before");
            return null;
        }

        var filters = ImmutableArray.CreateBuilder<(Field<T>, FieldValue)>();
        foreach (var field in fields)
        {
            if (!query.TryGetValue(field.Name, out var wanted))
            {
                continue;
            }

            if (ValueOf(field, wanted.ToString()) is not { } value)
            {
                problem = Wrong(field.Name, wanted.ToString(), field.IsNumber ? "give a number" : $"give one of {string.Join(", ", field.Words)}");
                return null;
            }

            filters.Add((field, value));
        }

        return new ListQuery<T> { Limit = limit, Sort = sort, IsDescending = isDescending, After = after, Filters = filters.DrainToImmutable() };
    }

    /// <summary>The mark of an item, to go on after it.</summary>
    /// <param name="value">What it is sorted by.</param>
    /// <param name="key">Its key.</param>
    /// <returns>The mark.</returns>
    public static string Mark(FieldValue value, string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        $"{(value.Number is { } number ? $"n{number}" : value.Text is { } text ? $"t{text.Replace(Between, ' ')}" : "")}{Between}{key}"));

    private static (FieldValue, string)? Unmark(string mark)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(mark.Length)];
        if (!Base64Url.IsValid(mark) || !Base64Url.TryDecodeFromChars(mark, bytes, out var length)
            || Encoding.UTF8.GetString(bytes, 0, length).Split(Between) is not [var value, var key])
        {
            return null;
        }

        return value switch
        {
            "" => (default, key),
            ['t', .. var text] => (text, key),
            ['n', .. var digits] when long.TryParse(digits, NumberStyles.AllowLeadingSign, null, out var number) => (new FieldValue(null, number), key),
            _ => null,
        };
    }

    private static FieldValue? ValueOf(Field<T> field, string text)
    {
        if (field.IsNumber)
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, null, out var number) ? new FieldValue(null, number) : default(FieldValue?);
        }

        return field.Words.IsEmpty || field.Words.Contains(text, StringComparer.Ordinal) ? new FieldValue(text, null) : default(FieldValue?);
    }

    private static Problem Wrong(string name, string value, string remedy) =>
        new(ServerCode.Query, $"{name} cannot be '{QueryReading.Shown(value)}'", remedy, name);
}
