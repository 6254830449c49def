using System.Collections.Immutable;
using System.Net;
using Vfleet.Lab.Guests;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Network;
using Vfleet.Primitives;

namespace Vfleet.Lab.Tests.Guests;

[Collection(LabHostFixture.Collection)]
public sealed class GuestTests(LabHostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LabHost Host => fixture.Host;

    [Fact]
    public async Task A_VF_given_by_libvirt_speaks_with_its_MAC_on_its_VLAN_and_comes_out_and_in_again()
    {
        var pf = Host.Pfs[0];
        var vf = pf.Address.VirtualFunction(128, 2, 0)!.Value;
        var mac = MacAddress.Parse("02:00:00:00:01:01");
        var folder = $"/sys/bus/pci/devices/{pf.Address}";
        (await Host.RunAsync($"ip link set $(ls {folder}/net) up; echo 0 > {folder}/sriov_drivers_autoprobe; echo 1 > {folder}/sriov_numvfs", cancellationToken: Token)).OrThrow();
        var xml = $"<interface type='hostdev' managed='yes'><mac address='{mac}'/><source><address type='pci' domain='0x{vf.Domain:x}' bus='0x{vf.Bus:x}' slot='0x{vf.Device:x}' function='{vf.Function}'/></source>"
            + "<vlan><tag id='100'/></vlan><alias name='ua-red'/></interface>";
        await using var guest = await LabGuest.DefineAsync(Host, new LabGuestOptions("vm1") { Devices = [xml], Address = "10.10.0.2/24" }, Token);
        await using var station = await fixture.Lab.Switch.AddEndpointAsync(IPAddress.Parse("10.10.0.1"), new VlanTag(100), Token);
        await using var untagged = await fixture.Lab.Switch.AddEndpointAsync(IPAddress.Parse("10.10.0.9"), cancellationToken: Token);

        await guest.StartAsync(cancellationToken: Token);
        var ping = await station.PingAsync(IPAddress.Parse("10.10.0.2"), arpDeadline: TimeSpan.FromSeconds(60), cancellationToken: Token);
        ping.TargetMac.ShouldBe(mac);
        ping.Received.ShouldBe(3);
        station.Frames.Where(frame => frame.Source == mac).ShouldAllBe(frame => frame.Vlan == 100);
        (await untagged.PingAsync(IPAddress.Parse("10.10.0.2"), arpDeadline: TimeSpan.FromSeconds(2), cancellationToken: Token)).Answered.ShouldBeFalse();

        await using (var capture = await fixture.Lab.Switch.CaptureAsync(pf.Port, Token))
        {
            (await guest.RunAsync("ping -c 2 10.10.0.1", cancellationToken: Token)).OrThrow().Output.ShouldContain("2 packets received");
            var frames = await capture.StopAsync(Token);
            frames.ShouldContain(frame => frame.Source == mac && frame.Destination == station.Mac && frame.EtherType == EthernetFrame.Ipv4 && frame.Vlan == 100);
        }

        await Host.RunAsync("virsh detach-device-alias vm1 ua-red --live", cancellationToken: Token);
        (await guest.RunAsync("for i in $(seq 20); do ls /sys/class/net | grep -q eth || exit 0; sleep 1; done; exit 1", TimeSpan.FromSeconds(40), Token)).Succeeded.ShouldBeTrue();
        (await Host.RunAsync($"printf %s {ShellWord.Quote(xml)} | virsh attach-device vm1 /dev/stdin --live", cancellationToken: Token)).OrThrow();
        (await station.PingAsync(IPAddress.Parse("10.10.0.2"), arpDeadline: TimeSpan.FromSeconds(60), cancellationToken: Token)).Answered.ShouldBeTrue();

        (await guest.RunAsync("exit 3", cancellationToken: Token)).ExitCode.ShouldBe(3);
        await Host.RunAsync("virsh shutdown vm1", cancellationToken: Token);
        (await Host.RunAsync("for i in $(seq 60); do [ \"$(virsh domstate vm1)\" = 'shut off' ] && exit 0; sleep 1; done; exit 1", cancellationToken: Token)).Succeeded.ShouldBeTrue("the guest obeys the power button");
        (await Host.RunAsync($"echo 0 > {folder}/sriov_numvfs; echo 1 > {folder}/sriov_drivers_autoprobe", cancellationToken: Token)).OrThrow();
    }

    [Fact]
    public async Task A_guest_that_ends_before_it_is_ready_is_an_error_that_shows_its_console()
    {
        await using var guest = await LabGuest.DefineAsync(Host, new LabGuestOptions("vm2") { Addresses = ImmutableDictionary<MacAddress, string>.Empty }, Token);

        var error = await Should.ThrowAsync<LabException>(() => guest.WaitReadyAsync(TimeSpan.FromSeconds(5), Token));

        error.Message.ShouldContain("guest vm2 on h1 ended before it said 'GUEST READY'");
    }
}
