using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>oVirt's rules of vNICs (VmNicValidator and the commands for vNICs), each with its key and status code.</summary>
public sealed class NicRulesTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Theory]
    [InlineData("<nic><name>taken</name></nic>", 409, "NETWORK_INTERFACE_NAME_ALREADY_IN_USE")]
    [InlineData("<nic><name>n</name><interface>virtio</interface><vnic_profile id=\"FAST\"/></nic>", 409, "ACTION_TYPE_FAILED_VM_INTERFACE_TYPE_NOT_MATCH_PROFILE")]
    [InlineData("<nic><name>n</name><interface>pci_passthrough</interface><vnic_profile id=\"PLAIN\"/></nic>", 409, "ACTION_TYPE_FAILED_VM_INTERFACE_TYPE_NOT_MATCH_PROFILE")]
    [InlineData("<nic><name>n</name><interface>pci_passthrough</interface><vnic_profile/></nic>", 409, "ACTION_TYPE_FAILED_VM_INTERFACE_TYPE_NOT_MATCH_PROFILE")]
    [InlineData("<nic><name>n</name><vnic_profile id=\"FAST\"/><linked>false</linked></nic>", 400, "ACTION_TYPE_FAILED_UNLINKING_OF_PASSTHROUGH_VNIC_IS_NOT_SUPPORTED")]
    [InlineData("<nic><name>n</name><mac><address>52:54:00:00:00:77</address></mac></nic>", 409, "NETWORK_MAC_ADDRESS_IN_USE")]
    [InlineData("<nic><name>n</name><mac><address>01:00:5e:00:00:01</address></mac></nic>", 400, "ACTION_TYPE_FAILED_NETWORK_INTERFACE_MAC_INVALID")]
    [InlineData("<nic><name>n</name><mac><address>nonsense</address></mac></nic>", 400, "ACTION_TYPE_FAILED_NETWORK_INTERFACE_MAC_INVALID")]
    [InlineData("<nic><name>n</name><vnic_profile id=\"11111111-1111-1111-1111-111111111111\"/></nic>", 400, "ACTION_TYPE_FAILED_VNIC_PROFILE_NOT_EXISTS")]
    [InlineData("<nic><name>n</name><vnic_profile id=\"ELSEWHERE\"/></nic>", 409, "NETWORK_NOT_EXISTS_IN_CURRENT_CLUSTER")]
    [InlineData("<nic><name>n</name><interface>e1000</interface></nic>", 400, "NOT_IN_THIS_FLEET")]
    [InlineData("<nic><name>n</name><interface>token_ring</interface></nic>", 400, "MALFORMED")]
    [InlineData("<nic><name>n</name><plugged>perhaps</plugged></nic>", 400, "MALFORMED")]
    [InlineData("<nic/>", 400, "name")]
    public async Task A_vNIC_that_cannot_be_is_refused(string nic, int status, string key)
    {
        var name = "r" + Guid.NewGuid().ToString("N")[..8];
        using var scene = await VmScene.MakeAsync(engine, name);
        var cluster = await scene.MakeAsync("clusters", $$"""{"name":"{{name}}-c"}""");
        await scene.MakeAsync("networks", $$"""{"name":"{{name}}-n","clusters":["{{cluster}}"]}""");
        var elsewhere = await scene.MakeAsync("profiles", $$"""{"name":"there","network":"{{name}}-n","passthrough":"required"}""");
        var vm = await scene.VmAsync(name);
        await scene.NicAsync(vm, "taken");
        if (nic.Contains("52:54", StringComparison.Ordinal))
        {
            await scene.Client.AddAsync($"{vm}/nics", "<nic><name>mac</name><mac><address>52:54:00:00:00:77</address></mac></nic>");
        }

        var body = nic.Replace("FAST", scene.Fast, StringComparison.Ordinal).Replace("PLAIN", scene.Plain, StringComparison.Ordinal).Replace("ELSEWHERE", elsewhere, StringComparison.Ordinal);
        var refused = await SdkClient.RefusedAsync(() => scene.Client.AddAsync($"{vm}/nics", body), status);

        refused.Message.ShouldContain(key);
    }

    [Fact]
    public async Task A_VM_has_slots_for_so_many_vNICs_only()
    {
        using var scene = await VmScene.MakeAsync(engine, "slots");
        var vm = await scene.VmAsync("slots-vm");
        for (var at = 0; at < 31; at++)
        {
            await scene.Client.AddAsync($"{vm}/nics", $"<nic><name>nic{at}</name></nic>");
        }

        (await SdkClient.RefusedAsync(() => scene.Client.AddAsync($"{vm}/nics", "<nic><name>more</name></nic>"), 409))
            .Message.ShouldContain("ACTION_TYPE_FAILED_EXCEEDED_MAX_PCI_SLOTS");
    }

    [Fact]
    public async Task There_are_no_vNICs_of_a_VM_that_is_not_there()
    {
        using var client = await SdkClient.ConnectAsync(engine);

        (await SdkClient.RefusedAsync(() => client.AddAsync($"/vms/{Guid.NewGuid()}/nics", "<nic><name>n</name></nic>"), 404)).Message.ShouldBeEmpty();
        (await SdkClient.RefusedAsync(() => client.GetAsync("/vms/no-uuid/nics"), 404)).Message.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plugged_vNIC_of_a_running_VM_changes_only_by_unplugging_and_goes_only_then()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "plugged-h", 2);
        using var scene = await VmScene.MakeAsync(engine, "plugged");
        var other = await scene.ProfileAsync("other");
        var vm = await scene.VmAsync("plugged-vm", "plugged-h");
        var nic = await scene.NicAsync(vm, "nic1");
        await scene.StartAsync(vm);

        foreach (var change in new[]
        {
            "<mac><address>52:54:00:00:00:99</address></mac>", $"<vnic_profile id=\"{other}\"/>", $"<interface>virtio</interface><vnic_profile id=\"{scene.Plain}\"/>",
        })
        {
            (await SdkClient.RefusedAsync(() => scene.Client.UpdateAsync(nic, $"<nic>{change}</nic>"), 409)).Message.ShouldContain("CANNOT_PERFORM_HOT_UPDATE");
        }

        (await SdkClient.RefusedAsync(() => scene.Client.UpdateAsync(nic, "<nic><linked>false</linked></nic>"), 400))
            .Message.ShouldContain("UNLINKING_OF_PASSTHROUGH_VNIC_IS_NOT_SUPPORTED");
        (await SdkClient.RefusedAsync(() => scene.Client.RemoveAsync(nic), 409)).Message.ShouldContain("ACTION_TYPE_FAILED_CANNOT_REMOVE_ACTIVE_DEVICE");
        ((string?)(await scene.Client.UpdateAsync(nic, "<nic><name>renamed</name></nic>")).Element("name")).ShouldBe("renamed");
        var unplugged = await scene.Client.UpdateAsync(nic, $"<nic><plugged>false</plugged><vnic_profile id=\"{other}\"/></nic>");
        ((string?)unplugged.Element("plugged"), (string?)unplugged.Element("vnic_profile")!.Attribute("id")).ShouldBe(("false", other));
        await scene.Client.RemoveAsync(nic);
    }

    [Fact]
    public async Task Nothing_is_plugged_while_a_VM_is_being_started()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "starting-h", 2);
        using var scene = await VmScene.MakeAsync(engine, "starting");
        var vm = await scene.VmAsync("starting-vm", "starting-h");
        host.Holds = work => true;
        await scene.Client.ActAsync($"{vm}/start");
        await scene.UntilAsync(vm, "powering_up");

        (await SdkClient.RefusedAsync(() => scene.NicAsync(vm, "nic1"), 409)).Message.ShouldContain("ACTION_TYPE_FAILED_OBJECT_LOCKED");
        (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/reboot"), 409)).Message.ShouldContain("ACTION_TYPE_FAILED_OBJECT_LOCKED");
        (await scene.Client.GetAsync($"{vm}/nics")).Elements().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_vNIC_gets_the_type_that_its_profile_needs_and_an_empty_profile_clears_it()
    {
        using var scene = await VmScene.MakeAsync(engine, "types");
        var vm = await scene.VmAsync("types-vm");

        var fast = await scene.Client.AddAsync($"{vm}/nics", $"<nic><name>a</name><vnic_profile id=\"{scene.Fast}\"/></nic>");
        ((string?)fast.Element("interface"), (string?)fast.Element("network")!.Attribute("id")).ShouldBe(("pci_passthrough", scene.Network));
        var named = await scene.Client.AddAsync($"{vm}/nics", "<nic><name>b</name><vnic_profile><name>plain</name></vnic_profile><network><name>types</name></network></nic>");
        ((string?)named.Element("interface"), (string?)named.Element("vnic_profile")!.Attribute("id")).ShouldBe(("virtio", scene.Plain));
        var cleared = await scene.Client.UpdateAsync($"{vm}/nics/{(string)named.Attribute("id")!}", "<nic><vnic_profile/></nic>");
        cleared.Element("vnic_profile").ShouldBeNull();
        (await SdkClient.RefusedAsync(() => scene.Client.AddAsync($"{vm}/nics/{(string)named.Attribute("id")!}/networkfilterparameters", "<x/>"), 400))
            .Message.ShouldContain("network filter");
    }

    [Fact]
    public async Task A_VM_that_no_host_takes_is_told_why_host_by_host()
    {
        await using var full = await WorkingAgent.JoinAsync(engine, "full-h", 1);
        using var scene = await VmScene.MakeAsync(engine, "full");
        var vm = await scene.VmAsync("full-vm", "full-h");
        await scene.NicAsync(vm, "nic1");
        await scene.NicAsync(vm, "nic2");

        var refused = await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/start"), 409);

        refused.Message.ShouldContain("SCHEDULING_ALL_HOSTS_FILTERED_OUT");
        refused.Message.ShouldContain("SCHEDULING_HOST_FILTERED_REASON_WITH_DETAIL");
        refused.Message.Split('\n').ShouldContain(line => line.Contains("full-h", StringComparison.Ordinal) && line.Contains("Vfs", StringComparison.Ordinal));
    }
}
