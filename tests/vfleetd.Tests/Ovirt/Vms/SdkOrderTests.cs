using System.Xml.Linq;
using Vfleet.Api.Agents;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>A VM's life in the order of calls of oVirt's Python SDK.</summary>
public sealed class SdkOrderTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task A_VM_is_made_gets_a_VF_runs_loses_and_gets_it_stops_and_goes()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "life-h", 8);
        using var scene = await VmScene.MakeAsync(engine, "life");
        var client = scene.Client;

        var vm = await scene.VmAsync("life-vm", "life-h");
        ((string?)(await client.GetAsync(vm)).Element("status")).ShouldBe("down");
        var nic = await scene.NicAsync(vm, "nic1");
        var added = await client.GetAsync(nic);
        ((string?)added.Element("interface"), (string?)added.Element("plugged"), (string?)added.Element("linked")).ShouldBe(("pci_passthrough", "true", "true"));
        ((string?)added.Element("mac")!.Element("address")).ShouldNotBeNullOrEmpty();
        added.Element("virtual_function").ShouldBeNull();

        ((string?)(await client.ActAsync($"{vm}/start")).Element("status")).ShouldBe("complete");
        var up = await scene.UntilAsync(vm, "up");
        ((string?)up.Element("host")!.Attribute("id")).ShouldBe(host.HostId.ToString());
        up.Element("start_time").ShouldNotBeNull();
        var function = (await client.GetAsync(nic)).Element("virtual_function").ShouldNotBeNull();
        ((string?)function.Element("host")!.Attribute("id")).ShouldBe(host.HostId.ToString());
        ((int)function.Element("index")!).ShouldBeInRange(0, 7);

        ((string?)(await client.ActAsync($"{nic}/deactivate")).Element("status")).ShouldBe("complete");
        var unplugged = await client.GetAsync(nic);
        ((string?)unplugged.Element("plugged")).ShouldBe("false");
        unplugged.Element("virtual_function").ShouldBeNull();
        await client.ActAsync($"{nic}/activate");
        (await client.GetAsync(nic)).Element("virtual_function").ShouldNotBeNull();
        await client.ActAsync($"{nic}/activate");

        var refused = await SdkClient.RefusedAsync(() => client.ActAsync($"{vm}/migrate"), 400);
        refused.Message.ShouldContain("ACTION_TYPE_FAILED_MIGRATION_OF_NON_MIGRATABLE_PASSTHROUGH_VNICS_IS_NOT_SUPPORTED");
        ((string?)refused.Root!.Element("status")).ShouldBe("failed");
        await SdkClient.RefusedAsync(() => client.RemoveAsync(vm), 409);

        await client.ActAsync($"{vm}/stop");
        (await scene.UntilAsync(vm, "down")).Element("host").ShouldBeNull();
        await client.RemoveAsync(nic);
        (await client.GetAsync($"{vm}/nics")).Elements().ShouldBeEmpty();
        await client.RemoveAsync(vm);
        (await SdkClient.RefusedAsync(() => client.GetAsync(vm), 404)).Message.ShouldBeEmpty();
        host.Seen.Values.Select(work => work.Kind).Order(StringComparer.Ordinal)
            .ShouldBe([HostOperation.PlugNic, HostOperation.UnplugNic, HostOperation.StartVm, HostOperation.StopVm]);
    }

    [Fact]
    public async Task A_vNIC_that_is_added_to_a_running_VM_is_plugged_at_once()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "hot-h", 2);
        using var scene = await VmScene.MakeAsync(engine, "hot");
        var vm = await scene.VmAsync("hot-vm", "hot-h");
        await scene.StartAsync(vm);

        var nic = await scene.NicAsync(vm, "nic1");
        (await scene.Client.GetAsync(nic)).Element("virtual_function").ShouldNotBeNull();
        var unplugged = await scene.NicAsync(vm, "nic2", "<plugged>false</plugged>");
        (await scene.Client.GetAsync(unplugged)).Element("virtual_function").ShouldBeNull();

        await scene.Client.UpdateAsync(unplugged, "<nic><plugged>true</plugged></nic>");
        (await scene.Client.GetAsync(unplugged)).Element("virtual_function").ShouldNotBeNull();
        var none = await SdkClient.RefusedAsync(() => scene.NicAsync(vm, "nic3"), 400);
        none.Message.ShouldContain("CANNOT_PLUG_PASSTHROUGH_VNIC_NO_SUITABLE_VF");
        (await scene.Client.GetAsync($"{vm}/nics")).Elements().Select(one => (string?)one.Element("name")).ShouldBe(["nic1", "nic2"], "what cannot be plugged is not added");
    }

    [Fact]
    public async Task A_guest_that_does_not_let_go_is_a_fault_and_keeps_its_vNIC()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "held-h", 2);
        using var scene = await VmScene.MakeAsync(engine, "held");
        var vm = await scene.VmAsync("held-vm", "held-h");
        var nic = await scene.NicAsync(vm, "nic1");
        await scene.StartAsync(vm);
        host.Fails = work => work.Kind == HostOperation.UnplugNic ? ("GUEST_REFUSED", "the guest does not let the device go") : null;

        var refused = await Should.ThrowAsync<SdkException>(() => scene.Client.ActAsync($"{nic}/deactivate"));

        refused.Message.ShouldContain("the guest does not let the device go");
        ((string?)(await scene.Client.GetAsync(nic)).Element("plugged")).ShouldBe("true");
    }

    [Fact]
    public async Task Work_that_is_not_to_be_waited_for_is_in_progress_with_a_job()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "async-h", 2);
        using var scene = await VmScene.MakeAsync(engine, "async");
        var vm = await scene.VmAsync("async-vm", "async-h");
        var nic = await scene.NicAsync(vm, "nic1");
        await scene.StartAsync(vm);
        host.Holds = work => work.Kind == HostOperation.UnplugNic;

        var action = await scene.Client.ActAsync($"{nic}/deactivate?async=true");

        ((string?)action.Element("status")).ShouldBe("in_progress");
        var job = await scene.Client.GetAsync(((string)action.Element("job")!.Attribute("href")!)[SdkClient.Root.Length..]);
        ((string?)job.Element("status")).ShouldBe("started");
    }

    [Fact]
    public async Task What_a_start_brings_along_counts()
    {
        await using var one = await WorkingAgent.JoinAsync(engine, "bring-1", 2);
        await using var two = await WorkingAgent.JoinAsync(engine, "bring-2", 2);
        using var scene = await VmScene.MakeAsync(engine, "bring");
        var vm = await scene.VmAsync("bring-vm");

        await scene.Client.ActAsync($"{vm}/start", """
            <action><use_cloud_init>true</use_cloud_init><vm>
              <initialization><host_name>web1</host_name><user_name>admin</user_name></initialization>
              <placement_policy><hosts><host><name>bring-2</name></host></hosts></placement_policy>
            </vm></action>
            """);

        var up = await scene.UntilAsync(vm, "up");
        ((string?)up.Element("host")!.Attribute("id")).ShouldBe(two.HostId.ToString());
        up.Element("placement_policy")!.Element("hosts").ShouldBeNull("it counted for the start");
        var seed = two.Seen.Values.Single(work => work.Kind == HostOperation.StartVm).Guest!.Seed.ShouldNotBeNull();
        (seed.HostName, seed.UserData).ShouldBe(("web1", "#cloud-config\nuser: \"admin\"\n"));
        foreach (var again in new[] { "<action/>", "<action><vm><initialization><host_name>other</host_name></initialization></vm></action>" })
        {
            (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/start", again), 409)).Message.ShouldContain("ACTION_TYPE_FAILED_VM_IS_RUNNING");
        }

        await scene.Client.ActAsync($"{vm}/shutdown");
        await scene.UntilAsync(vm, "down");
        (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/shutdown"), 409)).Message.ShouldContain("ACTION_TYPE_FAILED_VM_IS_NOT_RUNNING");
        (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/migrate"), 409)).Message.ShouldContain("ACTION_TYPE_FAILED_VM_IS_NOT_RUNNING");
        foreach (var impossible in new XElement[] { new("pause", true), new("volatile", true), new("use_sysprep", true) })
        {
            await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/start", new XElement("action", impossible).ToString()), 400);
        }
    }
}
