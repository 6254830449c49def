namespace Vfleet.Server.Listing;

/// <summary>A value that lists are sorted and filtered by: numbers by size, words by their code units, nothing before everything.</summary>
/// <param name="Text">A word; null for a number or nothing.</param>
/// <param name="Number">A number; null for a word or nothing.</param>
internal readonly record struct FieldValue(string? Text, long? Number)
{
    /// <summary>Another word that means the same: the id of what the text names.</summary>
    public string? Also { get; init; }

    /// <summary>A word.</summary>
    /// <param name="text">The word; null for nothing.</param>
    public static implicit operator FieldValue(string? text) => new(text, null);

    /// <summary>A number.</summary>
    /// <param name="number">The number; null for nothing.</param>
    public static implicit operator FieldValue(long? number) => new(null, number);

    /// <summary>A truth.</summary>
    /// <param name="truth">Whether it is.</param>
    public static implicit operator FieldValue(bool truth) => new(truth ? "true" : "false", null);

    /// <summary>A moment, in microseconds.</summary>
    /// <param name="time">The moment; null for nothing.</param>
    public static implicit operator FieldValue(DateTimeOffset? time) => new(null, time?.UtcTicks / 10);

    /// <summary>A word of an enumeration, as JSON writes it.</summary>
    /// <param name="word">The word.</param>
    /// <returns>It.</returns>
    public static FieldValue Of(Enum word) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(word.ToString());

    /// <summary>Which of two comes first.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Less than 0 when the first does.</returns>
    public static int Order(FieldValue left, FieldValue right)
    {
        var byNumber = Nullable.Compare(left.Number, right.Number);
        return byNumber != 0 ? byNumber : string.CompareOrdinal(left.Text, right.Text);
    }
}
