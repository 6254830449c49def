using System.Globalization;
using System.Text.Json;
using Vfleet.Lab.Fleet;
using Vfleet.Lab.Guests;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Program.Demo;

/// <summary>
/// A fleet of two emulated hosts, as its admin has it: the hosts join, networks and a profile are made, VMs get VFs by one call each until the next is
/// refused, reach each other over hosts within a VLAN and nobody beyond it, lose and get a VF while they run, and leave a host that is drained.
/// Every step is checked; the first that is not as it should be ends it.
/// </summary>
internal sealed class FleetDemo(RunningLab lab, LabEngine engine, string sources, string program)
{
    private static readonly TimeSpan s_heard = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Stage _stage = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await JoinAsync(cancellationToken);
        await FurnishAsync(cancellationToken);
        await RunVmsAsync(cancellationToken);
        await ReachAsync(cancellationToken);
        await PlugAsync(cancellationToken);
        await DrainAsync(cancellationToken);
    }

    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        _stage.Title("Two hosts join the fleet");
        foreach (var host in lab.Hosts)
        {
            await Stage.WorkAsync($"Installing vfleet on {host.Name}", () => LabInstallation.InstallAsync(host, sources, program, cancellationToken));
            var token = (await engine.AskAsync("host token", cancellationToken)).GetProperty("token").GetString();
            await Stage.HostAsync(host, $"vfleet join {engine.AddressForHosts} --token {token} --name {host.Name}", cancellationToken);
        }

        await UntilAsync(
            async () => (await engine.AskAsync("host list", cancellationToken)).ToString().Split("\"up\"").Length == lab.Hosts.Length + 1, "both hosts report", cancellationToken);
        await Stage.AdminAsync(engine, "host list", cancellationToken);
    }

    private async Task FurnishAsync(CancellationToken cancellationToken)
    {
        _stage.Title("Networks, VFs for them on each host, and a profile that gives them to VMs");
        await Stage.AdminAsync(engine, "network add red --vlan 100", cancellationToken);
        await Stage.AdminAsync(engine, "network add blue --vlan 200", cancellationToken);
        await Stage.AdminAsync(engine, "profile add red/fast --passthrough required", cancellationToken);
        await Stage.AdminAsync(engine, "profile add blue/fast --passthrough required", cancellationToken);
        await Stage.AdminAsync(engine, "cluster set default --policy spread", cancellationToken);
        foreach (var host in lab.Hosts)
        {
            var pf = await PfAsync(host, cancellationToken);
            await Stage.AdminAsync(engine, $"pf set {pf} --host {host.Name} --vfs 3 --networks red,blue --dry-run", cancellationToken);
            await Stage.AdminAsync(engine, $"pf set {pf} --host {host.Name} --vfs 3 --networks red,blue --wait", cancellationToken);
        }
    }

    private async Task RunVmsAsync(CancellationToken cancellationToken)
    {
        _stage.Title("VMs, each by one call");
        await StartAsync("red1", "10.10.100.11", null, "red/fast", cancellationToken);
        await StartAsync("red2", "10.10.100.12", "10.10.100.11", "red/fast", cancellationToken);
        await StartAsync("blue1", "10.10.100.13", "10.10.100.11", "blue/fast", cancellationToken);
        await StartAsync("blue2", "10.10.100.14", null, "blue/fast", cancellationToken);
        await Stage.AdminAsync(engine, "vm list --fleet", cancellationToken);

        _stage.Title("One that no host can serve is refused, and it is said why");
        var refused = await Stage.AdminAsync(engine, $"vm add wide {GuestImage.Words("10.10.100.15", null)} --nic red/fast --nic blue/fast --start --wait", cancellationToken, mustFail: true);
        Stage.Expect(refused.Error.Contains("No host takes wide", StringComparison.Ordinal), "the refusal names what is missing", $"it was refused otherwise: {refused.Error}");
        await Stage.AdminAsync(engine, "explain wide", cancellationToken);
    }

    private async Task ReachAsync(CancellationToken cancellationToken)
    {
        _stage.Title("Within a VLAN they reach each other over hosts; beyond it nobody hears them");
        var (red1, red2) = (await HostOfAsync("red1", cancellationToken), await HostOfAsync("red2", cancellationToken));
        Stage.Expect(red1 != red2, $"red1 runs on {red1.Name}, red2 on {red2.Name}", "both red VMs run on one host");
        await HearsAsync("red2", "10.10.100.11 answers", cancellationToken);
        await HearsAsync("blue1", "10.10.100.11 silent", cancellationToken);
    }

    private async Task PlugAsync(CancellationToken cancellationToken)
    {
        _stage.Title("Take the VF from a running VM, and give it one again");
        await Stage.AdminAsync(engine, "nic unplug red2 nic1 --wait", cancellationToken);
        await HearsAsync("red2", "10.10.100.11 silent", cancellationToken);
        await Stage.AdminAsync(engine, "nic plug red2 nic1 --wait", cancellationToken);
        await HearsAsync("red2", "10.10.100.11 answers", cancellationToken, times: 2);
        await Stage.AdminAsync(engine, "vf list --host all", cancellationToken);
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        _stage.Title("Drain a host, change its number of VFs, and let it in again");
        var host = lab.Hosts[0];
        await Stage.AdminAsync(engine, "vm stop blue2 --wait", cancellationToken);
        await Stage.AdminAsync(engine, $"host drain {host.Name} --dry-run", cancellationToken);
        await Stage.AdminAsync(engine, $"host drain {host.Name} --wait", cancellationToken);
        await Stage.AdminAsync(engine, "vm list --fleet", cancellationToken);
        var pf = await PfAsync(host, cancellationToken);
        await Stage.AdminAsync(engine, $"pf set {pf} --host {host.Name} --vfs 5 --wait", cancellationToken);
        var count = (await host.RunAsync($"cat /sys/class/net/{pf}/device/sriov_numvfs", cancellationToken: cancellationToken)).OrThrow().Text;
        Stage.Expect(count == "5", $"{pf} of {host.Name} has 5 VFs", $"{pf} of {host.Name} has {count} VFs");
        await Stage.AdminAsync(engine, $"host activate {host.Name}", cancellationToken);
        await Stage.AdminAsync(engine, "vf list --problems", cancellationToken);
    }

    private Task<CommandResult> StartAsync(string name, string address, string? ping, string profile, CancellationToken cancellationToken) =>
        Stage.AdminAsync(engine, $"vm add {name} {GuestImage.Words(address, ping)} --nic {profile} --start --wait", cancellationToken);

    private static async Task<string> PfAsync(LabHost host, CancellationToken cancellationToken) =>
        (await host.RunAsync($"ls /sys/bus/pci/devices/{host.Pfs[0].Address}/net", cancellationToken: cancellationToken)).OrThrow().Text;

    private async Task<LabHost> HostOfAsync(string vm, CancellationToken cancellationToken)
    {
        var name = (await engine.AskAsync($"vm show {vm}", cancellationToken)).GetProperty("host") is { ValueKind: JsonValueKind.Object } host
            ? host.GetProperty("name").GetString()
            : throw new LabException($"{vm} has no host");
        return lab.Hosts.First(known => known.Name == name);
    }

    // What the guest says on its console, which libvirt logs on the host.
    private async Task HearsAsync(string vm, string words, CancellationToken cancellationToken, int times = 1)
    {
        var host = await HostOfAsync(vm, cancellationToken);
        var log = (await host.RunAsync($"virsh dumpxml {vm} | sed -n \"s/.*<log file='\\([^']*\\)'.*/\\1/p\" | head -1", cancellationToken: cancellationToken)).OrThrow().Text;
        await UntilAsync(
            async () => int.Parse((await host.RunAsync($"grep -acF 'guest: {words}' {log}; true", cancellationToken: cancellationToken)).Text, CultureInfo.InvariantCulture) >= times,
            $"{vm} says: {words}",
            cancellationToken);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var so = await isSo();
        while (!so && TimeProvider.System.GetElapsedTime(began) < s_heard)
        {
            await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
            so = await isSo();
        }

        Stage.Expect(so, what, $"not after {s_heard.TotalSeconds:0} s: {what}");
    }
}
