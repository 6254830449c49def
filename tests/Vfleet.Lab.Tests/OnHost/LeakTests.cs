using Vfleet.Lab.Guests;
using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>VFs that claims, libvirt and the kernel do not agree about, each made to happen on an emulated host.</summary>
public sealed class LeakTests(LabFleetFixture fleet) : LabFleetTest(fleet)
{
    // One waits two minutes for what the engine does by itself: the other goes on meanwhile, on another host.
    [Fact]
    public Task What_was_left_on_VFs_is_shown_and_put_back_and_a_guest_that_nobody_claimed_a_VF_for_is_shown_and_can_be_adopted() => WithGuestsAsync(async () =>
    {
        var (host, other) = (Fleet.Lab.Hosts[1], Fleet.Lab.Hosts[0]);
        await LeaveAsync(host);
        await AdoptAsync(other);

        await Eventually.IsAsync(async () => !(await ProblemsAsync(host)).Contains("left-over", StringComparison.Ordinal));
        var pf = Fleet.PfOf(host);
        var kernel = (await host.RunAsync($"ip link show {pf} | grep 'vf [0-9]'; basename $(readlink /sys/class/net/{pf}/device/virtfn1/driver)", cancellationToken: Token)).OrThrow().Text;
        kernel.ShouldNotContain("vlan 300");
        kernel.ShouldNotContain("02:11:22:33:44:55");
        kernel.ShouldEndWith("igbvf");
    });

    [Fact]
    public Task A_VF_that_another_guest_took_meanwhile_is_suspect_and_the_next_is_taken() => WithGuestsAsync(async () =>
    {
        var host = Fleet.Lab.Hosts[0];
        await Engine.DoAsync($"vm add late {GuestImage.Words("10.10.100.41")} --nic red/fast", Token);

        // The agent hears of nothing while it is stopped, so the engine believes that all VFs are free.
        (await host.RunAsync("systemctl kill -s STOP vfleet-agent", cancellationToken: Token)).OrThrow();
        try
        {
            await StartForeignAsync(host, "thief", 0, 1);
            await Engine.DoAsync($"vm start late --host {host.Name}", Token);
        }
        finally
        {
            (await host.RunAsync("systemctl kill -s CONT vfleet-agent", cancellationToken: CancellationToken.None)).OrThrow();
        }

        await Eventually.IsAsync(async () => (await Engine.AskAsync("vm show late", Token)).GetProperty("status").GetString() == "up");
        var late = await Engine.AskAsync("vm show late", Token);
        late.GetProperty("nics")[0].GetProperty("vf").GetProperty("index").GetInt32().ShouldBe(2);
        (await ProblemsAsync(host)).ShouldContain("suspect");
        (await ItemsAsync("operation list"))
            .Where(one => one.GetProperty("kind").GetString() == "vm.start" && one.GetProperty("vm").GetProperty("id").GetString() == late.GetProperty("id").GetString())
            .ShouldHaveSingleItem().GetProperty("state").GetString().ShouldBe("done");

        await Engine.DoAsync("vm stop late --wait", Token);
        await Engine.DoAsync("vm remove late", Token);
        (await host.RunAsync("virsh destroy thief; virsh undefine thief", cancellationToken: Token)).OrThrow();
    });

    private async Task LeaveAsync(LabHost host)
    {
        var pf = Fleet.PfOf(host);
        (await host.RunAsync(
            $"""
            set -e
            modprobe vfio-pci
            ip link set {pf} vf 2 vlan 300
            vf=/sys/class/net/{pf}/device/virtfn1
            echo vfio-pci > $vf/driver_override
            address=$(basename $(readlink $vf))
            echo $address > $vf/driver/unbind
            echo $address > /sys/bus/pci/drivers_probe
            ip link set {pf} vf 1 mac 02:11:22:33:44:55
            """,
            cancellationToken: Token)).OrThrow();
        await Eventually.IsAsync(async () => await ProblemsAsync(host) is var said && said.Contains("VLAN 300", StringComparison.Ordinal)
            && said.Contains("MAC address 02:11:22:33:44:55", StringComparison.Ordinal) && said.Contains("driver vfio-pci", StringComparison.Ordinal));
    }

    private async Task AdoptAsync(LabHost host)
    {
        await StartForeignAsync(host, "old", 1);
        await Eventually.IsAsync(async () => await ProblemsAsync(host) is var said
            && said.Contains("guest-without-claim", StringComparison.Ordinal) && said.Contains("old", StringComparison.Ordinal));
        (await Engine.DoAsync($"vm adopt {host.Name} old --profiles red/fast --dry-run", Token)).Output.ShouldContain("claim VF 1");
        await Engine.DoAsync($"vm adopt {host.Name} old --profiles red/fast --wait", Token);

        await Eventually.IsAsync(async () => !(await ProblemsAsync(host)).Contains("old", StringComparison.Ordinal));
        (await Engine.AskAsync("vm show old", Token)).GetProperty("status").GetString().ShouldBe("up");
        (await Engine.DoAsync($"vf list --host {host.Name}", Token)).Output.ShouldContain("old");

        // It ends on its host, where its definition stays.
        (await host.RunAsync("virsh destroy old", cancellationToken: Token)).OrThrow();
        await Eventually.IsAsync(async () => (await Engine.AskAsync("vm show old", Token)).GetProperty("status").GetString() == "down");
        (await host.RunAsync("virsh undefine old", cancellationToken: Token)).OrThrow();
        await Eventually.IsAsync(async () => !(await Engine.DoAsync($"vf list --host {host.Name}", Token)).Output.Contains("old", StringComparison.Ordinal));
        await Engine.DoAsync("vm remove old", Token);
    }

    private async Task<string> ProblemsAsync(LabHost host) => (await Engine.DoAsync($"vf list --problems --host {host.Name}", Token)).Output;

    // A guest as somebody defines it by hand, whose VFs libvirt manages.
    private async Task StartForeignAsync(LabHost host, string name, params int[] vfs)
    {
        var interfaces = string.Concat(vfs.Select(vf =>
            $"""
            <interface type='hostdev' managed='yes'>
              <mac address='52:54:00:aa:00:0{vf}'/>
              <source><address type='pci' domain='0x0000' bus='0xBUS{vf}' slot='0xSLOT{vf}' function='0xFUNCTION{vf}'/></source>
              <vlan><tag id='100'/></vlan>
            </interface>
            """));
        var xml =
            $"""
            <domain type='kvm'>
              <name>{name}</name>
              <memory unit='MiB'>160</memory>
              <vcpu>1</vcpu>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
                <kernel>{GuestImage.Kernel}</kernel>
                <initrd>{GuestImage.Initrd}</initrd>
                <cmdline>console=ttyS0 quiet no_timer_check</cmdline>
              </os>
              <features><acpi/></features>
              <devices><serial type='pty'/>{interfaces}</devices>
            </domain>
            """;
        var places = string.Concat(vfs.Select(vf =>
            $"address=$(basename $(readlink /sys/class/net/{Fleet.PfOf(host)}/device/virtfn{vf})); "
            + $"sed -i \"s/BUS{vf}/$(echo $address | cut -c6-7)/; s/SLOT{vf}/$(echo $address | cut -c9-10)/; s/FUNCTION{vf}/$(echo $address | cut -c12)/\" /root/{name}.xml; "));
        (await host.RunAsync($"cat > /root/{name}.xml <<'XML'\n{xml}\nXML\n{places} ip link set {Fleet.PfOf(host)} up && virsh -q define /root/{name}.xml && virsh -q start {name}", cancellationToken: Token)).OrThrow();
    }
}
