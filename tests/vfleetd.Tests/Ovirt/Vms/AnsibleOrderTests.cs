using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>A VM's life in the order of calls of the modules ovirt_vm and ovirt_nic, with what they read of each answer.</summary>
public sealed class AnsibleOrderTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task The_modules_make_start_change_stop_and_remove_a_VM()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "play-h", 4);
        using var scene = await VmScene.MakeAsync(engine, "play");
        var client = scene.Client;

        // ovirt_vm, state present: it looks for the VM, then for the template, then makes it.
        (await client.GetAsync("/vms?all_content=true&search=name%3Dplay-vm")).Elements().ShouldBeEmpty();
        ((string?)(await client.GetAsync("/templates/00000000-0000-0000-0000-000000000000")).Element("name")).ShouldBe("Blank");
        var made = await client.AddAsync("/vms?clone=false&clone_permissions=false", """
            <vm><cluster><name>default</name></cluster><cpu><topology><cores>2</cores><sockets>1</sockets><threads>1</threads></topology></cpu>
            <memory>2147483648</memory><name>play-vm</name><os><kernel>/boot/k</kernel></os><stateless>false</stateless>
            <template id="00000000-0000-0000-0000-000000000000"/></vm>
            """);
        var vm = $"/vms/{(string)made.Attribute("id")!}";
        ReadAsUpdateCheckDoes(await client.GetAsync(vm), 2, 2147483648);
        (await client.GetAsync($"{vm}/numanodes")).Elements().ShouldBeEmpty();

        // ovirt_nic, state present: the VM, its cluster, data centre, networks and profiles, then the vNIC.
        var found = (await client.GetAsync("/vms?search=name%3Dplay-vm")).Elements("vm").ShouldHaveSingleItem();
        ((string?)found.Element("cluster")!.Attribute("href")).ShouldNotBeNullOrEmpty();
        (await client.GetAsync($"{vm}/nics")).Elements().ShouldBeEmpty();
        var nic = await scene.NicAsync(vm, "nic1");
        var read = await client.GetAsync(nic);
        ((string?)read.Element("vnic_profile")!.Attribute("href")).ShouldEndWith($"/vnicprofiles/{scene.Fast}");
        read.Elements("link").Select(link => (string?)link.Attribute("rel")).ShouldContain("networkfilterparameters");
        (await client.GetAsync($"{nic}/networkfilterparameters")).Elements().ShouldBeEmpty();

        // ovirt_vm, state running, once more for a VM that is there.
        ReadAsUpdateCheckDoes((await client.GetAsync("/vms?all_content=true&search=name%3Dplay-vm")).Elements("vm").Single(), 2, 2147483648);
        await client.ActAsync($"{vm}/start");
        await scene.UntilAsync(vm, "up");
        await client.GetAsync($"{vm}/numanodes");

        // ovirt_nic, states unplugged and plugged.
        await client.ActAsync($"{nic}/deactivate");
        ((string?)(await client.GetAsync(nic)).Element("plugged")).ShouldBe("false");
        await client.ActAsync($"{nic}/activate");
        ((string?)(await client.GetAsync(nic)).Element("plugged")).ShouldBe("true");

        // ovirt_vm with another host: it changes the VM by what it would have made, and then wants it migrated.
        (await client.GetAsync("/templates?search=vm.name%3Dplay-vm")).Elements("template").ShouldHaveSingleItem();
        var same = $"<vm><cluster><name>default</name></cluster><name>play-vm</name><template id=\"{Guid.Empty}\"/></vm>";
        ((string?)(await client.UpdateAsync(vm, same)).Element("name")).ShouldBe("play-vm");
        var refused = await SdkClient.RefusedAsync(
            () => client.ActAsync($"{vm}/migrate", "<action><cluster id=\"x\"><name>default</name></cluster><host><name>play-h</name></host></action>"), 400);
        refused.Message.ShouldContain("ACTION_TYPE_FAILED_MIGRATION");

        // ovirt_vm, states stopped and absent.
        await client.ActAsync($"{vm}/shutdown");
        await scene.UntilAsync(vm, "down");
        await client.RemoveAsync(vm);
        await SdkClient.RefusedAsync(() => client.GetAsync(vm), 404);
    }

    // What ovirt_vm reads without looking whether it is there: without it the module ends by an exception.
    private static void ReadAsUpdateCheckDoes(XElement vm, int cpus, long memory)
    {
        foreach (var path in new[]
        {
            "memory_policy/guaranteed", "memory_policy/max", "cpu/topology/cores", "cpu/topology/sockets", "cpu/topology/threads", "os/type", "bios/boot_menu/enabled", "bios/type",
            "io/threads", "usb/enabled", "sso/methods", "high_availability/enabled", "high_availability/priority", "next_run_configuration_exists", "status", "placement_policy/affinity",
        })
        {
            path.Split('/').Aggregate((XElement?)vm, (element, tag) => element?.Element(tag)).ShouldNotBeNull(path);
        }

        var topology = vm.Element("cpu")!.Element("topology")!;
        ((int)topology.Element("sockets")!, (int)topology.Element("cores")!, (int)topology.Element("threads")!).ShouldBe((1, cpus, 1), "what was sent: else the module changes it each time");
        ((long)vm.Element("memory")!).ShouldBe(memory);
        ((string?)vm.Element("next_run_configuration_exists")).ShouldBe("false");
    }
}
