using Vfleet.Lab.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Vfleet.Lab.Tests;

/// <summary>
/// Begins with the tests that share one host, which take longest, and with those of the fleet beside them; what is short fills the end. How many
/// collections run at once ./test says.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_longest = [LabHostFixture.Collection, LabFleetFixture.Collection, LabHostFixture.Second];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.IndexOf(s_longest, collection.TestCollectionDisplayName) is >= 0 and var at ? at : s_longest.Length)];
}
