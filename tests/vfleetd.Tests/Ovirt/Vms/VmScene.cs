using System.Net;
using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>A data centre with a network, its vNIC profiles and VMs; each scene has names of its own.</summary>
internal sealed class VmScene : IDisposable
{
    private readonly TestEngine _engine;

    private VmScene(TestEngine engine, SdkClient client, string name) => (_engine, Client, Name) = (engine, client, name);

    public SdkClient Client { get; }

    public string Name { get; }

    /// <summary>The profile of vNICs with a VF.</summary>
    public string Fast { get; private set; } = "";

    /// <summary>The profile of vNICs without one.</summary>
    public string Plain { get; private set; } = "";

    /// <summary>The network.</summary>
    public string Network { get; private set; } = "";

    public static async Task<VmScene> MakeAsync(TestEngine engine, string name)
    {
        var scene = new VmScene(engine, await SdkClient.ConnectAsync(engine), name);
        scene.Network = await scene.MakeAsync("networks", $$"""{"name":"{{name}}","vlan":77}""");
        scene.Fast = await scene.ProfileAsync("fast");
        scene.Plain = await scene.MakeAsync("profiles", $$"""{"name":"plain","network":"{{name}}","passthrough":"disabled"}""");
        return scene;
    }

    /// <summary>Makes a profile of vNICs with a VF.</summary>
    public Task<string> ProfileAsync(string name, bool isMigratable = false) =>
        MakeAsync("profiles", $$"""{"name":"{{name}}","network":"{{Name}}","passthrough":"required","migratable":{{(isMigratable ? "true" : "false")}} }""");

    /// <summary>Makes something by the engine's own API.</summary>
    public async Task<string> MakeAsync(string list, string json) => (await _engine.PostAsync($"/api/v1/{list}", json)).ShouldBe(HttpStatusCode.Created).Id;

    /// <summary>Makes a VM that starts straight into a kernel, on one host if that is given.</summary>
    public async Task<string> VmAsync(string name, string? host = null)
    {
        var pin = host is null ? "" : $"<placement_policy><hosts><host><name>{host}</name></host></hosts></placement_policy>";
        var vm = await Client.AddAsync(
            "/vms", $"<vm><name>{name}</name><cluster><name>default</name></cluster><template><name>Blank</name></template><os><kernel>/boot/k</kernel></os>{pin}</vm>");
        return $"/vms/{(string)vm.Attribute("id")!}";
    }

    /// <summary>Adds a vNIC.</summary>
    public async Task<string> NicAsync(string vm, string name, string more = "") =>
        $"{vm}/nics/{(string)(await Client.AddAsync($"{vm}/nics", Nic(name, more))).Attribute("id")!}";

    /// <summary>A vNIC with a VF.</summary>
    public string Nic(string name, string more = "") =>
        $"<nic><name>{name}</name><interface>pci_passthrough</interface><vnic_profile id=\"{Fast}\"/>{more}</nic>";

    /// <summary>Starts a VM and waits until it runs.</summary>
    public async Task StartAsync(string vm)
    {
        await Client.ActAsync($"{vm}/start");
        await UntilAsync(vm, "up");
    }

    /// <summary>Reads a VM until it has a status, as clients do.</summary>
    public async Task<XElement> UntilAsync(string vm, string status)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            var now = await Client.GetAsync(vm);
            if ((string?)now.Element("status") == status)
            {
                return now;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var last = await Client.GetAsync(vm);
        ((string?)last.Element("status")).ShouldBe(status);
        return last;
    }

    public void Dispose() => Client.Dispose();
}
