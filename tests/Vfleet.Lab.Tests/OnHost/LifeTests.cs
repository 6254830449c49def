using System.Globalization;
using System.Text.Json;
using Vfleet.Lab.Guests;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>The life of VMs on VFs, through the engine, on two emulated hosts.</summary>
public sealed class LifeTests(LabFleetFixture fleet) : LabFleetTest(fleet)
{
    [Fact]
    public Task VMs_reach_each_other_over_hosts_within_their_VLAN_and_lose_and_get_VFs_while_they_run_and_leave_a_host_that_is_drained() => WithGuestsAsync(async () =>
    {
        var hosts = Fleet.Lab.Hosts;
        await StartAsync("red1", GuestImage.Words("10.10.100.11"), "red/fast");
        await StartAsync("red2", GuestImage.Words("10.10.100.12", "10.10.100.11"), "red/fast");
        await StartAsync("blue1", GuestImage.Words("10.10.100.13", "10.10.100.11"), "blue/fast");
        var (first, second) = (await HostOfAsync("red1"), await HostOfAsync("red2"));
        first.Name.ShouldNotBe(second.Name);
        await SaysAsync("red2", "10.10.100.11 answers");
        await SaysAsync("blue1", "10.10.100.11 silent");

        // What no host can serve is refused with its reason, and leaves nothing behind.
        var refused = await Engine.RunAsync($"vm add wide {GuestImage.Words("10.10.100.19")} --nic red/fast --nic red/fast --nic red/fast --start --wait", Token);
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("No host takes wide");
        (await StatusAsync("wide")).ShouldBe("down");

        // The operation ends with the guest's answer; the VF is free when the host has reported it clean.
        await Engine.DoAsync("nic unplug red2 nic1 --seconds 120 --wait", Token);
        await SaysAsync("red2", "10.10.100.11 silent");
        await Eventually.IsAsync(async () => !(await VfsAsync(second)).Contains("red2", StringComparison.Ordinal));
        await Engine.DoAsync("nic plug red2 nic1 --wait", Token);
        await SaysAsync("red2", "10.10.100.11 answers", times: 2);

        // The one on the first host moves to the second; the count changes there then, with nobody disturbed.
        (await Engine.DoAsync($"host drain {first.Name} --dry-run", Token)).Output.ShouldContain("red1");
        await Engine.DoAsync($"host drain {first.Name} --wait", Token);
        (await HostOfAsync("red1")).Name.ShouldBe(second.Name);
        (await StatusAsync("red1")).ShouldBe("up");
        await Engine.DoAsync($"pf set {Fleet.PfOf(first)} --host {first.Name} --vfs 4 --wait", Token);
        (await ReadAsync(first, $"cat /sys/class/net/{Fleet.PfOf(first)}/device/sriov_numvfs")).ShouldBe("4");
        await Engine.DoAsync($"host activate {first.Name}", Token);

        foreach (var vm in (string[])["red1", "red2", "blue1"])
        {
            await Engine.DoAsync($"vm stop {vm} --wait", Token);
            await Engine.DoAsync($"vm remove {vm}", Token);
        }

        await Engine.DoAsync("vm remove wide", Token);
        await NothingIsLeftAsync(hosts);
    });

    [Fact]
    public Task What_was_lost_is_found_and_healed() => WithGuestsAsync(async () =>
    {
        await StartAsync("lost", GuestImage.Words("10.10.100.21"), "red/fast");
        var host = await HostOfAsync("lost");

        // A guest that dies gives its VF back.
        await host.RunAsync("kill -9 $(cat /run/libvirt/qemu/lost.pid)", cancellationToken: Token);
        await Eventually.IsAsync(async () => await StatusAsync("lost") == "down");
        await NothingIsLeftAsync([host]);

        await Engine.DoAsync("vm remove lost", Token);
    });

    [Fact]
    public Task A_start_survives_the_kill_of_agent_and_engine_and_a_host_without_power_gives_its_VMs_up_when_a_person_says_so() => WithGuestsAsync(async () =>
    {
        var userData = Path.Combine(Directory.CreateTempSubdirectory("vfleet-seed").FullName, "user-data");
        await File.WriteAllTextAsync(userData, "#cloud-config\nhostname: kept\n", Token);
        var parts = GuestImage.Words("10.10.100.31").Replace("vfleet.ip=", "vfleet.seed=1 vfleet.ip=", StringComparison.Ordinal);
        await Engine.DoAsync($"vm add kept {parts} --nic red/fast --user-data {userData} --host-name kept1 --start", Token);
        var host = await HostOfAsync("kept");
        await host.RunAsync("systemctl kill -s KILL vfleet-agent", cancellationToken: Token);
        await Engine.EndAsync("KILL", Token);
        await Engine.StartAsync(Token);
        await Eventually.IsAsync(async () => await StatusAsync("kept") == "up");
        (await host.RunAsync("virsh list --name | grep -c .", cancellationToken: Token)).Text.ShouldBe("1");

        // The guest finds its seed where cloud-init looks for it.
        await SaysAsync("kept", "seed is called cidata");
        await SaysAsync("kept", "seed user-data hostname: kept");
        await SaysAsync("kept", "seed meta-data local-hostname:");

        await host.PowerCutAsync(Token);
        await Eventually.IsAsync(async () => (await Engine.AskAsync($"host show {host.Name}", Token)).GetProperty("status").GetString() == "unreachable");
        (await StatusAsync("kept")).ShouldBe("up");
        (await Engine.RunAsync("vm start kept", Token)).ExitCode.ShouldNotBe(0);
        await Engine.DoAsync($"host fence {host.Name} --confirm {host.Name}", Token);
        await Engine.DoAsync("vm start kept --wait", Token);
        (await HostOfAsync("kept")).Name.ShouldNotBe(host.Name);

        await host.StartAsync(Token);
        await host.WaitForSshAsync(cancellationToken: Token);
        await Eventually.IsAsync(async () => (await Engine.AskAsync($"host show {host.Name}", Token)).GetProperty("status").GetString() == "up");
        await NothingIsLeftAsync([host]);
        (await StatusAsync("kept")).ShouldBe("up");
        await Engine.DoAsync("vm stop kept --wait", Token);
        await Engine.DoAsync("vm remove kept", Token);
    });

    [Fact]
    public Task A_VM_starts_from_its_disk_by_BIOS_and_by_UEFI_and_what_UEFI_keeps_stays_with_the_disk() => WithGuestsAsync(async () =>
    {
        const string Disk = "/var/lib/libvirt/images/installed.qcow2";
        var host = Fleet.Lab.Hosts[0];

        // In an emulated processor (QEMU 10.0) KVM does not carry firmware far: SYSLINUX stands still, and OVMF ends the whole host (bql_locked). Emulated
        // twice a kernel takes minutes from there: what the disk's own loader says is enough.
        (await host.RunAsync("modprobe -r kvm_amd && systemctl restart libvirtd", cancellationToken: Token)).OrThrow();
        (await host.RunAsync($"lab-guest-disk {Disk} qcow2 'console=ttyS0 quiet no_timer_check'", cancellationToken: Token)).OrThrow();
        await Engine.DoAsync($"vm add installed --memory 256 --disk {Disk},format=qcow2 --nic red/fast --pinned {host.Name} --start --wait", Token);
        await ShowsAsync("installed", "SYSLINUX");
        await Engine.DoAsync("vm stop installed --wait", Token);

        await Engine.DoAsync("vm set installed --firmware uefi", Token);
        await Engine.DoAsync("vm start installed --wait", Token);
        await SaysAsync("installed", "started by uefi");
        var kept = await ReadAsync(host, $"stat -c %i {Disk}.nvram");
        await Engine.DoAsync("vm stop installed --wait", Token);
        (await ReadAsync(host, $"stat -c %i {Disk}.nvram")).ShouldBe(kept);
        await Engine.DoAsync("vm start installed --wait", Token);
        (await ReadAsync(host, $"stat -c %i {Disk}.nvram")).ShouldBe(kept);

        await Engine.DoAsync("vm stop installed --wait", Token);
        await Engine.DoAsync("vm remove installed", Token);
        (await host.RunAsync("modprobe kvm_amd && systemctl restart libvirtd", cancellationToken: Token)).OrThrow();
        await NothingIsLeftAsync([host]);
    });

    private Task<CommandResult> StartAsync(string name, string parts, string profile) => Engine.DoAsync($"vm add {name} {parts} --nic {profile} --start --wait", Token);

    private async Task<string> StatusAsync(string vm) => (await Engine.AskAsync($"vm show {vm}", Token)).GetProperty("status").GetString()!;

    private async Task<LabHost> HostOfAsync(string vm)
    {
        var name = (await Engine.AskAsync($"vm show {vm}", Token)).GetProperty("host") is { ValueKind: JsonValueKind.Object } host ? host.GetProperty("name").GetString() : null;
        return Fleet.Lab.Hosts.First(known => known.Name == name);
    }

    private Task SaysAsync(string vm, string words, int times = 1) => ShowsAsync(vm, $"guest: .*{words}", times);

    // What the guest's console shows, which libvirt logs on the host.
    private async Task ShowsAsync(string vm, string words, int times = 1)
    {
        var host = await HostOfAsync(vm);
        await Eventually.IsAsync(async () => int.Parse(
            (await host.RunAsync($"log=$(virsh dumpxml {vm} | sed -n \"s/.*<log file='\\([^']*\\)'.*/\\1/p\" | head -1); grep -ac '{words}' $log; true", cancellationToken: Token)).Text,
            CultureInfo.InvariantCulture) >= times, question: $"{vm} on {host.Name} shows '{words}' {times} times");
    }

    private static async Task<string> ReadAsync(LabHost host, string command) => (await host.RunAsync(command, cancellationToken: Token)).OrThrow().Text;

    private async Task<string> VfsAsync(LabHost host) => (await Engine.DoAsync($"vf list --host {host.Name}", Token)).Output;

    // No guest is defined, no VF is claimed, and the kernel shows each as it was made: no VLAN, no MAC that was set.
    private async Task NothingIsLeftAsync(IEnumerable<LabHost> hosts)
    {
        foreach (var host in hosts)
        {
            await Eventually.IsAsync(async () => (await Engine.AskAsync($"vf list --host {host.Name}", Token)).ToString() is var said
                && !said.Contains("\"held\"", StringComparison.Ordinal) && !said.Contains("releasing", StringComparison.Ordinal));
            (await host.RunAsync("virsh list --all --name", cancellationToken: Token)).Text.ShouldBe("");
            (await host.RunAsync($"ip link show {Fleet.PfOf(host)} | grep 'vf '", cancellationToken: Token)).Text.ShouldNotContain("vlan 1");
            (await host.RunAsync("ls /var/lib/vfleet/guests 2>/dev/null; true", cancellationToken: Token)).Text.ShouldBe("");
        }
    }
}
