using System.Net;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Resources;

public sealed class NicTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task A_vNIC_is_added_with_a_name_and_a_MAC_changed_and_removed()
    {
        await engine.PostAsync("/api/v1/vms", """{"name":"with nics"}""");
        const string Nics = "/api/v1/vms/with%20nics/nics";

        var first = (await engine.PostAsync(Nics, "{}")).ShouldBe(HttpStatusCode.Created);
        var second = (await engine.PostAsync(Nics, """{"linked":false}""")).ShouldBe(HttpStatusCode.Created);
        ((string)first.Json["name"]!).ShouldBe("nic1");
        ((string)second.Json["name"]!).ShouldBe("nic2");
        ((string)first.Json["mac"]!).ShouldStartWith("02:76:");
        ((string)second.Json["mac"]!).ShouldNotBe((string)first.Json["mac"]!);

        var changed = (await engine.PatchAsync($"{Nics}/nic1", """{"name":"front","plugged":false}""")).ShouldBe(HttpStatusCode.OK);
        changed.Id.ShouldBe(first.Id);
        ((string)changed.Json["mac"]!).ShouldBe((string)first.Json["mac"]!);
        (await engine.PatchAsync($"{Nics}/front", """{"id":"00000000-0000-0000-0000-000000000001"}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "READ_ONLY");
        (await engine.SendAsync("PATCH", $"{Nics}/front", "{}", "", ("If-Match", first.Tag!))).ShouldBeRefused(HttpStatusCode.PreconditionFailed, "STALE");

        (await engine.DeleteAsync($"{Nics}/front")).ShouldBe(HttpStatusCode.NoContent);
        (await engine.GetAsync($"{Nics}/front")).ShouldBeRefused(HttpStatusCode.NotFound, "VNIC_UNKNOWN");
        (await engine.GetAsync(Nics)).Json["items"]!.AsArray().Select(nic => (string)nic!["name"]!).ShouldBe(["nic2"]);
    }

    [Fact]
    public async Task vNICs_that_are_sent_again_with_their_VM_keep_id_and_MAC()
    {
        var made = (await engine.PostAsync("/api/v1/vms", """{"name":"kept nics","nics":[{"name":"a"},{"name":"b"}]}""")).ShouldBe(HttpStatusCode.Created);

        var changed = (await engine.PatchAsync(made.Location!, """{"nics":[{"name":"b"},{"name":"a"},{}]}""")).ShouldBe(HttpStatusCode.OK);

        changed.Json["nics"]![0]!.ToJsonString().ShouldBe(made.Json["nics"]![1]!.ToJsonString());
        changed.Json["nics"]![1]!.ToJsonString().ShouldBe(made.Json["nics"]![0]!.ToJsonString());
        ((string)changed.Json["nics"]![2]!["name"]!).ShouldBe("nic3");
    }
}
