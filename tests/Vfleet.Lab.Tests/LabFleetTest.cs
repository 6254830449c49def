using System.Text.Json;
using Vfleet.Lab.Fleet;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Tests.OnHost;

namespace Vfleet.Lab.Tests;

/// <summary>
/// Tests on the fleet that they share. Each begins with an engine, two hosts that are up, no VM and every VF free, whatever ran before: what a failed test left
/// is cleared, and for five minutes after libvirt said that a VF is in use nobody gets it, which a test that needs all VFs would miss.
/// </summary>
[Collection(LabFleetFixture.Collection)]
public abstract class LabFleetTest(LabFleetFixture fleet) : LabTest
{
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(8);

    protected LabFleetFixture Fleet => fleet;

    protected LabEngine Engine => fleet.Engine;

    protected override IReadOnlyList<LabHost> Hosts => fleet.Lab.Hosts;

    protected override async Task MakeReadyAsync()
    {
        await base.MakeReadyAsync();
        if (Engine.ProcessId is null)
        {
            await Engine.StartAsync(Token);
        }

        await Eventually.IsAsync(AreHostsUpAsync, s_most);
        await Eventually.IsAsync(AreVmsGoneAsync, s_most);
        await Eventually.IsAsync(AreVfsFreeAsync, s_most);
    }

    protected override async Task<string> ExplainAsync()
    {
        var said = new List<string>();
        foreach (var question in (string[])["host list", "vm list --fleet", "vf list --host all", "vf list --problems", "operation list", "event list"])
        {
            said.Add($"> vfleet {question}\n{(await Engine.RunAsync(question, Token)).Output}");
        }

        return string.Join('\n', said);
    }

    protected async Task<IReadOnlyList<JsonElement>> ItemsAsync(string command) => [.. (await Engine.AskAsync(command, Token)).GetProperty("items").EnumerateArray()];

    private async Task<bool> AreHostsUpAsync()
    {
        var isUp = true;
        foreach (var host in await ItemsAsync("host list"))
        {
            var status = host.GetProperty("status").GetString();
            isUp &= status == "up";
            if (status == "maintenance")
            {
                await Engine.RunAsync($"host activate {host.GetProperty("name").GetString()}", Token);
            }
        }

        return isUp;
    }

    private async Task<bool> AreVmsGoneAsync()
    {
        foreach (var vm in (await ItemsAsync("vm list --fleet")).Select(vm => vm.GetProperty("name").GetString()))
        {
            await Engine.RunAsync($"vm stop {vm} --wait", Token);
            await Engine.RunAsync($"vm remove {vm}", Token);
        }

        if ((await ItemsAsync("vm list --fleet")).Count > 0)
        {
            return false;
        }

        // What is there still, a test started by hand.
        foreach (var host in Hosts)
        {
            (await host.RunAsync(
                "[ -e /dev/kvm ] || { modprobe kvm_amd && systemctl restart libvirtd; }; for guest in $(virsh list --all --name); do virsh destroy $guest; virsh undefine $guest --nvram; done; virsh list --name",
                cancellationToken: Token)).OrThrow();
        }

        return true;
    }

    private async Task<bool> AreVfsFreeAsync()
    {
        foreach (var host in Hosts)
        {
            var pfs = await ItemsAsync($"pf list --host {host.Name}");
            if (pfs.Count == 0 || pfs.Any(pf => pf.GetProperty("freeVfs").GetInt32() != pf.GetProperty("numVfs").GetInt32()))
            {
                return false;
            }
        }

        return (await ItemsAsync("vf list --problems")).Count == 0;
    }
}
