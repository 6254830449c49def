using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hosts;

/// <summary>The calls of Ansible's ovirt_host_network, in its order.</summary>
public sealed class SetupNetworksTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Networks_are_attached_to_a_PF_seen_there_and_taken_off_again()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "attached", pfs: 2, vfs: 2, "mgmt", "br0");
        using var client = await SdkClient.ConnectAsync(engine);
        var network = await engine.NetworkAsync("mgmt");

        var found = (await client.GetAsync("/hosts?search=name%3Dattached")).Elements("host").ShouldHaveSingleItem();
        found.Path().ShouldBe(host.Path);
        var nic = await client.NicPathAsync(host, "ens1f0");
        (await client.GetAsync($"{nic}/networklabels")).Elements().ShouldBeEmpty();
        (await client.GetAsync($"{nic}/networkattachments")).Elements().ShouldBeEmpty();
        (await client.GetAsync($"{host.Path}/networkattachments")).Elements().ShouldBeEmpty();
        await client.ActAsync($"{host.Path}/setupnetworks", Attach("mgmt", "ens1f0"));

        foreach (var path in new[] { nic, host.Path })
        {
            var attachment = (await client.GetAsync($"{path}/networkattachments")).Elements("network_attachment").ShouldHaveSingleItem();
            attachment.Element("network")!.Attribute("id")!.Value.ShouldBe(network);
            attachment.Element("in_sync")!.Value.ShouldBe("true");
            attachment.Element("ip_address_assignments").ShouldNotBeNull();
            attachment.Element("host_nic")!.Path().ShouldBe(nic);
            (await client.GetAsync(attachment.Path())).ToString().ShouldBe(attachment.ToString());
        }

        (await client.GetAsync($"{(await client.NicsAsync(host))["ens2f0"].Path()}/networkattachments")).Elements().ShouldBeEmpty();
        await client.ActAsync($"{host.Path}/setupnetworks", Attach("mgmt", "ens1f0"));
        await client.ActAsync($"{host.Path}/syncallnetworks");
        await client.ActAsync($"{host.Path}/commitnetconfig");

        // Our own API shows the same, and a change through it leaves the PF.
        ((string)(await engine.GetAsync("/api/v1/hosts/attached")).Json["bridges"]![0]!["bridge"]!).ShouldBe("mgmt");
        await engine.PatchAsync("/api/v1/hosts/attached", """{"description":"changed","bridges":[{"network":"mgmt","bridge":"mgmt"}]}""");
        var attached = (await client.GetAsync($"{nic}/networkattachments")).Element("network_attachment")!;

        (await client.GetAsync($"{host.Path}/unmanagednetworks")).Elements().ShouldBeEmpty();
        await client.ActAsync(
            $"{host.Path}/setupnetworks", $"<action><removed_network_attachments>{attached}</removed_network_attachments><commit_on_success>true</commit_on_success></action>");
        (await client.GetAsync($"{host.Path}/networkattachments")).Elements().ShouldBeEmpty();
    }

    [Fact]
    public async Task Labels_of_a_PF_are_set_and_removed()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "tagged", pfs: 2);
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");
        const string Label = """<action><modified_labels><network_label id="front"><host_nic><name>ens1f0</name></host_nic></network_label></modified_labels></action>""";

        (await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/setupnetworks", Label), 409)).Key().ShouldBe("ACTION_TYPE_FAILED_CANNOT_SET_SPECIFIC_NETWORKS");
        await client.UpdateAsync(nic, all: false);
        await client.ActAsync($"{host.Path}/setupnetworks", Label);
        await client.ActAsync($"{host.Path}/setupnetworks", Label);
        (await client.GetAsync($"{nic}/networklabels")).Elements("network_label").ShouldHaveSingleItem().Attribute("id")!.Value.ShouldBe("front");
        const string Removal = """<action><removed_labels><network_label id="front"/></removed_labels></action>""";
        await client.ActAsync($"{host.Path}/setupnetworks", Removal);
        (await client.GetAsync($"{nic}/networklabels")).Elements().ShouldBeEmpty();
        (await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/setupnetworks", Removal), 409)).Key().ShouldBe("ACTION_TYPE_FAILED_LABEL_NOT_IN_VFS_CONFIG");
    }

    [Theory]
    [InlineData("<modified_bonds><host_nic><name>bond0</name></host_nic></modified_bonds>", "bonds are the host's own affair")]
    [InlineData("<removed_bonds><host_nic><name>bond0</name></host_nic></removed_bonds>", "bonds are the host's own affair")]
    [InlineData("<modified_network_attachments><network_attachment><network><name>nowhere</name></network></network_attachment></modified_network_attachments>", "ACTION_TYPE_FAILED_NETWORK_NOT_EXIST")]
    [InlineData("<modified_network_attachments><network_attachment/></modified_network_attachments>", "names no network")]
    [InlineData("<removed_network_attachments><network_attachment id=\"nothing\"/></removed_network_attachments>", "NETWORK_ATTACHMENT_NOT_EXISTS")]
    [InlineData("<modified_labels><network_label id=\"y\"/></modified_labels>", "names no NIC")]
    [InlineData("<modified_labels><network_label id=\"y\"><host_nic><name>eth9</name></host_nic></network_label></modified_labels>", "HOST_NETWORK_INTERFACE_NOT_EXIST")]
    [InlineData("<modified_labels><network_label id=\"y\"><host_nic><name>ens1f0/1</name></host_nic></network_label></modified_labels>", "is a VF")]
    [InlineData("<modified_labels><network_label id=\"a b\"><host_nic><name>ens1f0</name></host_nic></network_label></modified_labels>", "NETWORK_LABEL_FORMAT_INVALID")]
    [InlineData("<removed_labels><network_label/></removed_labels>", "has no id")]
    public async Task What_cannot_be_done_is_refused_with_what_to_do_and_nothing_else_of_the_request_is_done(string wrong, string said)
    {
        var name = $"whole{Guid.NewGuid():N}";
        await using var host = await WorkingAgent.JoinAsync(engine, name, pfs: 2, vfs: 2, name[..10]);
        using var client = await SdkClient.ConnectAsync(engine);
        await engine.NetworkAsync(name[..10]);
        await client.UpdateAsync(await client.NicPathAsync(host, "ens1f0"), all: false);
        await client.UpdateAsync(await client.NicPathAsync(host, "ens2f0"), all: false);
        var right = "<modified_labels><network_label id=\"right\"><host_nic><name>ens2f0</name></host_nic></network_label></modified_labels>";
        var attach = $"<modified_network_attachments><network_attachment><network><name>{name[..10]}</name></network></network_attachment></modified_network_attachments>";
        var body = $"<action>{Merged(wrong, right, attach)}</action>";

        var refused = await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/setupnetworks", body), 400);

        refused.Message.ShouldContain(said);
        (await client.GetAsync($"{host.Path}/networkattachments")).Elements().ShouldBeEmpty();
        (await client.GetAsync($"{await client.NicPathAsync(host, "ens2f0")}/networklabels")).Elements().ShouldBeEmpty();
    }

    [Fact]
    public async Task IP_addresses_and_bridges_that_are_not_there_are_refused()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "addressed", 1, 2, "br0");
        using var client = await SdkClient.ConnectAsync(engine);
        await engine.NetworkAsync("addressed");

        (await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/setupnetworks", Attach("addressed", "ens1f0", "dhcp", "br0")), 400)).Message.ShouldContain("IP addresses");
        (await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/setupnetworks", Attach("addressed", "ens1f0")), 409)).Message.ShouldContain("has no bridge addressed");
        await client.ActAsync($"{host.Path}/setupnetworks", Attach("addressed", "ens1f0", "none", "br0"));
        var attachment = (await client.GetAsync($"{host.Path}/networkattachments")).Elements().ShouldHaveSingleItem();
        attachment.Element("properties")!.Element("property")!.Element("value")!.Value.ShouldBe("br0");
    }

    [Fact]
    public async Task Attachments_are_added_changed_and_removed_one_by_one_too()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "single", 2, 2, "br0", "br1");
        using var client = await SdkClient.ConnectAsync(engine);
        await engine.NetworkAsync("single");
        var nic = await client.NicPathAsync(host, "ens2f0");

        var made = await client.AddAsync(
            $"{nic}/networkattachments",
            "<network_attachment><network><name>single</name></network><properties><property><name>bridge</name><value>br0</value></property></properties></network_attachment>");
        made.Element("host_nic")!.Path().ShouldBe(nic);
        var changed = await client.UpdateAsync(
            made.Path(), "<network_attachment><properties><property><name>bridge</name><value>br1</value></property></properties></network_attachment>");
        changed.Element("properties")!.Value.ShouldBe("bridgebr1");
        changed.Element("host_nic")!.Path().ShouldBe(nic);
        await client.RemoveAsync(made.Path());
        await SdkClient.RefusedAsync(() => client.GetAsync(made.Path()), 404);
    }

    private static string Attach(string network, string nic, string method = "none", string? bridge = null) => $"""
        <action><check_connectivity>true</check_connectivity><commit_on_success>true</commit_on_success><modified_network_attachments><network_attachment>
        <network><name>{network}</name></network><host_nic><name>{nic}</name></host_nic>
        <ip_address_assignments><ip_address_assignment><assignment_method>{method}</assignment_method><ip/></ip_address_assignment></ip_address_assignments>
        <properties>{(bridge is null ? "" : $"<property><name>bridge</name><value>{bridge}</value></property>")}</properties>
        </network_attachment></modified_network_attachments></action>
        """;

    // One element of each sort, with what all that were given have in it.
    private static string Merged(params string[] parts) => string.Concat(parts
        .Select(XElement.Parse)
        .GroupBy(part => part.Name)
        .Select(group => new XElement(group.Key, group.SelectMany(part => part.Elements()))));
}
