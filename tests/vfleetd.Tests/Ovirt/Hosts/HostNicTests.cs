using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Vfleet.Domain.Fleet;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hosts;

public sealed class HostNicTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PFs_and_their_VFs_are_NICs_and_what_belongs_to_SRIOV_stands_there_only_with_all_content()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "shown", pfs: 2, vfs: 3);
        using var client = await SdkClient.ConnectAsync(engine);

        var all = await client.NicsAsync(host);
        all.Keys.ShouldBe(["ens1f0", "ens1f0/0", "ens1f0/1", "ens1f0/2", "ens2f0", "ens2f0/0", "ens2f0/1", "ens2f0/2"]);
        var pf = all["ens1f0"];
        pf.Number("max_number_of_virtual_functions").ShouldBe(64);
        pf.Number("number_of_virtual_functions").ShouldBe(3);
        pf.Number("number_of_free_virtual_functions").ShouldBe(3);
        pf.Number("number_of_used_virtual_functions").ShouldBe(0);
        pf.Element("virtual_functions_configuration")!.Element("all_networks_allowed")!.Value.ShouldBe("true");
        ((long)pf.Element("speed")!).ShouldBe(25_000_000_000);
        (pf.Element("mtu")!.Value, pf.Element("status")!.Value, pf.Element("mac")!.Element("address")!.Value).ShouldBe(("9000", "up", "02:00:00:00:00:00"));
        pf.Element("actions")!.Element("link")!.Attribute("href")!.Value.ShouldEndWith($"/{Configured.Update}");
        pf.Elements("link").Select(link => link.Attribute("rel")!.Value).ShouldContain("virtualfunctionallowednetworks");
        all["ens1f0/2"].Element("physical_function")!.Attribute("id")!.Value.ShouldBe(pf.Attribute("id")!.Value);
        all["ens1f0/2"].Element("virtual_function")!.Element("free")!.Value.ShouldBe("true");
        all["ens1f0/2"].Element("virtual_function")!.Element("address")!.Value.ShouldBe("0000:01:02.2");

        var some = (await client.GetAsync($"{host.Path}/nics")).Elements("host_nic").ToList();
        some.Count.ShouldBe(8);
        some.Descendants("virtual_functions_configuration").Concat(some.Descendants("physical_function")).Concat(some.Descendants("virtual_function")).ShouldBeEmpty();
        some[0].Element("actions")!.Elements().ShouldBeEmpty();
        some[0].Elements("link").Select(link => link.Attribute("rel")!.Value).ShouldNotContain("virtualfunctionallowedlabels");

        (await client.GetAsync($"{pf.Path()}?all_content=true")).ToString().ShouldBe(pf.ToString());
        (await client.GetAsync(pf.Path())).Element("virtual_functions_configuration").ShouldBeNull();
        (await client.GetAsync($"{all["ens1f0/2"].Path()}?all_content=true")).ToString().ShouldBe(all["ens1f0/2"].ToString());
        foreach (var link in pf.Elements("link"))
        {
            (await client.GetAsync(link.Path())).Elements().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Each_reason_why_a_VF_is_not_free_stands_there_with_the_VM_that_has_it()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "taken", vfs: 4);
        using var client = await SdkClient.ConnectAsync(engine);
        await engine.NetworkAsync("taken");
        await engine.PostAsync("/api/v1/profiles", """{"name":"taken","network":"taken","passthrough":"required"}""");
        var placed = (await engine.PostAsync(
            "/api/v1/placements", """{"vms":[{"new":{"name":"taker","pinnedHosts":["taken"],"nics":[{"profile":"taken/taken","type":"pciPassthrough"}]}}]}""")).ShouldBe(HttpStatusCode.Created);
        await host.ChangeAsync(0, pf => pf with { Vfs = [new InventoryVf(3) { Holds = ["its netdev is a port of the bridge br0"], IsUnclean = true }] });

        var nics = await client.NicsAsync(host);

        nics["ens1f0"].Number("number_of_free_virtual_functions").ShouldBe(2);
        nics["ens1f0"].Number("number_of_used_virtual_functions").ShouldBe(1);
        var taken = nics.Values.Select(nic => nic.Element("virtual_function")).OfType<XElement>().Single(vf => vf.Element("vm") is not null);
        taken.Element("free")!.Value.ShouldBe("false");
        taken.Element("reasons")!.Elements().Select(reason => reason.Value).ShouldBe(["a vNIC has it"]);
        var vm = (string)placed.Json["placements"]![0]!["vm"]!["id"]!;
        taken.Element("vm")!.Attribute("href")!.Value.ShouldBe($"{SdkClient.Root}/vms/{vm}");
        nics["ens1f0/3"].Descendants("reason").Select(reason => reason.Value)
            .ShouldBe(["its netdev is a port of the bridge br0", "something of its former user is still on it"]);
    }

    [Fact]
    public async Task A_NIC_or_host_that_there_is_not_is_not_found_with_an_empty_body()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "lonely");
        using var client = await SdkClient.ConnectAsync(engine);

        foreach (var path in new[] { "/hosts/none/nics", $"/hosts/{Guid.NewGuid()}/nics", $"{host.Path}/nics/{Guid.NewGuid()}", $"{host.Path}/nics/none", $"{host.Path}/nics/{Guid.NewGuid()}/vfsConfig" })
        {
            (await SdkClient.RefusedAsync(() => client.GetAsync(path), 404)).Message.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Every_kind_of_change_shows_in_the_next_listing()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "changing", pfs: 2, vfs: 2);
        using var client = await SdkClient.ConnectAsync(engine);
        await engine.NetworkAsync("changing");
        await engine.PostAsync("/api/v1/profiles", """{"name":"changing","network":"changing","passthrough":"required"}""");
        var seen = new List<string>();

        async Task ShowsAsync(Func<Task> change)
        {
            await change();
            var now = await AgreeAsync(host);
            now.ShouldNotBe(seen.LastOrDefault());
            seen.Add(now);
            (await AgreeAsync(host)).ShouldBe(now);
        }

        await ShowsAsync(() => Task.CompletedTask);
        await ShowsAsync(() => host.ChangeAsync(0, pf => pf with { HasLink = false }));
        await ShowsAsync(() => host.ChangeAsync(1, pf => pf with { NumVfs = 3 }));
        await ShowsAsync(() => host.ChangeAsync(1, pf => pf with { Vfs = [new InventoryVf(1) { Holds = ["it has a macvtap"] }] }));
        await ShowsAsync(async () => await client.UpdateAsync(await client.NicPathAsync(host, "ens1f0"), all: false));
        await ShowsAsync(async () => await client.UpdateAsync(await client.NicPathAsync(host, "ens1f0"), all: true));
        await ShowsAsync(async () => await client.UpdateAsync(await client.NicPathAsync(host, "ens1f0"), count: 5));
        await ShowsAsync(() => engine.PatchAsync("/api/v1/hosts/changing/pfs/ens2f0/configuration", """{"used":false}"""));
        await ShowsAsync(async () => (await engine.PostAsync(
            "/api/v1/placements",
            """{"vms":[{"new":{"name":"changer","pinnedHosts":["changing"],"nics":[{"profile":"changing/changing","type":"pciPassthrough"}]}}],"leaseSeconds":600}""")).ShouldBe(HttpStatusCode.Created));
        await ShowsAsync(() => engine.DeleteAsync("/api/v1/placements/changer"));
        await ShowsAsync(() => client.ActAsync($"{host.Path}/deactivate"));
    }

    // What was kept and what is written anew are the same; so are what is compressed and what is not, and JSON says the same.
    private async Task<string> AgreeAsync(WorkingAgent host)
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var path = $"{host.Path}/nics?all_content=true";
        var kept = (await client.GetAsync(path)).ToString();
        (await client.GetAsync(path + "&max=100000")).ToString().ShouldBe(kept);
        using var http = engine.Client();
        using var message = new HttpRequestMessage(HttpMethod.Get, SdkClient.Root + path) { Headers = { { "Authorization", $"Bearer {engine.Admin}" }, { "Accept-Encoding", "gzip" } } };
        using var compressed = await http.SendAsync(message, Token);
        compressed.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var plain = new GZipStream(await compressed.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress);
        (await XElement.LoadAsync(plain, LoadOptions.None, Token)).ToString().ShouldBe(kept);
        var json = JsonNode.Parse((await engine.SendAsync("GET", SdkClient.Root + path, null, "", ("Accept", "application/json"))).Text)!;
        json["host_nic"]!.AsArray().Count.ShouldBe(XElement.Parse(kept).Elements().Count());
        return kept;
    }
}
