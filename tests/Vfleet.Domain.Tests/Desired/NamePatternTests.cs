using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Desired;

namespace Vfleet.Domain.Tests.Desired;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("enp1s0f0", "enp1s0f0", true)]
    [InlineData("enp1s0f*", "enp1s0f0", true)]
    [InlineData("enp1s0f*", "enp1s0f", true)]
    [InlineData("enp?s0f0", "enp1s0f0", true)]
    [InlineData("enp?s0f0", "enps0f0", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    [InlineData("*f0*", "enp1s0f1f0", true)]
    [InlineData("ENP*", "enp1", false)]
    [InlineData("a.c", "abc", false)]
    public void Wildcards_mean_what_shells_mean(string pattern, string name, bool fits) => NamePattern.Matches(pattern, name).ShouldBe(fits);

    [Fact]
    public void It_agrees_with_regular_expressions()
    {
        static Gen<string> Text(params char[] letters) => Gen.ArrayOf(Gen.Elements(letters)).Select(drawn => new string(drawn)).Resize(8);
        Prop.ForAll(Text('a', 'b', '*', '?').ToArbitrary(), Text('a', 'b').ToArbitrary(), (pattern, name) =>
        {
            var regex = "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$";
            return NamePattern.Matches(pattern, name) == Regex.IsMatch(name, regex, RegexOptions.None, TimeSpan.FromSeconds(5));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Many_stars_cost_no_time() => NamePattern.Matches(new string('*', 60) + "b", new string('a', 120)).ShouldBeFalse();
}
