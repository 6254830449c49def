using System.Text.Json;
using Vfleet.Api.Resources;

namespace Vfleet.Api.Tests;

public sealed class ReferenceTests
{
    private const string Id = "0198a3b0-7b44-7d3e-9d0a-5a0d2a1c0001";

    [Theory]
    [InlineData("\"red\"", null, "red")]
    [InlineData($"\"{Id}\"", Id, null)]
    [InlineData("{\"name\":\"red\"}", null, "red")]
    [InlineData($"{{\"id\":\"{Id}\",\"name\":\"red\"}}", Id, "red")]
    public void A_reference_is_a_name_an_id_or_both(string json, string? id, string? name)
    {
        var read = Read(json);
        read.Id?.ToString().ShouldBe(id);
        read.Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"id\":\"red\"}")]
    [InlineData("{\"id\":7}")]
    [InlineData("{\"name\":7}")]
    [InlineData("{\"name\":\"red\",\"colour\":\"blue\"}")]
    [InlineData("{\"name\":{\"name\":\"red\"}}")]
    public void Anything_else_is_refused_with_words(string json) => Should.Throw<JsonException>(() => Read(json)).Message.ShouldNotBeEmpty();

    [Fact]
    public void It_is_written_as_both()
    {
        var json = JsonSerializer.Serialize(new ClusterResource { DataCenter = new Reference(Guid.Parse(Id), "default") }, ApiJson.Default.ClusterResource);
        json.ShouldBe($"{{\"dataCenter\":{{\"id\":\"{Id}\",\"name\":\"default\"}}}}");
    }

    private static Reference Read(string json) =>
        JsonSerializer.Deserialize($"{{\"dataCenter\":{json}}}", ApiJson.Default.ClusterResource)!.DataCenter.ShouldNotBeNull();
}
