using System.Net;
using System.Text;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hosts;

public sealed class HostTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Hosts_are_listed_searched_and_shown()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "listed");
        using var joining = await TestAgent.JoinAsync(engine, "silent");
        using var client = await SdkClient.ConnectAsync(engine);

        (await NamesAsync(client, "")).ShouldBe(["listed", "silent"]);
        (await NamesAsync(client, "?search=name%3D%22listed%22")).ShouldBe(["listed"]);
        (await NamesAsync(client, "?search=status%3Dup&all_content=true")).ShouldBe(["listed"]);
        (await NamesAsync(client, "?search=cluster%3Ddefault")).ShouldBe(["listed", "silent"]);
        (await NamesAsync(client, "?search=cluster%3Dother")).ShouldBeEmpty();
        (await client.GetAsync("/hosts?max=1")).Elements().ShouldHaveSingleItem();
        var shown = await client.GetAsync(host.Path);
        (shown.Element("status")!.Value, shown.Element("address")!.Value, shown.Element("device_passthrough")!.Element("enabled")!.Value).ShouldBe(("up", "listed", "true"));
        ((long)shown.Element("memory")!).ShouldBe(65_536L << 20);
        shown.Element("cpu")!.Element("topology")!.Element("cores")!.Value.ShouldBe("16");
        Guid.TryParse(shown.Element("cluster")!.Attribute("id")!.Value, out _).ShouldBeTrue();
        (await client.GetAsync($"/hosts/{joining.HostId}")).Element("status")!.Value.ShouldBe("initializing");
        foreach (var link in shown.Elements("link").ToList())
        {
            (await client.GetAsync(link.Path())).Name.LocalName.ShouldEndWith("s");
        }

        (await client.GetAsync($"{host.Path}?follow=nics")).Element("nics")!.Elements("host_nic").Count().ShouldBe(9);
    }

    [Fact]
    public async Task A_host_rests_and_wakes_and_one_with_VMs_is_not_emptied_behind_their_back()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "tired");
        using var client = await SdkClient.ConnectAsync(engine);

        (await client.ActAsync($"{host.Path}/deactivate", "<action><reason>work</reason></action>")).Element("status")!.Value.ShouldBe("complete");
        (await client.GetAsync(host.Path)).Element("status")!.Value.ShouldBe("maintenance");
        await client.ActAsync($"{host.Path}/deactivate");
        await client.ActAsync($"{host.Path}/activate");
        await client.ActAsync($"{host.Path}/activate");
        (await client.GetAsync(host.Path)).Element("status")!.Value.ShouldBe("up");
        (await engine.PostAsync("/api/v1/placements", """{"vms":[{"new":{"name":"dweller","pinnedHosts":["tired"]}}]}""")).ShouldBe(HttpStatusCode.Created);
        var refused = await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/deactivate"), 409);
        refused.Key().ShouldBe("VDS_CANNOT_MAINTENANCE_IT_INCLUDES_NON_MIGRATABLE_VM");
        refused.Message.ShouldContain("dweller");
        (await client.GetAsync(host.Path)).Element("status")!.Value.ShouldBe("up");
    }

    [Fact]
    public async Task Actions_that_have_nothing_to_do_are_complete_and_fencing_is_a_persons_word()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "fenced");
        using var client = await SdkClient.ConnectAsync(engine);

        foreach (var action in new[] { "refresh", "commitnetconfig", "syncallnetworks" })
        {
            (await client.ActAsync($"{host.Path}/{action}")).Element("status")!.Value.ShouldBe("complete");
            await SdkClient.RefusedAsync(() => client.ActAsync($"/hosts/{Guid.NewGuid()}/{action}"), 404);
        }

        (await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/fence", "<action><fence_type>restart</fence_type></action>"), 409)).Key().ShouldBe("VDS_FENCE_DISABLED");
        (await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/fence", "<action><fence_type>manual</fence_type></action>"), 409)).Message.ShouldContain("only one that does not answer");
        await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/fence"), 400);
    }

    [Fact]
    public async Task The_functions_of_a_host_are_its_devices()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "devices", vfs: 3);
        using var client = await SdkClient.ConnectAsync(engine);

        var devices = (await client.GetAsync($"{host.Path}/devices")).Elements("host_device").ToList();

        devices.Select(device => device.Element("name")!.Value).ShouldBe(["pci_0000_01_00_0", "pci_0000_01_02_0", "pci_0000_01_02_1", "pci_0000_01_02_2"]);
        devices.ShouldAllBe(device => device.Attribute("id")!.Value == Convert.ToHexStringLower(Encoding.UTF8.GetBytes(device.Element("name")!.Value)));
        var (pf, vf) = (devices[0], devices[2]);
        (pf.Element("capability")!.Value, pf.Element("driver")!.Value, pf.Element("virtual_functions")!.Value).ShouldBe(("pci", "i40e", "64"));
        (pf.Element("vendor")!.Attribute("id")!.Value, pf.Element("product")!.Attribute("id")!.Value).ShouldBe(("0x8086", "0x1572"));
        pf.Element("product")!.Element("name")!.Value.ShouldBe("Ethernet Controller X710");
        vf.Element("physical_function")!.Attribute("id")!.Value.ShouldBe(pf.Attribute("id")!.Value);
        vf.Element("product")!.Attribute("id")!.Value.ShouldBe("0x154c");
        (await client.GetAsync(vf.Path())).ToString().ShouldBe(vf.ToString());
        await SdkClient.RefusedAsync(() => client.GetAsync($"{host.Path}/devices/00"), 404);
    }

    private static async Task<IEnumerable<string>> NamesAsync(SdkClient client, string query) =>
        (await client.GetAsync($"/hosts{query}")).Elements("host").Select(host => host.Element("name")!.Value).Where(name => name is "listed" or "silent");
}
