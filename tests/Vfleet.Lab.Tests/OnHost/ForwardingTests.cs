using System.Collections.Immutable;
using Vfleet.Lab.Guests;
using Vfleet.Lab.Network;
using Vfleet.Primitives;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>VFs and whoever is on a bridge over their PF, on the real igb driver: the NIC's own switch decides whether a frame arrives.</summary>
public sealed class ForwardingTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    private const string Document = "/root/forward.yaml";
    private static readonly MacAddress BridgedMac = MacAddress.Parse("52:54:00:00:03:02");

    [Fact]
    public async Task What_a_VF_sends_to_a_container_on_the_bridge_arrives_only_while_the_PF_has_an_entry_for_it()
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await using var ground = await BridgeGround.LayAsync(Host, vfleet);
        var before = await vfleet.StateAsync();
        await vfleet.ShellAsync(
            $"ip netns add {BridgeGround.Web} && ip link add web0 type veth peer name eth0 netns {BridgeGround.Web} && ip link set web0 master {BridgeGround.Bridge} up "
            + $"&& ip -n {BridgeGround.Web} link set eth0 address {BridgedMac} up && ip -n {BridgeGround.Web} addr add {BridgeGround.BridgedAddress}/24 dev eth0");
        await vfleet.ShellAsync($"echo 'pfs: [{{ netdev: {vfleet.Pf}, forwardAddresses: [{BridgedMac}] }}]' > {Document}");

        // The broadcast that asks for the address and its answer pass; what is then sent to the address itself leaves the host.
        await using (var capture = await Lab.Switch.CaptureAsync(Host.Pfs[0].Port, Token))
        {
            (await ground.PingAsync()).ShouldBeFalse();
            (await capture.StopAsync(Token)).ShouldContain(frame => frame.Destination == BridgedMac && frame.EtherType == EthernetFrame.Ipv4);
        }

        (await vfleet.ShellAsync($"ip -n {BridgeGround.Vf} neigh")).Output.ShouldContain(BridgedMac.ToString());

        await vfleet.DoAsync($"pf fdb {vfleet.Pf} --sync --file {Document}");

        (await ground.OwnEntriesAsync()).ShouldContain(BridgedMac.ToString());
        (await ground.PingAsync()).ShouldBeTrue();
        (await vfleet.DoAsync($"pf fdb {vfleet.Pf} --sync --file {Document}")).Output.ShouldStartWith("nothing to do: ");

        await vfleet.DoAsync($"pf fdb {vfleet.Pf} --clear");

        (await ground.OwnEntriesAsync()).ShouldNotContain(BridgedMac.ToString());
        (await ground.PingAsync()).ShouldBeFalse();
        (await vfleet.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public Task A_running_libvirt_guest_on_the_bridge_is_reached_from_a_VF_and_its_entry_goes_when_it_stops() => WithGuestsAsync(async () =>
    {
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await using var ground = await BridgeGround.LayAsync(Host, vfleet);
        await using var guest = await LabGuest.DefineAsync(Host, Bridged("web7"), Token);
        (await vfleet.DoAsync($"pf fdb {vfleet.Pf}")).Output.ShouldNotContain(BridgedMac.ToString());
        await guest.StartAsync(cancellationToken: Token);
        (await ground.PingAsync()).ShouldBeFalse();

        await vfleet.DoAsync($"pf fdb {vfleet.Pf} --sync");

        (await ground.PingAsync()).ShouldBeTrue();
        (await vfleet.DoAsync($"pf fdb {vfleet.Pf}")).Output.ShouldContain($"{BridgedMac}  guest web7");

        await guest.DestroyAsync(Token);
        await vfleet.DoAsync($"pf fdb {vfleet.Pf} --sync");

        (await ground.OwnEntriesAsync()).ShouldNotContain(BridgedMac.ToString());
    });

    [Fact]
    public async Task The_limit_that_is_told_is_the_one_that_the_driver_keeps()
    {
        const string Foreign = "52:54:00:00:04:ff";
        var vfleet = await VfleetProgram.OnAsync(Host, Token);
        await using var ground = await BridgeGround.LayAsync(Host, vfleet);
        var many = string.Join(", ", Enumerable.Range(0x10, 24).Select(n => $"\"52:54:00:00:04:{n:x2}\""));
        await vfleet.ShellAsync($"echo 'pfs: [{{ netdev: {vfleet.Pf}, forwardAddresses: [{many}] }}]' > {Document}");

        var (exitCode, answer) = await vfleet.AskAsync($"pf fdb {vfleet.Pf} --sync --file {Document}");

        // An 82576 holds 24; the PF and its two VFs have one each. The bridge's own address is wanted too.
        exitCode.ShouldBe(4);
        VfleetProgram.Codes(answer).ShouldAllBe(code => code == "ADDRESS_TABLE_FULL");
        answer.GetProperty("added").GetArrayLength().ShouldBe(21);
        var byHand = await Host.TryAsync($"bridge fdb add {Foreign} dev {vfleet.Pf} self permanent");
        byHand.Error.ShouldContain("Cannot allocate memory");

        await vfleet.DoAsync($"pf fdb {vfleet.Pf} --clear");
        await vfleet.ShellAsync($"bridge fdb add {Foreign} dev {vfleet.Pf} self permanent");
        await vfleet.DoAsync($"pf fdb {vfleet.Pf} --clear");

        (await ground.OwnEntriesAsync()).ShouldContain(Foreign);
        await vfleet.ShellAsync($"bridge fdb del {Foreign} dev {vfleet.Pf} self permanent");
    }

    private static LabGuestOptions Bridged(string name) => new(name)
    {
        Devices =
        [
            $"<interface type='bridge'><mac address='{BridgedMac}'/><source bridge='{BridgeGround.Bridge}'/><model type='virtio'/></interface>",
        ],
        Addresses = ImmutableDictionary<MacAddress, string>.Empty.Add(BridgedMac, $"{BridgeGround.BridgedAddress}/24"),
    };
}
