using System.Net;
using System.Xml.Linq;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Hosts;

/// <summary>Each rule of oVirt's VF configuration commands answers with oVirt's key and status code.</summary>
public sealed class VfsRuleTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task The_number_of_VFs_is_changed_and_the_next_listing_has_it()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "counted");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");

        (await client.UpdateAsync(nic, count: 12)).Element("status")!.Value.ShouldBe("complete");

        var nics = await client.NicsAsync(host);
        nics["ens1f0"].Number("number_of_virtual_functions").ShouldBe(12);
        nics["ens1f0"].Number("number_of_free_virtual_functions").ShouldBe(12);
        nics.Count.ShouldBe(13);
        nics["ens1f0/0"].Attribute("id")!.Value.ShouldBe((await client.NicsAsync(host))["ens1f0/0"].Attribute("id")!.Value);
        (await client.UpdateAsync(nic, count: 0)).Element("status")!.Value.ShouldBe("complete");
        (await client.NicsAsync(host)).Keys.ShouldBe(["ens1f0"]);
    }

    [Fact]
    public async Task With_async_the_answer_does_not_wait_for_the_host()
    {
        using var agent = await TestAgent.JoinAsync(engine, "slow");
        agent.PutHost();
        await agent.ReportAllAsync();
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = (await client.GetAsync($"/hosts/{agent.HostId}/nics")).Element("host_nic")!.Path();

        var action = await client.ActAsync($"{nic}/{Configured.Update}?async=true", Configured.Body("3", null));

        action.Element("status")!.Value.ShouldBe("in_progress");
        (await client.GetAsync(action.Element("job")!.Path())).Name.LocalName.ShouldBe("job");
    }

    [Fact]
    public async Task HOST_NETWORK_INTERFACE_NOT_EXIST()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "nicless");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = $"{host.Path}/nics/{Guid.NewGuid()}";

        (await SdkClient.RefusedAsync(() => client.UpdateAsync(nic, count: 1), 400)).Key().ShouldBe("HOST_NETWORK_INTERFACE_NOT_EXIST");
        (await SdkClient.RefusedAsync(() => client.AddAsync($"{nic}/virtualfunctionallowedlabels", """<network_label id="x"/>"""), 400)).Key().ShouldBe("HOST_NETWORK_INTERFACE_NOT_EXIST");
    }

    [Fact]
    public async Task ACTION_TYPE_FAILED_NIC_IS_NOT_SRIOV_ENABLED()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "plain", pfs: 2);
        await host.ChangeAsync(1, pf => pf with { MaxVfs = 0, NumVfs = 0 });
        using var client = await SdkClient.ConnectAsync(engine);
        var nics = await client.NicsAsync(host);
        nics["ens2f0"].Element("virtual_functions_configuration").ShouldBeNull();

        foreach (var nic in new[] { nics["ens1f0/0"], nics["ens2f0"] })
        {
            var refused = await SdkClient.RefusedAsync(() => client.UpdateAsync(nic.Path(), count: 1), 405);
            refused.Message.ShouldBe(nic.Attribute("id")!.Value);
            refused.Root!.Descendants("reason").Single().Value.ShouldBe("Attempt to configure SR-IOV properties on a NIC that does not support that.");
            (await SdkClient.RefusedAsync(() => client.AddAsync($"{nic.Path()}/virtualfunctionallowedlabels", """<network_label id="x"/>"""), 400))
                .Key().ShouldBe("ACTION_TYPE_FAILED_NIC_IS_NOT_SRIOV_ENABLED");
            (await client.GetAsync($"{nic.Path()}/virtualfunctionallowednetworks")).Elements().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task ACTION_TYPE_FAILED_NUM_OF_VFS_CANNOT_BE_CHANGED_comes_before_the_range_and_not_at_all_when_the_number_stays()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "held");
        await host.ChangeAsync(0, pf => pf with { Vfs = [new InventoryVf(2) { Holds = ["the guest web1 has it"] }] });
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");

        var refused = await SdkClient.RefusedAsync(() => client.UpdateAsync(nic, count: 100), 400);

        refused.Root!.Descendants("problem").Select(problem => problem.Element("key")!.Value)
            .ShouldBe(["ACTION_TYPE_FAILED_NUM_OF_VFS_CANNOT_BE_CHANGED", "ACTION_TYPE_FAILED_NUM_OF_VFS_NOT_IN_VALID_RANGE"]);
        refused.Message.ShouldContain("the guest web1 has it");
        await client.UpdateAsync(nic, count: 8);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(-1)]
    public async Task ACTION_TYPE_FAILED_NUM_OF_VFS_NOT_IN_VALID_RANGE(int count)
    {
        await using var host = await WorkingAgent.JoinAsync(engine, $"ranged{count}");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");

        (await SdkClient.RefusedAsync(() => client.UpdateAsync(nic, count, all: false), 400)).Key().ShouldBe("ACTION_TYPE_FAILED_NUM_OF_VFS_NOT_IN_VALID_RANGE");

        // Nothing of the request is done when a part of it is refused.
        (await client.NicsAsync(host))["ens1f0"].Element("virtual_functions_configuration")!.Element("all_networks_allowed")!.Value.ShouldBe("true");
    }

    [Fact]
    public async Task UPDATE_NUM_VFS_FAILURE_leaves_the_flag_as_it_was()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "failing");
        host.Failure = new ProblemResource("VF_COUNT_NOT_APPLIED", "the driver made only 3 of 9 VFs", "look at the kernel's log", "");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");

        var refused = await SdkClient.RefusedAsync(() => client.UpdateAsync(nic, count: 9, all: false), 400);

        refused.Key().ShouldBe("UPDATE_NUM_VFS_FAILURE");
        refused.Message.ShouldContain("the driver made only 3 of 9 VFs");
        var now = (await client.NicsAsync(host))["ens1f0"];
        now.Number("number_of_virtual_functions").ShouldBe(8);
        now.Element("virtual_functions_configuration")!.Element("all_networks_allowed")!.Value.ShouldBe("true");
        host.Failure = null;
        await client.UpdateAsync(nic, count: 9, all: false);
        now = (await client.NicsAsync(host))["ens1f0"];
        now.Number("number_of_virtual_functions").ShouldBe(9);
        now.Element("virtual_functions_configuration")!.Element("all_networks_allowed")!.Value.ShouldBe("false");
    }

    [Theory]
    [InlineData("<action/>", "Incomplete parameters")]
    [InlineData("<action><virtual_functions_configuration/></action>", "Incomplete parameters")]
    [InlineData("<action><virtual_functions_configuration><number_of_virtual_functions>many</number_of_virtual_functions></virtual_functions_configuration></action>", "many")]
    [InlineData("<action><virtual_functions_configuration><all_networks_allowed>yes</all_networks_allowed></virtual_functions_configuration></action>", "yes")]
    public async Task What_is_missing_or_no_number_is_told(string body, string said)
    {
        await using var host = await WorkingAgent.JoinAsync(engine, $"incomplete{Guid.NewGuid():N}");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");

        (await SdkClient.RefusedAsync(() => client.ActAsync($"{nic}/{Configured.Update}", body), 400)).Root!.ToString().ShouldContain(said);
    }

    [Fact]
    public async Task Networks_are_added_found_and_removed()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "networked");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");
        var (red, blue) = (await engine.NetworkAsync("red"), await engine.NetworkAsync("blue"));
        await client.UpdateAsync(nic, all: false);
        var list = $"{nic}/virtualfunctionallowednetworks";

        (await client.AddAsync(list, $"""<network id="{red}"/>""")).Element("status")!.Value.ShouldBe("complete");
        (await client.ActAsync(list, "<network><name>blue</name></network>")).Element("status")!.Value.ShouldBe("complete");
        (await client.GetAsync(list)).Elements("network").Select(network => network.Attribute("id")!.Value).ShouldBe([red, blue]);
        (await client.GetAsync(list)).Elements("network").Elements().ShouldBeEmpty("oVirt gives ids only");
        (await client.GetAsync($"{list}/{red}")).Attribute("href")!.Value.ShouldBe($"{SdkClient.Root}/networks/{red}");
        (await client.GetAsync($"{list}?max=1")).Elements().Count().ShouldBe(1);

        (await SdkClient.RefusedAsync(() => client.AddAsync(list, $"""<network id="{red}"/>"""), 409)).Key().ShouldBe("ACTION_TYPE_FAILED_NETWORK_ALREADY_IN_VFS_CONFIG");
        (await SdkClient.RefusedAsync(() => client.AddAsync(list, $"""<network id="{Guid.NewGuid()}"/>"""), 400)).Key().ShouldBe("ACTION_TYPE_FAILED_NETWORK_NOT_EXIST");
        (await SdkClient.RefusedAsync(() => client.AddAsync(list, "<network><name>green</name></network>"), 400)).Key().ShouldBe("ACTION_TYPE_FAILED_NETWORK_NOT_EXIST");
        (await SdkClient.RefusedAsync(() => client.AddAsync(list, "<network/>"), 400)).Root!.ToString().ShouldContain("Incomplete parameters");

        await client.RemoveAsync($"{list}/{red}");
        (await SdkClient.RefusedAsync(() => client.RemoveAsync($"{list}/{red}"), 404)).Message.ShouldBeEmpty();
        (await SdkClient.RefusedAsync(() => client.GetAsync($"{list}/{red}"), 404)).Message.ShouldBeEmpty();
        (await client.GetAsync(list)).Elements().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Labels_are_added_found_and_removed()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "labelled");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");
        await client.UpdateAsync(nic, all: false);
        var list = $"{nic}/virtualfunctionallowedlabels";

        using var made = await client.SendRawAsync("POST", list, """<network_label id="zone-1"/>""");
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        made.Headers.Location!.OriginalString.ShouldEndWith("/virtualfunctionallowedlabels/zone-1");
        var label = (await client.GetAsync(list)).Elements("network_label").ShouldHaveSingleItem();
        (label.Attribute("id")!.Value, label.Path(), label.Element("host_nic")!.Path()).ShouldBe(("zone-1", $"{list}/zone-1", nic));
        (await client.GetAsync($"{list}/zone-1")).ToString().ShouldBe(label.ToString());
        (await client.GetAsync($"{nic}/networklabels")).Element("network_label")!.Attribute("id")!.Value.ShouldBe("zone-1");

        (await SdkClient.RefusedAsync(() => client.AddAsync(list, """<network_label id="zone-1"/>"""), 409)).Key().ShouldBe("ACTION_TYPE_FAILED_LABEL_ALREADY_IN_VFS_CONFIG");
        (await SdkClient.RefusedAsync(() => client.AddAsync(list, """<network_label id="a b"/>"""), 400)).Key().ShouldBe("NETWORK_LABEL_FORMAT_INVALID");
        (await SdkClient.RefusedAsync(() => client.AddAsync(list, "<network_label/>"), 400)).Root!.ToString().ShouldContain("Incomplete parameters");

        await client.RemoveAsync($"{list}/zone-1");
        (await SdkClient.RefusedAsync(() => client.RemoveAsync($"{list}/zone-1"), 404)).Message.ShouldBeEmpty();
    }

    [Fact]
    public async Task ACTION_TYPE_FAILED_CANNOT_SET_SPECIFIC_NETWORKS_and_the_flag_clears_the_lists()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "open");
        using var client = await SdkClient.ConnectAsync(engine);
        var nic = await client.NicPathAsync(host, "ens1f0");
        var network = await engine.NetworkAsync("open");

        async Task RefusedAsync()
        {
            (await SdkClient.RefusedAsync(() => client.AddAsync($"{nic}/virtualfunctionallowednetworks", $"""<network id="{network}"/>"""), 409))
                .Key().ShouldBe("ACTION_TYPE_FAILED_CANNOT_SET_SPECIFIC_NETWORKS");
            (await SdkClient.RefusedAsync(() => client.AddAsync($"{nic}/virtualfunctionallowedlabels", """<network_label id="x"/>"""), 409))
                .Key().ShouldBe("ACTION_TYPE_FAILED_CANNOT_SET_SPECIFIC_NETWORKS");
        }

        await RefusedAsync();
        await client.UpdateAsync(nic, all: false);
        await client.AddAsync($"{nic}/virtualfunctionallowednetworks", $"""<network id="{network}"/>""");
        await client.AddAsync($"{nic}/virtualfunctionallowedlabels", """<network_label id="x"/>""");
        await client.UpdateAsync(nic, count: 4);
        (await client.GetAsync($"{nic}/virtualfunctionallowedlabels")).Elements().Count().ShouldBe(1, "a change of the number leaves the lists alone");
        await client.UpdateAsync(nic, all: true);
        (await client.GetAsync($"{nic}/virtualfunctionallowednetworks")).Elements().ShouldBeEmpty();
        (await client.GetAsync($"{nic}/virtualfunctionallowedlabels")).Elements().ShouldBeEmpty();
        await RefusedAsync();
    }

    [Fact]
    public async Task Who_may_only_look_changes_nothing()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "looked-at");
        await engine.UserAsync("looker", "viewer");
        using var client = await SdkClient.ConnectAsync(engine, "looker", "a long enough password");
        var nic = await client.NicPathAsync(host, "ens1f0");

        await SdkClient.RefusedAsync(() => client.UpdateAsync(nic, count: 1), 403);
        await SdkClient.RefusedAsync(() => client.AddAsync($"{nic}/virtualfunctionallowedlabels", """<network_label id="x"/>"""), 403);
        await SdkClient.RefusedAsync(() => client.ActAsync($"{host.Path}/deactivate"), 403);
    }
}
