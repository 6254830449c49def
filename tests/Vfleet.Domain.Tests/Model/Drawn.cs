using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Model;

/// <summary>A host drawn by chance, and which of its VFs somebody uses.</summary>
internal sealed record Drawn(ObservedHost Host, ImmutableHashSet<VfId> Used)
{
    public static readonly string[] GuestNames = ["web1", "db1", "off1"];

    private static readonly Gen<bool> Coin = Gen.Elements(false, true);

    /// <summary>Settings where each is left out half the time; all make sense.</summary>
    public static readonly Gen<VfSettings> Wishes =
        from mac in Maybe(Gen.Choose(1, 6).Select(n => new MacAddress(0x5254_00cc_0000UL | (uint)n)))
        from vlan in Maybe(from id in Gen.Choose(0, 4094) from qos in Gen.Choose(0, 7) select id == 0 ? VlanTag.None : new VlanTag((ushort)id, (byte)qos))
        from spoofCheck in Maybe(Coin)
        from trust in Maybe(Coin)
        from rate in Maybe(Gen.Choose(0, 1000).Select(n => (uint)n))
        select new VfSettings { Mac = mac, Vlan = vlan, SpoofCheck = spoofCheck, Trust = trust, MaxRate = rate };

    private enum Use
    {
        No, Address, Bridge, Elsewhere, Process, Live, Config, LiveAndConfig, Left, Shared,
    }

    private static readonly Gen<(Use Use, int Driver, VfSettings Settings, string Guest)> VfDraws =
        from use in Gen.Frequency(
            (8, Gen.Constant(Use.No)), (6, Gen.Elements(Enum.GetValues<Use>())), (2, Gen.Elements(Use.Live, Use.Config)))
        from driver in Gen.Choose(0, 2)
        from settings in Wishes
        from guest in Gen.Elements(GuestNames)
        select (use, driver, settings, guest);

    public static readonly Arbitrary<Drawn> Hosts = (
        from count in Gen.Choose(0, 4).ArrayOf(2)
        from up in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false))).ArrayOf(2)
        from iommu in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from trusts in Coin.ArrayOf(2)
        from autoprobe in Coin.ArrayOf(2)
        from eswitch in Gen.Elements(null, "legacy", "switchdev").ArrayOf(2)
        from states in Gen.Elements(GuestState.Running, GuestState.Running, GuestState.Paused, GuestState.ShutOff).ArrayOf(3)
        from draws in VfDraws.ArrayOf(8)
        select Make(count, up, iommu, trusts, autoprobe, eswitch, states, draws)).ToArbitrary();

    private static Gen<T?> Maybe<T>(Gen<T> values)
        where T : struct => Gen.OneOf(Gen.Constant((T?)null), values.Select(value => (T?)value));

    private static Drawn Make(
        int[] count, bool[] up, bool iommu, bool[] trusts, bool[] autoprobe, string?[] eswitch, GuestState[] states,
        (Use Use, int Driver, VfSettings Settings, string Guest)[] draws)
    {
        var pfs = Enumerable.Range(0, 2).Select(i =>
        {
            var pf = Given.Pf($"enp{i + 1}s0f0", $"0000:0{i + 1}:00.0", count[i], total: 4);
            pf = pf with
            {
                IommuGroup = iommu ? pf.IommuGroup : null,
                Autoprobe = autoprobe[i],
                EswitchMode = eswitch[i],
                Facts = Given.IgbFacts with { Trust = trusts[i] },
                Vfs = [.. pf.Vfs.Select(vf => vf with
                {
                    IommuGroup = iommu ? vf.IommuGroup : null,
                    Settings = vf.Settings! with { Trust = trusts[i] ? false : null },
                })],
            };
            return up[i] ? pf : pf.Down();
        });
        var guests = GuestNames.Select((name, i) => Given.Guest(name, i == 2 ? GuestState.ShutOff : states[i]));
        var host = Given.Host([.. pfs]).WithGuests([.. guests]);
        var used = ImmutableHashSet.CreateBuilder<VfId>();
        foreach (var (vf, draw) in host.Pfs.SelectMany(pf => pf.Vfs).Zip(draws))
        {
            host = Put(host, host.Pf(vf.Id.Pf)!, vf.Id, draw);
            if (draw.Use is not (Use.No or Use.Shared))
            {
                used.Add(vf.Id);
            }
        }

        return new Drawn(host, used.ToImmutable());
    }

    private static ObservedHost Put(ObservedHost host, ObservedPf pf, VfId id, (Use Use, int Driver, VfSettings Settings, string Guest) draw)
    {
        var netdev = $"{pf.Name}v{id.Index}";
        host = host.WithVf(id, vf => (draw.Driver switch
        {
            0 => vf,
            1 => vf.OnHost(netdev),
            _ => vf.OnVfio(),
        }) with
        {
            Settings = (draw.Settings with { Mac = null, Trust = vf.Settings!.Trust is null ? null : draw.Settings.Trust }).Or(vf.Settings),
        });
        var guest = draw is { Use: Use.Live or Use.LiveAndConfig, Guest: "off1" } ? "web1" : draw.Guest;
        if (draw.Use is Use.Live or Use.LiveAndConfig && host.Guests.Single(g => g.Name == guest).State is GuestState.ShutOff)
        {
            draw.Use = Use.Config;
        }

        return draw.Use switch
        {
            Use.Address => host.WithVf(id, vf => vf.OnHost(netdev).Used(NetdevUseKind.IpAddress, "192.0.2.7/24")),
            Use.Bridge => host.WithVf(id, vf => vf.OnHost(netdev).Used(NetdevUseKind.BridgePort, "br0")),
            Use.Elsewhere => host.WithVf(id, vf => vf.OnHost(netdev) with { Netdevs = [] }),
            Use.Process => host.WithVf(id, vf => vf.OnVfio() with { Holders = [new DeviceHolder(77, "dpdk-testpmd", null)] }),
            Use.Live => host.Giving(host.VfName(id), guest, alias: $"ua-{id.Index}-{pf.Name}"),
            Use.Config => host.Giving(host.VfName(id), guest, live: false, config: true, alias: $"ua-{id.Index}-{pf.Name}"),
            Use.LiveAndConfig => host.Giving(host.VfName(id), guest, live: true, config: true, alias: $"ua-{id.Index}-{pf.Name}"),
            Use.Left => host.WithVf(id, vf => vf with { Record = Given.Record(guest) with { Original = vf.Settings! } }),
            Use.Shared => host.WithVf(id, vf => vf with { GroupPeers = [pf.Address] }),
            _ => host,
        };
    }
}
