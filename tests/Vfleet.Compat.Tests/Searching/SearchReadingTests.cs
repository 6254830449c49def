using Vfleet.Compat.Ovirt.Searching;

namespace Vfleet.Compat.Tests.Searching;

public sealed class SearchReadingTests
{
    [Theory]
    [InlineData("name=x", "x")]
    [InlineData("name = \"a b\" and datacenter=\"y\"", "a b")]
    [InlineData("datacenter=y and name=x page 2", "x")]
    [InlineData("name=x*", null)]
    [InlineData("name=x or name=y", null)]
    [InlineData("name!=x", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("page 3", null)]
    public void The_name_that_all_must_have_is_known(string text, string? name)
    {
        SearchReading.Read(text, out var wrong)!.Name.ShouldBe(name);
        wrong.ShouldBeNull();
    }

    [Fact]
    public void And_binds_before_or_and_order_and_part_come_last()
    {
        var search = SearchReading.Read("a=1 or b>=2 and c!=\"3 4\" sortby Name desc page 7", out _)!;

        search.Term.ShouldBe(new SearchTerm.Either(
            new SearchTerm.Compared("a", "=", "1"), new SearchTerm.Both(new SearchTerm.Compared("b", ">=", "2"), new SearchTerm.Compared("c", "!=", "3 4"))));
        (search.Sort, search.IsDescending, search.Page).ShouldBe(("name", true, 7));
    }

    [Theory]
    [InlineData("name=")]
    [InlineData("=x")]
    [InlineData("name=x and")]
    [InlineData("name==x")]
    [InlineData("name=\"x")]
    [InlineData("page")]
    [InlineData("page 0")]
    [InlineData("page x")]
    [InlineData("sortby")]
    [InlineData("name=x y=z")]
    public void What_cannot_be_read_is_told(string text)
    {
        SearchReading.Read(text, out var wrong).ShouldBeNull();
        wrong.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void No_text_makes_reading_throw()
    {
        var random = new Random(3);
        string[] words = ["name", "=", "!=", "<", ">", "\"", " ", "and", "or", "sortby", "page", "2", "*", "!", "é"];
        for (var round = 0; round < 50_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => words[random.Next(words.Length)]));
            (SearchReading.Read(text, out var wrong) is null).ShouldBe(wrong is not null, text);
        }
    }
}
