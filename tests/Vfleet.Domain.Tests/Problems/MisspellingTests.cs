using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Tests.Problems;

public sealed class MisspellingTests
{
    [Theory]
    [InlineData("lst", "list")]
    [InlineData("sohw", "show")]
    [InlineData("set", "set")]
    [InlineData("frobnicate", null)]
    [InlineData("x", null)]
    public void The_nearest_word_is_found_or_none(string word, string? meant)
    {
        Misspelling.Nearest(word, ["list", "show", "set"]).ShouldBe(meant);
    }

    [Fact]
    public void The_distance_is_a_metric()
    {
        var word = Gen.ArrayOf(Gen.Elements('a', 'b', 'c')).Select(letters => new string(letters)).Resize(6);
        Prop.ForAll(
            Gen.ArrayOf(word, 3).ToArbitrary(),
            words =>
            {
                var (a, b, c) = (words[0], words[1], words[2]);
                return Misspelling.Distance(a, a) == 0
                    && Misspelling.Distance(a, b) == Misspelling.Distance(b, a)
                    && (a == b || Misspelling.Distance(a, b) > 0)
                    && Misspelling.Distance(a, c) <= Misspelling.Distance(a, b) + Misspelling.Distance(b, c)
                    && Misspelling.Distance(a, b) <= Math.Max(a.Length, b.Length);
            }).QuickCheckThrowOnFailure();
    }
}
