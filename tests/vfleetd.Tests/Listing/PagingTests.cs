using System.Net;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Listing;

public sealed class PagingTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Pages_are_whole_and_in_order_while_others_add_and_remove()
    {
        for (var i = 0; i < 30; i++)
        {
            (await engine.PostAsync("/api/v1/networks", $$"""{"name":"page-{{i:d2}}","vlan":{{100 + (i % 7)}},"physicalNetwork":"paged"}""")).ShouldBe(HttpStatusCode.Created);
        }

        var names = new List<string>();
        string? next = null;
        do
        {
            var page = (await engine.GetAsync($"/api/v1/networks?physicalNetwork=paged&limit=7&sort=-vlan{(next is null ? "" : $"&after={next}")}")).ShouldBe(HttpStatusCode.OK);
            names.AddRange(page.Json["items"]!.AsArray().Select(item => $"{(int)item!["vlan"]!} {(string)item["name"]!}"));
            next = (string?)page.Json["next"];
            await engine.PostAsync("/api/v1/networks", $$"""{"name":"meanwhile-{{names.Count}}","vlan":4000,"physicalNetwork":"paged"}""");
        }
        while (next is not null);

        var ours = names.Where(name => name.Contains("page-", StringComparison.Ordinal)).ToList();
        ours.Count.ShouldBe(30);
        ours.Distinct().Count().ShouldBe(30);
        names.Select(name => int.Parse(name.Split(' ')[0])).ShouldBeInOrder(SortDirection.Descending);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=x")]
    [InlineData("sort=nothing")]
    [InlineData("after=%00")]
    [InlineData("after=eHh4")]
    [InlineData("status=asleep")]
    [InlineData("cpus=many")]
    [InlineData("nothing=1")]
    [InlineData("name=a&name=b")]
    public async Task A_parameter_that_is_not_understood_is_refused(string query) =>
        (await engine.GetAsync($"/api/v1/vms?{query}")).ShouldBeRefused(HttpStatusCode.BadRequest, "QUERY");

    [Fact]
    public async Task Lists_are_filtered_by_what_a_reference_names_and_by_its_id()
    {
        var cluster = await engine.PostAsync("/api/v1/clusters", """{"name":"filtered"}""");
        await engine.PostAsync("/api/v1/vms", """{"name":"in it","cluster":"filtered"}""");

        foreach (var value in new[] { "filtered", cluster.Id })
        {
            var page = (await engine.GetAsync($"/api/v1/vms?cluster={value}")).ShouldBe(HttpStatusCode.OK);
            page.Json["items"]!.AsArray().Count.ShouldBe(1);
            ((int)page.Json["total"]!).ShouldBe(1);
        }
    }
}
