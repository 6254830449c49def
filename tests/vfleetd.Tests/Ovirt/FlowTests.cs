using System.Xml.Linq;
using Vfleet.Server.Tests.Ovirt.Vms;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt;

/// <summary>From an empty data centre to a running VM with VFs, and to the VF that is missing: by oVirt's API alone, but for the host's own joining.</summary>
public sealed class FlowTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task A_data_centre_is_filled_until_no_VF_is_left()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        ((int)(await client.GetAsync("")).Element("product_info")!.Element("version")!.Element("major")!).ShouldBe(4);

        // The data centre, its cluster, its network with a profile for VFs.
        var dataCenter = Id(await client.AddAsync("/datacenters", "<data_center><name>flow-dc</name></data_center>"));
        var cluster = Id(await client.AddAsync("/clusters", $"<cluster><name>flow-c</name><data_center id=\"{dataCenter}\"/></cluster>"));
        var network = Id(await client.AddAsync(
            "/networks", "<network><name>flow-net</name><data_center><name>flow-dc</name></data_center><vlan id=\"100\"/><profile_required>false</profile_required></network>"));
        await client.AddAsync($"/clusters/{cluster}/networks", $"<network id=\"{network}\"/>");
        var profile = Id(await client.AddAsync(
            "/vnicprofiles",
            $"<vnic_profile><name>flow-vf</name><network id=\"{network}\"/><pass_through><mode>enabled</mode></pass_through><network_filter/><qos/></vnic_profile>"));
        ((string?)(await client.GetAsync($"/vnicprofiles/{profile}")).Element("pass_through")!.Element("mode")).ShouldBe("enabled");

        // The host: its PF gets three VFs, for this network only.
        await using var host = await WorkingAgent.JoinAsync(engine, "flow-h", "flow-c", 0);
        var found = (await client.GetAsync("/hosts?search=name%3Dflow-h")).Elements("host").ShouldHaveSingleItem();
        var nics = $"{Path(found)}/nics";
        var pf = (await client.GetAsync($"{nics}?all_content=true")).Elements("host_nic").ShouldHaveSingleItem();
        await client.ActAsync(
            $"{Path(pf)}/updatevirtualfunctionsconfiguration",
            "<action><virtual_functions_configuration><number_of_virtual_functions>3</number_of_virtual_functions>"
                + "<all_networks_allowed>false</all_networks_allowed></virtual_functions_configuration></action>");
        await client.AddAsync($"{Path(pf)}/virtualfunctionallowednetworks", $"<network id=\"{network}\"/>");
        (await FreeAsync(client, pf)).ShouldBe(3);

        // A VM with two of them runs.
        var vm = await VmAsync(client, "flow-1", profile);
        await client.ActAsync($"{vm}/start");
        await UntilAsync(client, vm, "up");
        (await client.GetAsync($"{vm}/nics")).Elements("nic").Select(nic => (string?)nic.Element("virtual_function")!.Element("host")!.Attribute("id")).Distinct()
            .ShouldBe([host.HostId.ToString()]);
        (await FreeAsync(client, pf)).ShouldBe(1);

        // The next, with two more, does not: the fault says what is missing, and where.
        var next = await VmAsync(client, "flow-2", profile);
        var refused = await SdkClient.RefusedAsync(() => client.ActAsync($"{next}/start"), 409);
        refused.Message.ShouldContain("SCHEDULING_ALL_HOSTS_FILTERED_OUT");
        refused.Message.ShouldContain("nic1 and nic2 need 2 VFs");
        refused.Message.ShouldContain("flow-h");
        ((string?)(await client.GetAsync(next)).Element("status")).ShouldBe("down");
        (await FreeAsync(client, pf)).ShouldBe(1, "nothing is taken for a VM that does not start");

        // With one vNIC less it starts; and when the first has gone, its VFs are free again.
        await client.RemoveAsync($"{next}/nics/{Id((await client.GetAsync($"{next}/nics")).Elements("nic").Last())}");
        await client.ActAsync($"{next}/start");
        await UntilAsync(client, next, "up");
        (await FreeAsync(client, pf)).ShouldBe(0);
        await client.ActAsync($"{vm}/stop");
        await UntilAsync(client, vm, "down");
        await client.RemoveAsync(vm);
        await UntilFreeAsync(client, pf, 2);
    }

    private static async Task<string> VmAsync(SdkClient client, string name, string profile)
    {
        var vm = $"/vms/{Id(await client.AddAsync("/vms", $"<vm><name>{name}</name><cluster><name>flow-c</name></cluster><template id=\"{Guid.Empty}\"/><os><kernel>/boot/k</kernel></os></vm>"))}";
        foreach (var nic in new[] { "nic1", "nic2" })
        {
            await client.AddAsync($"{vm}/nics", $"<nic><name>{nic}</name><interface>pci_passthrough</interface><vnic_profile id=\"{profile}\"/></nic>");
        }

        return vm;
    }

    private static async Task<int> FreeAsync(SdkClient client, XElement pf) =>
        (int)(await client.GetAsync($"{Path(pf)}?all_content=true")).Element("virtual_functions_configuration")!.Element("number_of_free_virtual_functions")!;

    private static async Task UntilFreeAsync(SdkClient client, XElement pf, int free)
    {
        for (var tries = 0; tries < 400 && await FreeAsync(client, pf) != free; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        (await FreeAsync(client, pf)).ShouldBe(free);
    }

    private static async Task UntilAsync(SdkClient client, string vm, string status)
    {
        for (var tries = 0; tries < 400 && (string?)(await client.GetAsync(vm)).Element("status") != status; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        ((string?)(await client.GetAsync(vm)).Element("status")).ShouldBe(status);
    }

    private static string Id(XElement element) => (string)element.Attribute("id")!;

    private static string Path(XElement element) => ((string)element.Attribute("href")!)[SdkClient.Root.Length..];
}
