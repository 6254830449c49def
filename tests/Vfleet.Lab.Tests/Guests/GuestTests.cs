using System.Net;
using Vfleet.Lab.Guests;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Network;
using Vfleet.Primitives;

namespace Vfleet.Lab.Tests.Guests;

public sealed class GuestTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    private const ushort Vlan = 100;

    private static readonly MacAddress s_mac = MacAddress.Parse("02:00:00:00:01:01");
    private static readonly IPAddress s_guest = IPAddress.Parse("10.10.0.2");
    private static readonly IPAddress s_station = IPAddress.Parse("10.10.0.1");
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public Task A_VF_given_by_libvirt_speaks_with_its_MAC_on_its_VLAN_and_comes_out_and_in_again() => WithGuestsAsync(async () =>
    {
        await Host.ClearVfsAsync();
        var pf = Host.Pfs[0];
        var folder = $"/sys/bus/pci/devices/{pf.Address}";
        await Host.DoAsync($"cd {folder}; ip link set $(ls net) up; echo 0 > sriov_drivers_autoprobe; echo 1 > sriov_numvfs");
        var vf = Interface(pf.Address.VirtualFunction(128, 2, 0)!.Value);
        var options = new LabGuestOptions("vm1") { Devices = [vf], Address = $"{s_guest}/24" };
        await using var guest = await LabGuest.DefineAsync(Host, options, Token);
        await guest.StartAsync(cancellationToken: Token);

        await using var station = await Lab.Switch.AddEndpointAsync(s_station, new VlanTag(Vlan), Token);
        await HearAsync(station);
        await BeDeafUntaggedAsync();
        await SpeakAsync(guest, station, pf);

        await Host.TryAsync("virsh detach-device-alias vm1 ua-red --live");
        const string letGo = "for i in $(seq 40); do ls /sys/class/net | grep -q eth || exit 0; sleep 1; done; exit 1";
        var gone = await guest.RunAsync(letGo, s_minute, Token);
        gone.Succeeded.ShouldBeTrue("the guest lets go of the VF");
        await Host.DoAsync($"printf %s {ShellWord.Quote(vf)} | virsh attach-device vm1 /dev/stdin --live");
        await HearAsync(station);

        await Host.TryAsync("virsh shutdown vm1");
        var off = await Host.TryAsync("for i in $(seq 60); do [ \"$(virsh domstate vm1)\" = 'shut off' ] && exit 0; sleep 1; done; exit 1");
        off.Succeeded.ShouldBeTrue("the guest obeys the power button");
        await Host.DoAsync($"cd {folder}; echo 0 > sriov_numvfs; echo 1 > sriov_drivers_autoprobe");
    });

    [Fact]
    public Task A_command_in_a_guest_gives_back_its_exit_code_and_output() => WithGuestsAsync(async () =>
    {
        await using var guest = await LabGuest.DefineAsync(Host, new LabGuestOptions("vm3"), Token);
        await guest.StartAsync(cancellationToken: Token);

        var result = await guest.RunAsync("echo 'a  b'; echo c >&2; exit 3", cancellationToken: Token);
        (result.ExitCode, result.Output).ShouldBe((3, "a  b\nc\n"));
        (await guest.RunAsync("sleep 100", TimeSpan.FromSeconds(3), Token)).ExitCode.ShouldBe(124);
        await guest.DestroyAsync(Token);
        (await guest.RunAsync("true", cancellationToken: Token)).ExitCode.ShouldBe(125);
    });

    [Fact]
    public async Task A_guest_that_ends_before_it_is_ready_is_an_error_that_shows_its_console()
    {
        await using var guest = await LabGuest.DefineAsync(Host, new LabGuestOptions("vm2"), Token);

        var error = await Should.ThrowAsync<LabException>(() => guest.WaitReadyAsync(TimeSpan.FromSeconds(30), Token));

        error.Message.ShouldContain("guest vm2 on h1 ended before it said 'GUEST READY'");
    }

    private static string Interface(PciAddress vf) => $"""
        <interface type='hostdev' managed='yes'>
          <mac address='{s_mac}'/>
          <source><address type='pci' domain='0x{vf.Domain:x}' bus='0x{vf.Bus:x}' slot='0x{vf.Device:x}' function='{vf.Function}'/></source>
          <vlan><tag id='{Vlan}'/></vlan>
          <alias name='ua-red'/>
        </interface>
        """;

    private static async Task HearAsync(SwitchEndpoint station)
    {
        station.ClearFrames();
        var ping = await station.PingAsync(s_guest, arpDeadline: s_minute, cancellationToken: Token);

        (ping.TargetMac, ping.Received).ShouldBe((s_mac, 3));
        station.Frames.Where(frame => frame.Source == s_mac).ShouldAllBe(frame => frame.Vlan == Vlan);
    }

    private async Task SpeakAsync(LabGuest guest, SwitchEndpoint station, LabPf pf)
    {
        await using var capture = await Lab.Switch.CaptureAsync(pf.Port, Token);
        (await guest.RunAsync($"ping -c 2 {s_station}", cancellationToken: Token)).OrThrow().Output.ShouldContain("2 packets received");

        var sent = (await capture.StopAsync(Token)).Where(frame => frame.Source == s_mac && frame.Destination == station.Mac).ToList();
        sent.ShouldContain(frame => frame.EtherType == EthernetFrame.Ipv4);
        sent.ShouldAllBe(frame => frame.Vlan == Vlan);
    }

    private async Task BeDeafUntaggedAsync()
    {
        await using var untagged = await Lab.Switch.AddEndpointAsync(s_station, cancellationToken: Token);
        var ping = await untagged.PingAsync(s_guest, arpDeadline: TimeSpan.FromSeconds(2), cancellationToken: Token);
        ping.Answered.ShouldBeFalse();
    }
}
