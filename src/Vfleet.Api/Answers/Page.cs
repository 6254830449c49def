namespace Vfleet.Api.Answers;

/// <summary>A part of a list. <c>limit</c> (1-1000, 100 when left out), <c>after</c>, <c>sort</c> and filters are query parameters.</summary>
/// <typeparam name="T">What it lists.</typeparam>
/// <param name="Items">The part.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Next">The <c>after</c> of the next part; null when this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Total, string? Next);
