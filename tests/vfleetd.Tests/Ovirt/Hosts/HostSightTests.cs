using System.Net;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hosts;

public sealed class HostSightTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Who_does_not_see_a_host_gets_nothing_that_was_listed_for_others()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "hidden");
        using var client = await SdkClient.ConnectAsync(engine);
        await client.NicsAsync(host);
        await engine.PostAsync("/api/v1/datacenters", """{"name":"elsewhere"}""");
        await engine.PostAsync("/api/v1/clusters", """{"name":"elsewhere","dataCenter":"elsewhere"}""");
        var other = await engine.UserAsync("stranger", "viewer", "cluster/elsewhere");

        var answered = await engine.GetAsync($"{SdkClient.Root}{host.Path}/nics?all_content=true", other);

        answered.ShouldBe(HttpStatusCode.NotFound);
        answered.Text.ShouldBeEmpty();
        (await engine.GetAsync($"{SdkClient.Root}/hosts", other)).ShouldBe(HttpStatusCode.OK).Text.ShouldNotContain("hidden");
    }
}
