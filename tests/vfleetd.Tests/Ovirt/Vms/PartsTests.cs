using System.Net;
using System.Text.Json.Nodes;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>What belongs to VMs, and what they are made of.</summary>
public sealed class PartsTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Blank_is_the_only_template()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        const string Blank = "/templates/00000000-0000-0000-0000-000000000000";

        var found = (await client.GetAsync("/templates?search=name%3DBlank%20and%20datacenter%3Ddefault")).Elements("template").ShouldHaveSingleItem();
        ((string?)found.Attribute("href")).ShouldBe(SdkClient.Root + Blank);
        ((int)found.Element("version")!.Element("version_number")!).ShouldBe(1);
        (await client.GetAsync("/templates?search=name%3Dgolden")).Elements().ShouldBeEmpty();
        (await client.GetAsync("/templates?search=vm.name%3Dnobody")).Elements().ShouldBeEmpty();
        (await client.GetAsync($"{Blank}/nics")).Elements().ShouldBeEmpty();
        (await client.GetAsync($"{Blank}/diskattachments")).Elements().ShouldBeEmpty();
        (await SdkClient.RefusedAsync(() => client.GetAsync($"/templates/{Guid.NewGuid()}"), 404)).Message.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/disks?search=name%3Dx")]
    [InlineData("/storagedomains?search=name%3Dx")]
    [InlineData("/instancetypes?search=name%3Dx")]
    public async Task Lists_that_clients_look_into_are_there(string path)
    {
        using var client = await SdkClient.ConnectAsync(engine);

        (await client.GetAsync(path)).Elements().ShouldBeEmpty();
    }

    [Fact]
    public async Task Operating_systems_have_names()
    {
        using var client = await SdkClient.ConnectAsync(engine);

        (await client.GetAsync("/operatingsystems")).Elements("operating_system").Select(one => (string?)one.Element("name")).ShouldBe(["other", "other_linux"]);
    }

    [Fact]
    public async Task What_was_read_can_be_written_back_without_a_change()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "echo-h", 1);
        using var scene = await VmScene.MakeAsync(engine, "echo");
        var client = scene.Client;
        var vm = await scene.VmAsync("echo-vm", "echo-h");
        var nic = await scene.NicAsync(vm, "nic1");
        await client.UpdateAsync(vm, """
            <vm><description>an echo</description><cpu><topology><sockets>2</sockets><cores>2</cores><threads>2</threads></topology></cpu><memory>3221225472</memory>
            <os><cmdline>quiet</cmdline></os><bios><type>q35_ovmf</type></bios>
            <initialization><host_name>echo</host_name><nic_configurations><nic_configuration><name>eth0</name><boot_protocol>dhcp</boot_protocol></nic_configuration>
            </nic_configurations></initialization></vm>
            """);
        var before = (await engine.GetAsync($"/api/v1{vm}")).ShouldBe(HttpStatusCode.OK);
        before.Text.ShouldContain("dhcp4");
        var (shown, shownNic) = (await client.GetAsync(vm), await client.GetAsync(nic));

        (await client.UpdateAsync(vm, shown.ToString())).ToString().ShouldBe(shown.ToString());
        (await client.UpdateAsync(nic, shownNic.ToString())).ToString().ShouldBe(shownNic.ToString());
        await scene.StartAsync(vm);
        await client.UpdateAsync(vm, (await client.GetAsync(vm)).ToString());
        await client.UpdateAsync(nic, (await client.GetAsync(nic)).ToString());

        (await engine.GetAsync($"/api/v1{vm}")).Json["seed"]!.ToJsonString().ShouldBe(before.Json["seed"]!.ToJsonString());
        host.Seen.Values.Single().Guest!.Topology.ShouldBe(new Domain.Guests.CpuTopology(2, 2, 2));
        (await SdkClient.RefusedAsync(() => client.UpdateAsync(vm, "<vm><memory>1073741824</memory></vm>"), 409)).Message.ShouldContain("VM_STATUS_NOT_VALID_FOR_UPDATE");
        (await engine.PatchAsync($"/api/v1{vm}", """{"description":"changed elsewhere"}""")).ShouldBe(HttpStatusCode.OK);
        ((int)(await client.GetAsync(vm)).Element("cpu")!.Element("topology")!.Element("threads")!).ShouldBe(2, "what another API does not know stays");
    }

    [Fact]
    public async Task VMs_are_made_and_read_as_JSON_too_and_with_what_links_lead_to()
    {
        using var scene = await VmScene.MakeAsync(engine, "json");
        using var made = await scene.Client.SendRawAsync(
            "POST", "/vms", """{"name":"json-vm","cluster":{"name":"default"},"cpu":{"topology":{"sockets":"1","cores":"3","threads":"1"}},"memory":"1073741824"}""", "application/json", "application/json");
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var json = JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        ((string?)json["cpu"]!["topology"]!["cores"], (string?)json["status"]).ShouldBe(("3", "down"));
        await scene.NicAsync($"/vms/{(string)json["id"]!}", "nic1");

        var followed = (await scene.Client.GetAsync("/vms?search=name%3Djson-vm&follow=nics,cluster")).Elements("vm").ShouldHaveSingleItem();

        followed.Element("nics")!.Elements("nic").Select(nic => (string?)nic.Element("name")).ShouldBe(["nic1"]);
        ((string?)followed.Element("cluster")!.Element("name")).ShouldBe("default");
        (await scene.Client.GetAsync("/vms?search=status%3Ddown%20and%20name%3Djson*&max=5")).Elements("vm").ShouldHaveSingleItem();
        (await scene.Client.GetAsync("/vms?search=status%3Dup%20and%20name%3Djson*")).Elements("vm").ShouldBeEmpty();
    }

    [Fact]
    public async Task Disks_of_a_VM_are_attachments_with_ids_that_stay()
    {
        using var client = await SdkClient.ConnectAsync(engine);
        var vm = (await engine.PostAsync("/api/v1/vms", """{"name":"disks","cluster":"default","disks":[{"path":"/d/one.qcow2","format":"qcow2"},{"path":"/d/two","bus":"scsi","readOnly":true}]}"""))
            .ShouldBe(HttpStatusCode.Created).Id;

        var attachments = (await client.GetAsync($"/vms/{vm}/diskattachments")).Elements("disk_attachment").ToList();

        attachments.Select(one => ((string?)one.Element("interface"), (string?)one.Element("bootable"), (string?)one.Element("disk")!.Element("format")))
            .ShouldBe([("virtio", "true", "cow"), ("virtio_scsi", "false", "raw")]);
        var path = ((string)attachments[1].Attribute("href")!)[SdkClient.Root.Length..];
        ((string?)(await client.GetAsync(path)).Element("disk")!.Element("name")).ShouldBe("/d/two");
        await SdkClient.RefusedAsync(() => client.GetAsync($"/vms/{vm}/diskattachments/{Guid.NewGuid()}"), 404);
    }

    [Fact]
    public async Task The_VFs_of_a_running_VM_are_its_host_devices()
    {
        using var agent = await TestAgent.JoinAsync(engine, "devices-h", await TestAgent.TokenAsync(engine, "\"cluster\":\"default\""));
        agent.PutHost(pfs: 0);
        agent.Put("pf/0000:01:00.0", new InventoryPf(PciAddress.Parse("0000:01:00.0"), "ens1f0") { MaxVfs = 8, NumVfs = 1, VfOffset = 128, VfStride = 1, HasLink = true });
        await agent.ReportAllAsync();
        using var scene = await VmScene.MakeAsync(engine, "devices");
        var vm = await scene.VmAsync("devices-vm", "devices-h");
        var nic = await scene.NicAsync(vm, "nic1");
        (await scene.Client.GetAsync($"{vm}/hostdevices")).Elements().ShouldBeEmpty();
        await scene.Client.ActAsync($"{vm}/start");

        var device = (await scene.Client.GetAsync($"{vm}/hostdevices")).Elements("host_device").ShouldHaveSingleItem();

        ((string?)device.Element("name")).ShouldBe("pci_0000_01_10_0");
        ((string?)device.Attribute("id")).ShouldBe(Convert.ToHexStringLower("pci_0000_01_10_0"u8));
        var path = $"{vm}/hostdevices/{(string)device.Attribute("id")!}";
        ((string?)(await scene.Client.GetAsync(path)).Element("name")).ShouldBe("pci_0000_01_10_0");
        var function = (await scene.Client.GetAsync(nic)).Element("virtual_function")!.Element("host_nic")!;
        ((string?)(await scene.Client.GetAsync(((string)function.Attribute("href")!)[SdkClient.Root.Length..])).Attribute("id")).ShouldBe((string?)function.Attribute("id"));
        await SdkClient.RefusedAsync(() => scene.Client.RemoveAsync(path), 400);
        (await SdkClient.RefusedAsync(() => scene.Client.AddAsync($"{vm}/hostdevices", "<host_device><name>pci_0000_01_10_0</name></host_device>"), 400)).Message.ShouldContain("pci_passthrough");
        await SdkClient.RefusedAsync(() => scene.Client.GetAsync($"{vm}/hostdevices/abc"), 404);
    }

    [Fact]
    public async Task Only_what_a_user_sees_is_there_for_them_and_only_operators_act()
    {
        using var scene = await VmScene.MakeAsync(engine, "sight");
        var vm = await scene.VmAsync("sight-vm");
        await scene.Client.UpdateAsync(vm, "<vm><initialization><root_password>hunter2</root_password></initialization></vm>");
        var cluster = await scene.MakeAsync("clusters", """{"name":"sight-c"}""");
        await engine.UserAsync("sight-viewer", "viewer");
        await engine.UserAsync("sight-other", "operator", $"cluster/{cluster}");
        using var viewer = await SdkClient.ConnectAsync(engine, "sight-viewer@internal", TestEngine.UserPassword);
        using var other = await SdkClient.ConnectAsync(engine, "sight-other@internal", TestEngine.UserPassword);

        (await scene.Client.GetAsync(vm)).ToString().ShouldContain("hunter2", customMessage: "operators see what cloud-init is told");
        (await viewer.GetAsync(vm)).ToString().ShouldNotContain("hunter2");
        await SdkClient.RefusedAsync(() => viewer.ActAsync($"{vm}/start"), 403);
        await SdkClient.RefusedAsync(() => viewer.UpdateAsync(vm, "<vm><name>mine</name></vm>"), 403);
        await SdkClient.RefusedAsync(() => viewer.AddAsync($"{vm}/nics", "<nic><name>n</name></nic>"), 403);
        (await other.GetAsync("/vms")).Elements().ShouldBeEmpty();
        foreach (var hidden in new Func<Task>[] { () => other.GetAsync(vm), () => other.ActAsync($"{vm}/stop"), () => other.RemoveAsync(vm), () => other.GetAsync($"{vm}/nics") })
        {
            await SdkClient.RefusedAsync(hidden, 404);
        }
    }
}
