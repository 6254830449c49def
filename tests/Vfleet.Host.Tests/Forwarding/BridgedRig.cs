using Vfleet.Domain.Desired;
using Vfleet.Domain.Settings;
using Vfleet.Host.Forwarding;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Host.Tests.Forwarding;

/// <summary>A host whose PF is in bridge br0, with guest web1 on a VF of it and guests on the bridge as the test wants them.</summary>
internal sealed class BridgedRig : IAsyncDisposable
{
    public static readonly MacAddress BridgeMac = MacAddress.Parse("02:00:00:00:0b:01");

    private BridgedRig()
    {
        var bridge = Rig.Netlink.Add(new FakeLink { Name = "br0", Kind = "bridge", Mac = BridgeMac });
        Rig.Link.Master = bridge.Index;
    }

    public Rig Rig { get; } = new();

    public IForwarding Forwarding => Rig.Host.Forwarding;

    /// <summary>Addresses in the PF's own table.</summary>
    public IEnumerable<MacAddress> Present => Rig.Link.Forwarding.ToArray().Select(entry => entry.Mac).Order();

    /// <summary>Addresses that our file says are ours.</summary>
    public IEnumerable<MacAddress> Recorded => Rig.Parts.State.Read(Rig.Pf).Forwarded;

    public static async Task<BridgedRig> NewAsync()
    {
        var rig = new BridgedRig();
        await rig.Rig.DoAsync(Rig.Attach(Rig.Vf(0), new VfSettings { Mac = MacAddress.Parse("52:54:00:aa:00:00") }));
        return rig;
    }

    /// <summary>Starts a guest with an emulated interface on a bridge.</summary>
    public FakeDomain StartBridged(string name, MacAddress mac, string bridge = "br0")
    {
        var domain = Rig.Libvirt.Hypervisor.Define(
            $"<domain type='kvm'><name>{name}</name><uuid>{Guid.NewGuid()}</uuid><memory>196608</memory><devices>"
            + $"<interface type='bridge'><mac address='{mac}'/><source bridge='{bridge}'/></interface></devices></domain>");
        Rig.Libvirt.Hypervisor.Start(domain);
        return domain;
    }

    /// <summary>Adds an entry as somebody else would.</summary>
    public void AddForeign(MacAddress mac) =>
        Rig.Link.Forwarding.Add(new ForwardingEntry(Rig.Link.Index, mac, null, ForwardingFlags.Self, IsPermanent: true));

    public Task<ForwardingOutcome> SyncAsync(DesiredHost? desired = null) =>
        Forwarding.SyncAsync(Rig.Pf, desired ?? new DesiredHost(), TestContext.Current.CancellationToken);

    public Task<ForwardingOutcome> ClearAsync() => Forwarding.ClearAsync(Rig.Pf, TestContext.Current.CancellationToken);

    public async Task<PfForwarding> ReadAsync() =>
        (await Forwarding.ReadAsync(new DesiredHost(), TestContext.Current.CancellationToken)).Pfs.ShouldHaveSingleItem();

    public ValueTask DisposeAsync() => Rig.DisposeAsync();
}
