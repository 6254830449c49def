using System.Net;
using Vfleet.Api.Agents;
using Vfleet.Primitives;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Seeing;

public sealed class TrafficTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private static readonly PciAddress Pf = PciAddress.Parse("0000:01:00.0");

    [Fact]
    public async Task What_went_through_a_VF_is_shown_with_it_and_counted_for_its_VM()
    {
        using var agent = await TestAgent.JoinAsync(engine, "counting");
        agent.PutHost();
        await agent.ReportAllAsync();
        await engine.PostAsync("/api/v1/networks", """{"name":"counted"}""");
        (await engine.PostAsync("/api/v1/profiles", """{"name":"fast","network":"counted","passthrough":"required"}""")).ShouldBe(HttpStatusCode.Created);
        var placed = (await engine.PostAsync("/api/v1/placements", """{"vms":[{"new":{"name":"a \"quoted\" VM","nics":[{"profile":"counted/fast"}]}}]}""")).ShouldBe(HttpStatusCode.Created);
        var index = (int)placed.Json["placements"]![0]!["nics"]![0]!["vf"]!["index"]!;

        await SayAsync(agent, new VfTraffic(Pf, index) { RxBytes = 11, TxBytes = 12, RxPackets = 1, TxPackets = 2, RxDropped = 3 }, new VfTraffic(Pf, index + 1) { RxBytes = 99 });

        var vfs = (await engine.GetAsync($"/api/v1/hosts/counting/pfs/ens1f0/vfs?claimed=true")).Json["items"]!.AsArray();
        ((int)vfs.ShouldHaveSingleItem()!["traffic"]!["rxBytes"]!).ShouldBe(11);
        var lines = (await engine.GetAsync("/metrics", null)).Text.Split('\n');
        var labels = $$"""{host="counting",pf="ens1f0",vf="{{index}}",vm="a \"quoted\" VM"}""".Replace("\"quoted\"", "\\\"quoted\\\"", StringComparison.Ordinal);
        lines.ShouldContain($"vfleet_vf_received_bytes_total{labels} 11");
        lines.ShouldContain($"vfleet_vf_sent_bytes_total{labels} 12");
        lines.ShouldContain($"vfleet_vf_received_dropped_total{labels} 3");
        lines.ShouldNotContain(line => line.StartsWith("vfleet_vf_sent_dropped_total{", StringComparison.Ordinal));
        lines.Count(line => line.StartsWith("vfleet_vf_received_bytes_total{", StringComparison.Ordinal)).ShouldBe(1);

        await SayAsync(agent);
        (await engine.GetAsync($"/api/v1/hosts/counting/pfs/ens1f0/vfs?claimed=true")).Json["items"]![0]!["traffic"].ShouldBeNull();
    }

    [Fact]
    public async Task Traffic_of_VFs_that_no_host_has_is_refused()
    {
        using var agent = await TestAgent.JoinAsync(engine, "lying");
        agent.PutHost();
        await agent.ReportAllAsync();

        (await SayAsync(agent, new VfTraffic(Pf, -1))).ShouldBeRefused(HttpStatusCode.BadRequest, "REPORT_INVALID");
    }

    private static Task<Answered> SayAsync(TestAgent agent, params VfTraffic[] traffic) =>
        agent.PostAsync(new HostReport { Hash = agent.Root, Base = agent.Root, Traffic = traffic });
}
