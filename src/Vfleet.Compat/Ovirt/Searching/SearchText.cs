namespace Vfleet.Compat.Ovirt.Searching;

/// <summary>A search in oVirt's words: <c>name=a* and status=up sortby name desc page 2</c>. It says which items, in which order, and which part of them.</summary>
/// <param name="Term">Which; null for all.</param>
internal sealed record SearchText(SearchTerm? Term)
{
    /// <summary>Items of a part when there is no <c>max</c> (the engine's SearchResultsLimit).</summary>
    public const int PartItems = 100;

    /// <summary>All.</summary>
    public static SearchText All { get; } = new((SearchTerm?)null);

    /// <summary>The part that is wanted, from 1; null for all of them at once.</summary>
    public int? Page { get; init; }

    /// <summary>What the items are sorted by; null for their usual order.</summary>
    public string? Sort { get; init; }

    /// <summary>Whether the last come first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Whether <c>a</c> and <c>A</c> are two letters.</summary>
    public bool IsCaseSensitive { get; init; } = true;

    /// <summary>The name that every item that is wanted has exactly; null when it may have several. Others need not be looked at.</summary>
    public string? Name => IsCaseSensitive ? Term?.ExactName : null;
}

/// <summary>What an item must be.</summary>
internal abstract record SearchTerm
{
    private SearchTerm()
    {
    }

    /// <summary>The name that it must have exactly; null when it may have several.</summary>
    public virtual string? ExactName => null;

    /// <summary>The fields that it looks at.</summary>
    public abstract IEnumerable<string> Fields { get; }

    /// <summary>Both.</summary>
    /// <param name="Left">One.</param>
    /// <param name="Right">The other.</param>
    public sealed record Both(SearchTerm Left, SearchTerm Right) : SearchTerm
    {
        /// <inheritdoc/>
        public override string? ExactName => Left.ExactName ?? Right.ExactName;

        /// <inheritdoc/>
        public override IEnumerable<string> Fields => Left.Fields.Concat(Right.Fields);
    }

    /// <summary>One of both, or both.</summary>
    /// <param name="Left">One.</param>
    /// <param name="Right">The other.</param>
    public sealed record Either(SearchTerm Left, SearchTerm Right) : SearchTerm
    {
        /// <inheritdoc/>
        public override IEnumerable<string> Fields => Left.Fields.Concat(Right.Fields);
    }

    /// <summary>A field compared with a value.</summary>
    /// <param name="Field">The field in lower case; empty for any.</param>
    /// <param name="Comparison"><c>=</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>.</param>
    /// <param name="Value">The value; <c>*</c> stands for any letters.</param>
    public sealed record Compared(string Field, string Comparison, string Value) : SearchTerm
    {
        /// <inheritdoc/>
        public override string? ExactName => Field == "name" && Comparison == "=" && !Value.Contains('*', StringComparison.Ordinal) ? Value : null;

        /// <inheritdoc/>
        public override IEnumerable<string> Fields => [Field];
    }
}
