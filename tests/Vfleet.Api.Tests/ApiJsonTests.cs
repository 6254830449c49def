using System.Text.Json;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Api.Tests;

public sealed class ApiJsonTests
{
    [Fact]
    public void Enumerations_are_words_addresses_are_text_and_what_is_not_there_is_left_out()
    {
        var nic = new NicResource { Name = "nic1", Type = VnicType.PciPassthrough, Mac = MacAddress.Parse("52:54:00:12:34:56") };
        JsonSerializer.Serialize(nic, ApiJson.Default.NicResource).ShouldBe("{\"name\":\"nic1\",\"type\":\"pciPassthrough\",\"mac\":\"52:54:00:12:34:56\"}");
    }

    [Theory]
    [InlineData("{\"type\":1}")]
    [InlineData("{\"type\":\"nothing\"}")]
    [InlineData("{\"mac\":\"52:54\"}")]
    [InlineData("{\"mac\":7}")]
    [InlineData("{\"plugged\":\"yes\"}")]
    [InlineData("{\"pin\":{\"host\":\"h1\",\"pf\":\"01:00\"}}")]
    public void Values_of_another_kind_are_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(json, ApiJson.Default.NicResource));

    [Fact]
    public void Members_of_a_later_version_are_passed_over() =>
        JsonSerializer.Deserialize("{\"name\":\"nic1\",\"colour\":\"red\"}", ApiJson.Default.NicResource)!.Name.ShouldBe("nic1");

    [Fact]
    public void An_inventory_keeps_everything_over_the_wire()
    {
        var pf = new InventoryPf(PciAddress.Parse("0000:01:00.0"), "ens1f0")
        {
            NumVfs = 4,
            HasLink = true,
            Vfs = [new InventoryVf(2) { Holds = ["guest web1"], Guest = Guid.Parse("0198a3b0-7b44-7d3e-9d0a-5a0d2a1c0001"), IsUnclean = true }],
        };
        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(pf, ApiJson.Default.InventoryPf), ApiJson.Default.InventoryPf).ShouldNotBeNull();
        read.ShouldBe(pf with { Vfs = read.Vfs });
        read.Vfs.Single().ShouldBe(pf.Vfs.Single() with { Holds = read.Vfs.Single().Holds });
        read.Vfs.Single().Holds.ShouldBe(["guest web1"]);
    }
}
