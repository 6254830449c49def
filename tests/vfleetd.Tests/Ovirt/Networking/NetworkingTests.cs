using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Networking;

/// <summary>Networks and profiles in the order in which the SDK and Ansible's modules ask for them.</summary>
public sealed class NetworkingTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task A_network_is_made_attached_to_a_cluster_and_labelled()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var dataCenter = await OnlyAsync(client, "/datacenters");
        var cluster = await OnlyAsync(client, "/clusters");
        cluster.Element("data_center")!.Attribute("href")!.Value.ShouldBe(dataCenter.Attribute("href")!.Value);
        var search = Uri.EscapeDataString($"name=\"red\" and datacenter=\"{dataCenter.Element("name")!.Value}\"");
        (await client.GetAsync($"/networks?search={search}")).Elements().ShouldBeEmpty();

        var made = await client.AddAsync("/networks", $"""<network><name>red</name><data_center><name>{dataCenter.Element("name")!.Value}</name></data_center><vlan id="100"/><mtu>9000</mtu><usages><usage>vm</usage></usages></network>""");

        var id = made.Attribute("id")!.Value;
        made.Element("vlan")!.Attribute("id")!.Value.ShouldBe("100");
        made.Element("mtu")!.Value.ShouldBe("9000");
        made.Element("status")!.Value.ShouldBe("operational");
        (await client.GetAsync($"/networks?search={search}")).Elements("network").Single().Attribute("id")!.Value.ShouldBe(id);
        (await client.GetAsync($"/datacenters/{dataCenter.Attribute("id")!.Value}/networks")).Elements().Select(one => one.Attribute("id")!.Value).ShouldContain(id);
        (await client.GetAsync($"/networks/{id}/vnicprofiles")).Elements("vnic_profile").Single().Element("name")!.Value.ShouldBe("red");

        var attached = $"/clusters/{cluster.Attribute("id")!.Value}/networks";
        await SdkClient.RefusedAsync(() => client.GetAsync($"{attached}/{id}"), 404);
        (await client.AddAsync(attached, $"""<network id="{id}"><required>true</required><usages><usage>vm</usage></usages></network>""")).Attribute("id")!.Value.ShouldBe(id);
        (await SdkClient.RefusedAsync(() => client.AddAsync(attached, "<network><name>red</name></network>"), 409)).Message.ShouldContain("NETWORK_ALREADY_ATTACHED_TO_CLUSTER");
        (await client.GetAsync($"{attached}/{id}")).Element("cluster")!.Attribute("id")!.Value.ShouldBe(cluster.Attribute("id")!.Value);
        (await client.UpdateAsync($"{attached}/{id}", "<network><required>false</required></network>")).Attribute("id")!.Value.ShouldBe(id);

        (await client.GetAsync($"/networks/{id}/networklabels")).Elements().ShouldBeEmpty();
        (await client.AddAsync($"/networks/{id}/networklabels", """<network_label id="lan"/>""")).Attribute("id")!.Value.ShouldBe("lan");
        (await client.GetAsync($"/networks/{id}/networklabels")).Elements("network_label").Single().Attribute("id")!.Value.ShouldBe("lan");
        await client.RemoveAsync($"/networks/{id}/networklabels/lan");
        await SdkClient.RefusedAsync(() => client.RemoveAsync($"/networks/{id}/networklabels/lan"), 404);

        (await client.UpdateAsync($"/networks/{id}", "<network><vlan/><mtu>0</mtu><description>no tag</description></network>")).Element("vlan").ShouldBeNull();
        await client.RemoveAsync($"{attached}/{id}");
        await client.RemoveAsync($"/networks/{id}");
        (await SdkClient.RefusedAsync(() => client.GetAsync($"/networks/{id}"), 404)).Message.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_passthrough_profile_is_made_and_changed()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var network = await NetworkAsync(client, "fast", "<profile_required>false</profile_required>");
        (await client.GetAsync("/vnicprofiles?search=name%3Dvf")).Elements().ShouldBeEmpty();

        var made = await client.AddAsync(
            "/vnicprofiles",
            $"""<vnic_profile><name>vf</name><network id="{network}"/><pass_through><mode>enabled</mode></pass_through><network_filter/><qos/><custom_properties/></vnic_profile>""");

        var id = made.Attribute("id")!.Value;
        made.Element("pass_through")!.Element("mode")!.Value.ShouldBe("enabled");
        made.Element("migratable")!.Value.ShouldBe("true", "oVirt's documents say so, and they count");
        (await client.GetAsync($"/vnicprofiles/{id}")).Element("network")!.Attribute("id")!.Value.ShouldBe(network);
        var standby = (await client.AddAsync($"/networks/{network}/vnicprofiles", "<vnic_profile><name>standby</name></vnic_profile>"));
        standby.Element("migratable").ShouldBeNull("only passthrough profiles say it");
        var failover = standby.Attribute("id")!.Value;
        (await client.UpdateAsync($"/vnicprofiles/{id}", $"""<vnic_profile><failover id="{failover}"/></vnic_profile>""")).Element("failover")!.Attribute("id")!.Value.ShouldBe(failover);
        (await client.UpdateAsync($"/vnicprofiles/{id}", "<vnic_profile><description>x</description></vnic_profile>")).Element("failover").ShouldNotBeNull();
        (await client.UpdateAsync($"/vnicprofiles/{id}", "<vnic_profile><failover/></vnic_profile>")).Element("failover").ShouldBeNull();
        (await client.UpdateAsync($"/vnicprofiles/{id}", "<vnic_profile><migratable>false</migratable></vnic_profile>")).Element("migratable")!.Value.ShouldBe("false");
        await client.RemoveAsync($"/vnicprofiles/{id}");
        await client.RemoveAsync($"/networks/{network}");
        await SdkClient.RefusedAsync(() => client.GetAsync($"/vnicprofiles/{failover}"), 404);
    }

    [Theory]
    [InlineData("<network_filter><name>no-mac-spoofing</name></network_filter>", 400, "ACTION_TYPE_FAILED_PASSTHROUGH_PROFILE_CONTAINS_NOT_SUPPORTED_PROPERTIES")]
    [InlineData("<port_mirroring>true</port_mirroring>", 400, "ACTION_TYPE_FAILED_PASSTHROUGH_PROFILE_CONTAINS_NOT_SUPPORTED_PROPERTIES")]
    [InlineData("<migratable>maybe</migratable>", 400, "migratable cannot be 'maybe'")]
    [InlineData("<failover id=\"11111111-1111-1111-1111-111111111111\"/>", 400, "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_ID_IS_NOT_VALID")]
    [InlineData("<failover id=\"x\"/>", 400, "failover/@id is no id")]
    [InlineData("<qos id=\"11111111-1111-1111-1111-111111111111\"/>", 400, "ACTION_TYPE_FAILED_NETWORK_QOS_NOT_EXISTS")]
    public async Task What_a_passthrough_profile_cannot_have_is_a_fault(string element, int status, string said)
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var network = await NetworkAsync(client, $"n{Guid.NewGuid():N}"[..12], "");

        var refused = await SdkClient.RefusedAsync(
            () => client.AddAsync("/vnicprofiles", $"""<vnic_profile><name>vf</name><network id="{network}"/><pass_through><mode>enabled</mode></pass_through>{element}</vnic_profile>"""), status);

        refused.Message.ShouldContain(said);
        refused.Root!.Element("problems")!.Elements("problem").ShouldAllBe(problem => problem.Element("remedy")!.Value.Length > 0);
    }

    [Fact]
    public async Task Rules_answer_with_the_keys_and_codes_of_oVirt()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var dataCenter = (await OnlyAsync(client, "/datacenters")).Attribute("id")!.Value;
        var network = await NetworkAsync(client, "twice", "");
        var unknown = Guid.NewGuid();

        await ShouldRefuseAsync("/networks", $"""<network><name>twice</name><data_center id="{dataCenter}"/></network>""", 409, "ACTION_TYPE_FAILED_NETWORK_NAME_IN_USE");
        await ShouldRefuseAsync("/networks", $"""<network><name>bad</name><data_center id="{dataCenter}"/><vlan id="5000"/></network>""", 400, "NETWORK_VLAN_OUT_OF_RANGE");
        await ShouldRefuseAsync("/networks", $"""<network><name>bad</name><data_center id="{dataCenter}"/><vlan id="many"/></network>""", 400, "NETWORK_VLAN_OUT_OF_RANGE");
        await ShouldRefuseAsync("/networks", $"""<network><name>bad</name><data_center id="{unknown}"/></network>""", 400, "ACTION_TYPE_FAILED_STORAGE_POOL_NOT_EXIST");
        await ShouldRefuseAsync("/vnicprofiles", $"""<vnic_profile><name>p</name><network id="{unknown}"/></vnic_profile>""", 400, "ACTION_TYPE_FAILED_NETWORK_NOT_EXIST");
        await ShouldRefuseAsync("/vnicprofiles", $"""<vnic_profile><name>twice</name><network id="{network}"/></vnic_profile>""", 409, "ACTION_TYPE_FAILED_VNIC_PROFILE_NAME_IN_USE");
        var incomplete = await ShouldRefuseAsync("/networks", "<network><name>bad</name></network>", 400, "Network [data_center.id|data_center.name] required for add");
        incomplete.Root!.Element("reason")!.Value.ShouldBe("Incomplete parameters");
        (await SdkClient.RefusedAsync(() => client.UpdateAsync($"/networks/{network}", $"""<network id="{unknown}"/>"""), 409)).Root!.Element("reason")!.Value
            .ShouldBe("Broken immutability constraint");

        async Task<SdkException> ShouldRefuseAsync(string path, string body, int status, string said)
        {
            var refused = await SdkClient.RefusedAsync(() => client.AddAsync(path, body), status);
            refused.Message.ShouldContain(said);
            return refused;
        }
    }

    [Fact]
    public async Task Lists_are_searched_sorted_cut_and_followed()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        foreach (var name in new[] { "searched-b", "searched-a", "Searched-c" })
        {
            await NetworkAsync(client, name, "");
        }

        (await NamesAsync("name=searched-*")).ShouldBe(["searched-a", "searched-b"]);
        (await NamesAsync("name=searched-* sortby name desc")).ShouldBe(["searched-b", "searched-a"]);
        (await NamesAsync("name=searched-*", "&case_sensitive=false")).ShouldBe(["Searched-c", "searched-a", "searched-b"]);
        (await NamesAsync("name=searched-a or name=\"searched-b\"", "&max=1")).ShouldBe(["searched-a"]);
        (await NamesAsync("name=searched-* page 2", "&max=1")).ShouldBe(["searched-b"]);
        (await NamesAsync("name=searched-a and datacenter=nowhere")).ShouldBeEmpty();
        (await SdkClient.RefusedAsync(() => NamesAsync("colour=red"), 400)).Message.ShouldContain("colour");
        (await SdkClient.RefusedAsync(() => NamesAsync("name="), 400)).Message.ShouldContain("a value behind '=' is missing");
        (await OnlyAsync(client, "/datacenters?search=Clusters.name%3Ddefault")).Name.LocalName.ShouldBe("data_center");

        var followed = (await client.GetAsync("/networks?search=name%3Dsearched-a&follow=vnicprofiles,data_center,nothing")).Element("network")!;
        followed.Element("vnicprofiles")!.Elements("vnic_profile").Single().Element("name")!.Value.ShouldBe("searched-a");
        followed.Element("data_center")!.Element("status")!.Value.ShouldBe("up");
        followed.Elements("link").Select(link => link.Attribute("rel")!.Value).ShouldNotContain("vnicprofiles");

        async Task<string[]> NamesAsync(string search, string more = "") =>
            [.. (await client.GetAsync($"/networks?search={Uri.EscapeDataString(search)}{more}")).Elements("network").Select(network => network.Element("name")!.Value)];
    }

    [Fact]
    public async Task What_happened_is_told_with_the_numbers_of_oVirt()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var last = long.Parse((await client.GetAsync("/events?max=1")).Element("event")!.Attribute("id")!.Value);
        var network = await NetworkAsync(client, "told", "");
        await client.AddAsync($"/networks/{network}/networklabels", """<network_label id="lan"/>""");
        await client.RemoveAsync($"/networks/{network}/networklabels/lan");
        var cluster = (await OnlyAsync(client, "/clusters")).Attribute("id")!.Value;
        await client.AddAsync($"/clusters/{cluster}/networks", $"""<network id="{network}"/>""");
        await client.RemoveAsync($"/networks/{network}");

        var events = await client.GetAsync($"/events?from={last}");

        events.Elements("event").Select(one => int.Parse(one.Element("code")!.Value)).ShouldBe([944, 1126, 946, 1134, 1132, 1122, 942]);
        var first = events.Elements("event").Last();
        first.Element("user")!.Element("name")!.Value.ShouldBe("admin");
        (await client.GetAsync($"/events/{first.Attribute("id")!.Value}")).Element("description")!.Value.ShouldBe(first.Element("description")!.Value);
        (await client.GetAsync("/events?search=severity%3Dnormal%20and%20message%3D*told*&max=3")).Elements("event").Count().ShouldBe(3);
    }

    [Fact]
    public async Task Who_sees_little_gets_little()
    {
        using var admin = await SdkClient.ConnectAsync(engine);
        var cluster = (await OnlyAsync(admin, "/clusters")).Attribute("id")!.Value;
        var network = await NetworkAsync(admin, "hidden", "");
        await engine.UserAsync("little", "viewer", $"cluster/{cluster}");
        using var client = await SdkClient.ConnectAsync(engine, "little@internal", "a long enough password");

        (await client.GetAsync("/users")).Elements("user").Single().Element("name")!.Value.ShouldBe("little");
        (await SdkClient.RefusedAsync(() => client.AddAsync("/networks", "<network/>"), 403)).Message.ShouldContain("role");
        await SdkClient.RefusedAsync(() => client.RemoveAsync($"/networks/{network}"), 403);
        (await client.GetAsync("/networks/" + network)).Element("name")!.Value.ShouldBe("hidden");
    }

    internal static async Task<string> NetworkAsync(SdkClient client, string name, string more)
    {
        var dataCenter = (await OnlyAsync(client, "/datacenters")).Attribute("id")!.Value;
        return (await client.AddAsync("/networks", $"""<network><name>{name}</name><data_center id="{dataCenter}"/>{more}</network>""")).Attribute("id")!.Value;
    }

    private static async Task<XElement> OnlyAsync(SdkClient client, string path) => (await client.GetAsync(path)).Elements().Single();
}
