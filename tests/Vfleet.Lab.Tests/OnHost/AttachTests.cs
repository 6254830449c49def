using System.Collections.Immutable;
using System.Net;
using Vfleet.Lab.Guests;
using Vfleet.Primitives;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>The main job: a real VF, a real libvirt guest, packets on the wire.</summary>
public sealed class AttachTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    private static readonly MacAddress GuestMac = MacAddress.Parse("52:54:00:00:01:00");
    private static readonly MacAddress SecondMac = MacAddress.Parse("52:54:00:00:02:00");
    private static readonly IPAddress GuestAddress = IPAddress.Parse("10.10.100.2");
    private static readonly IPAddress StationAddress = IPAddress.Parse("10.10.100.1");

    [Fact]
    public Task A_VF_goes_to_a_running_guest_with_MAC_and_VLAN_on_the_wire_and_comes_back_as_it_was() => WithGuestsAsync(async () =>
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 3 --driver vfio");
        await using var guest = await StartGuestAsync("web1");
        var (before, kept) = (await vfleet.KernelViewAsync(0), await vfleet.StateAsync());

        await vfleet.DoAsync($"vm attach web1 {vfleet.Pf} --mac {GuestMac} --vlan 100 --qos 3 --trust on --spoof-check off");

        // The kernel has all of it, also the VLAN priority, which libvirt overwrites.
        var during = await vfleet.KernelViewAsync(0);
        during.ShouldContain($"link/ether {GuestMac}");
        during.ShouldContain("vlan 100, qos 3");
        during.ShouldContain("spoof checking off");
        during.ShouldContain("trust on");
        await PingBothVlansAsync();

        var (_, listed) = await vfleet.AskAsync($"vf list {vfleet.Pf}");
        var vf = listed.GetProperty("vfs")[0];
        vf.GetProperty("free").GetBoolean().ShouldBeFalse();
        vf.GetProperty("guests")[0].GetProperty("guest").GetString().ShouldBe("web1");

        var refused = await vfleet.RunAsync($"pf set {vfleet.Pf} --vfs 0");
        refused.ExitCode.ShouldBe(4);
        refused.Error.ShouldContain($"{vfleet.Pf}/0 is not free: guest web1");

        await vfleet.DoAsync($"vm detach web1 {GuestMac} --timeout 120");

        (await vfleet.KernelViewAsync(0)).ShouldBe(before);
        (await vfleet.StateAsync()).ShouldBe(kept);
        (await vfleet.ShellAsync("virsh -q domiflist web1")).Text.ShouldBeEmpty();
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 0");
    });

    [Fact]
    public Task A_VF_in_the_configuration_is_there_when_the_guest_starts_and_reserved_while_it_is_off() => WithGuestsAsync(async () =>
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver host");
        var before = await vfleet.KernelViewAsync(1);
        await using var guest = await LabGuest.DefineAsync(Host, Options("web2"), Token);

        await vfleet.DoAsync($"vm attach web2 {vfleet.Pf}/1 --mac {GuestMac} --vlan 100 --persistent");

        var (_, shown) = await vfleet.AskAsync($"vf show {vfleet.Pf}/1");
        shown.GetProperty("vf").GetProperty("holds")[0].GetProperty("reason").GetString()!.ShouldContain("web2");
        await guest.StartAsync(cancellationToken: Token);
        await PingBothVlansAsync();
        await guest.DestroyAsync(Token);
        (await vfleet.RunAsync($"pf set {vfleet.Pf} --vfs 0")).ExitCode.ShouldBe(4);

        await vfleet.DoAsync($"vm detach web2 {vfleet.Pf}/1");

        (await vfleet.KernelViewAsync(1)).ShouldBe(before);
        (await vfleet.ShellAsync($"basename $(readlink -f /sys/class/net/{vfleet.Pf}/device/virtfn1/driver)")).Text.ShouldBe("igbvf");
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 0");
    });

    [Fact]
    public async Task A_MAC_that_something_has_already_is_refused()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver none");
        await using var guest = await LabGuest.DefineAsync(Host, Options("web3"), Token);
        await vfleet.DoAsync($"vf set {vfleet.Pf}/0 --mac {SecondMac}");

        var (exitCode, answer) = await vfleet.AskAsync($"vm attach web3 {vfleet.Pf}/1 --mac {SecondMac}");

        exitCode.ShouldBe(4);
        VfleetProgram.Codes(answer).ShouldContain("MAC_DUPLICATE");
        answer.GetProperty("problems")[0].GetProperty("message").GetString()!.ShouldContain($"{vfleet.Pf}/0");
    }

    [Fact]
    public async Task With_a_full_disk_nothing_is_touched()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 1 --driver none");
        await using var guest = await LabGuest.DefineAsync(Host, Options("web4"), Token);
        var before = await vfleet.KernelViewAsync(0);
        await vfleet.ShellAsync("mkdir -p /var/lib/vfleet && mount -t tmpfs -o size=4k tmpfs /var/lib/vfleet && touch /var/lib/vfleet/.0000:01:00.0.lock; head -c 8192 /dev/zero > /var/lib/vfleet/full; true");
        try
        {
            var (exitCode, answer) = await vfleet.AskAsync($"vm attach web4 {vfleet.Pf} --persistent");

            exitCode.ShouldBe(10);
            VfleetProgram.Codes(answer).ShouldContain("STATE_NOT_SAVED");
            (await vfleet.KernelViewAsync(0)).ShouldBe(before);
            (await vfleet.ShellAsync("virsh -q domiflist web4 --inactive")).Text.ShouldBeEmpty();
        }
        finally
        {
            await vfleet.ShellAsync("umount /var/lib/vfleet");
        }
    }

    [Fact]
    public Task An_attach_that_libvirt_refuses_is_undone_whole() => WithGuestsAsync(async () =>
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 1 --driver none");
        var (before, kept) = (await vfleet.KernelViewAsync(0), await vfleet.StateAsync());

        // A running guest without any free PCI Express port that libvirt can use: no ports at all.
        await using var guest = await LabGuest.DefineAsync(Host, Options("web5") with { SparePorts = 0 }, Token);
        await guest.StartAsync(cancellationToken: Token);

        var result = await vfleet.RunAsync($"vm attach web5 {vfleet.Pf} --mac {GuestMac} --vlan 7 --trust on --live");

        result.ExitCode.ShouldBeOneOf(4, 8);
        (await vfleet.KernelViewAsync(0)).ShouldBe(before);
        (await vfleet.ShellAsync($"ls /sys/class/net/{vfleet.Pf}/device/virtfn0/driver 2>&1 || true")).Output.ShouldContain("No such file");
        (await vfleet.StateAsync()).ShouldBe(kept);
    });

    [Fact]
    public async Task A_kill_in_the_middle_leaves_a_record_from_which_reset_puts_the_VF_back()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 1 --driver host");
        var (before, kept) = (await vfleet.KernelViewAsync(0), await vfleet.StateAsync());
        await using var guest = await LabGuest.DefineAsync(Host, Options("web6"), Token);

        // Killed as soon as the record is on the disk: somewhere between saving and plugging in.
        await vfleet.ShellAsync(
            $"vfleet vm attach web6 {vfleet.Pf} --mac {GuestMac} --vlan 100 --trust on --persistent > /tmp/attach.log 2>&1 & pid=$!; "
            + "for i in $(seq 6000); do grep -q web6 /var/lib/vfleet/0000:01:00.0.json && break; sleep 0.01; done; kill -9 $pid; wait $pid; true");
        var (_, shown) = await vfleet.AskAsync($"vf show {vfleet.Pf}/0");
        shown.GetProperty("vf").GetProperty("record").ValueKind.ShouldNotBe(System.Text.Json.JsonValueKind.Null);
        shown.GetProperty("vf").GetProperty("free").GetBoolean().ShouldBeFalse();

        // Had the plug gone through before the kill, libvirt's configuration names the VF and a detach is the way.
        var isConfigured = (await vfleet.ShellAsync("virsh -q domiflist web6 --inactive")).Text.Length > 0;
        await vfleet.DoAsync(isConfigured ? $"vm detach web6 {GuestMac}" : $"vf reset {vfleet.Pf}/0");

        (await vfleet.KernelViewAsync(0)).ShouldBe(before);
        (await vfleet.ShellAsync($"basename $(readlink -f /sys/class/net/{vfleet.Pf}/device/virtfn0/driver)")).Text.ShouldBe("igbvf");
        (await vfleet.StateAsync()).ShouldBe(kept);
    }

    [Fact]
    public async Task Watching_tells_of_VFs_that_come_and_go()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);

        await vfleet.ShellAsync(
            "(timeout 60 vfleet watch --json > /tmp/watch.log 2>&1 & echo $! > /tmp/watch.pid); "
            + "for i in $(seq 300); do grep -q '\"uevents\"' /tmp/watch.log && break; sleep 0.1; done");
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver none");
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 0");
        var log = await vfleet.ShellAsync("for i in $(seq 100); do grep -q vf.removed /tmp/watch.log && break; sleep 0.1; done; kill $(cat /tmp/watch.pid) 2>/dev/null; cat /tmp/watch.log");

        log.Output.ShouldContain("vf.added");
        log.Output.ShouldContain($"{vfleet.Pf}/1");
        log.Output.ShouldContain("vf.removed");
    }

    private static LabGuestOptions Options(string name) => new(name)
    {
        Addresses = ImmutableDictionary<MacAddress, string>.Empty.Add(GuestMac, $"{GuestAddress}/24"),
    };

    private async Task<LabGuest> StartGuestAsync(string name)
    {
        var guest = await LabGuest.DefineAsync(Host, Options(name), Token);
        await guest.StartAsync(cancellationToken: Token);
        return guest;
    }

    private async Task PingBothVlansAsync()
    {
        await using (var station = await Lab.Switch.AddEndpointAsync(StationAddress, new VlanTag(100), Token))
        {
            var heard = await station.PingAsync(GuestAddress, 3, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(90), Token);
            heard.Answered.ShouldBeTrue(heard.ToString());
            heard.TargetMac.ShouldBe(GuestMac);
            station.Frames.Where(frame => frame.Source == GuestMac).ShouldAllBe(frame => frame.Vlan == 100);
        }

        await using var other = await Lab.Switch.AddEndpointAsync(StationAddress, new VlanTag(200), Token);
        (await other.PingAsync(GuestAddress, 2, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5), Token)).Answered.ShouldBeFalse();
    }
}
