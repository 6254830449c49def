using System.Net;
using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hosts;

/// <summary>The paths and words of oVirt's feature page SR-IOV, section REST API.</summary>
public sealed class FeaturePageTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_VFs_configuration_of_a_NIC_is_found_read_and_changed()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "page");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");

        var found = (await SendAsync(client, "GET", $"{nic}/vfsConfig", null, 200))!.Elements("vfs_config").ShouldHaveSingleItem();
        var config = found.Path();
        ((int)found.Element("max_num_of_vfs")!, (int)found.Element("num_of_vfs")!, (bool)found.Element("all_networks_allowed")!).ShouldBe((64, 8, true));
        (await SendAsync(client, "GET", config, null, 200))!.ToString().ShouldBe(found.ToString());

        var changed = await SendAsync(
            client, "PUT", config, "<vfs_config><max_num_of_vfs>1000</max_num_of_vfs><num_of_vfs>6</num_of_vfs><all_networks_allowed>false</all_networks_allowed></vfs_config>", 200);
        ((int)changed!.Element("max_num_of_vfs")!, (int)changed.Element("num_of_vfs")!, (bool)changed.Element("all_networks_allowed")!).ShouldBe((64, 6, false));
        Keys(await SendAsync(client, "PUT", config, "<vfs_config><num_of_vfs>65</num_of_vfs></vfs_config>", 400)).ShouldBe(["ACTION_TYPE_FAILED_NUM_OF_VFS_NOT_IN_VALID_RANGE"]);
        await SendAsync(client, "PUT", config, "<vfs_config/>", 400);
        await SendAsync(client, "PUT", config, $"""<vfs_config id="{Guid.NewGuid()}"><num_of_vfs>6</num_of_vfs></vfs_config>""", 400);
        await SendAsync(client, "GET", $"{nic}/vfsConfig/{Guid.NewGuid()}", null, 404);
        await SendAsync(client, "PUT", $"{nic}/vfsConfig/{Guid.NewGuid()}", "<vfs_config><num_of_vfs>6</num_of_vfs></vfs_config>", 404);
        (await SendAsync(client, "GET", $"{(await client.NicsAsync(host))["ens1f0/0"].Path()}/vfsConfig", null, 200))!.Elements().ShouldBeEmpty();
    }

    [Fact]
    public async Task Networks_and_labels_of_it_are_added_and_removed_by_oVirts_rules()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "page-lists");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");
        var config = (await SendAsync(client, "GET", $"{nic}/vfsConfig", null, 200))!.Element("vfs_config")!.Path();
        var network = await engine.NetworkAsync("page");

        Keys(await SendAsync(client, "DELETE", $"{config}/networks/{network}", null, 409))
            .ShouldBe(["ACTION_TYPE_FAILED_CANNOT_SET_SPECIFIC_NETWORKS", "ACTION_TYPE_FAILED_NETWORK_NOT_IN_VFS_CONFIG"]);
        await client.UpdateAsync(nic, all: false);
        (await SendAsync(client, "POST", $"{config}/networks", "<network><name>page</name></network>", 201))!.Attribute("id")!.Value.ShouldBe(network);
        Keys(await SendAsync(client, "POST", $"{config}/networks", "<network><name>page</name></network>", 409)).ShouldBe(["ACTION_TYPE_FAILED_NETWORK_ALREADY_IN_VFS_CONFIG"]);
        (await SendAsync(client, "POST", $"{config}/labels", """<network_label id="x"/>""", 201))!.Path().ShouldBe($"{config}/labels/x");
        Keys(await SendAsync(client, "POST", $"{config}/labels", """<network_label id="x"/>""", 409)).ShouldBe(["ACTION_TYPE_FAILED_LABEL_ALREADY_IN_VFS_CONFIG"]);

        var shown = (await SendAsync(client, "GET", config, null, 200))!;
        shown.Element("networks")!.Element("network")!.Attribute("id")!.Value.ShouldBe(network);
        shown.Element("network_labels")!.Element("network_label")!.Attribute("id")!.Value.ShouldBe("x");
        (await SendAsync(client, "GET", $"{config}/networks", null, 200))!.Elements().Count().ShouldBe(1);
        (await SendAsync(client, "GET", $"{config}/labels", null, 200))!.Elements().Count().ShouldBe(1);

        await SendAsync(client, "DELETE", $"{config}/networks/{network}", null, 200);
        await SendAsync(client, "DELETE", $"{config}/labels/x", null, 200);
        Keys(await SendAsync(client, "DELETE", $"{config}/networks/{network}", null, 409)).ShouldBe(["ACTION_TYPE_FAILED_NETWORK_NOT_IN_VFS_CONFIG"]);
        Keys(await SendAsync(client, "DELETE", $"{config}/labels/x", null, 409)).ShouldBe(["ACTION_TYPE_FAILED_LABEL_NOT_IN_VFS_CONFIG"]);
    }

    private static IEnumerable<string> Keys(XElement? fault) => fault!.Descendants("problem").Select(problem => problem.Element("key")!.Value);

    private static async Task<XElement?> SendAsync(SdkClient client, string method, string path, string? body, int status)
    {
        using var answered = await client.SendRawAsync(method, path, body);
        var text = await answered.Content.ReadAsStringAsync(Token);
        answered.StatusCode.ShouldBe((HttpStatusCode)status, text);
        return text.Length > 0 ? XElement.Parse(text) : null;
    }
}
