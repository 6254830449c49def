using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.TestKit.Observed;

/// <summary>Changes of hosts that <see cref="Given"/> made, each a copy.</summary>
public static class GivenChanges
{
    /// <summary>The host with guests.</summary>
    public static ObservedHost WithGuests(this ObservedHost host, params ImmutableArray<ObservedGuest> guests) => host with { Guests = guests };

    /// <summary>The host with one PF changed.</summary>
    public static ObservedHost WithPf(this ObservedHost host, PciAddress pf, Func<ObservedPf, ObservedPf> change) =>
        host with { Pfs = [.. host.Pfs.Select(candidate => candidate.Address == pf ? change(candidate) : candidate)] };

    /// <summary>The host with one VF changed.</summary>
    public static ObservedHost WithVf(this ObservedHost host, VfId vf, Func<ObservedVf, ObservedVf> change) =>
        host.WithPf(vf.Pf, pf => pf.WithVf(vf.Index, change));

    /// <summary>The host with one guest changed.</summary>
    public static ObservedHost WithGuest(this ObservedHost host, Guid uuid, Func<ObservedGuest, ObservedGuest> change) =>
        host with { Guests = [.. host.Guests.Select(guest => guest.Uuid == uuid ? change(guest) : guest)] };

    /// <summary>The PF with one VF changed.</summary>
    public static ObservedPf WithVf(this ObservedPf pf, int index, Func<ObservedVf, ObservedVf> change) =>
        pf with { Vfs = [.. pf.Vfs.Select(vf => vf.Id.Index == index ? change(vf) : vf)] };

    /// <summary>The PF with its first netdev changed.</summary>
    public static ObservedPf WithNetdev(this ObservedPf pf, Func<ObservedNetdev, ObservedNetdev> change) =>
        pf with { Netdevs = pf.Netdevs.SetItem(0, change(pf.Netdevs[0])) };

    /// <summary>The PF administratively down.</summary>
    public static ObservedPf Down(this ObservedPf pf) => pf.WithNetdev(netdev => netdev with { IsUp = false, HasCarrier = null, Speed = null });

    /// <summary>The VF on a vfio driver.</summary>
    public static ObservedVf OnVfio(this ObservedVf vf, string driver = "vfio-pci") =>
        vf with { Driver = driver, DriverOverride = driver, IsOnVfio = true, Netdevs = [] };

    /// <summary>The VF on the host's driver, with a netdev.</summary>
    public static ObservedVf OnHost(this ObservedVf vf, string netdev, string driver = "igbvf") =>
        vf with { Driver = driver, DriverOverride = null, IsOnVfio = false, Netdevs = [Given.Netdev(netdev)] };

    /// <summary>The VF with its netdev (named <c>PFvN</c> if it has none yet) used by the host.</summary>
    public static ObservedVf Used(this ObservedVf vf, NetdevUseKind kind, string with)
    {
        var driven = vf.Netdevs.IsEmpty ? vf.OnHost($"eth{vf.Id.Index}") : vf;
        return driven with { Netdevs = driven.Netdevs.SetItem(0, driven.Netdevs[0] with { Uses = [.. driven.Netdevs[0].Uses, new NetdevUse(kind, with)] }) };
    }

    /// <summary>The VF of a name such as <c>enp1s0f0/3</c>.</summary>
    public static ObservedVf Vf(this ObservedHost host, string name) =>
        FunctionSelector.TryParse(name, out var selector, out _) && host.TryFindVf(selector, out var vf, out _)
            ? vf
            : throw new ArgumentException($"the host has no VF {name}", nameof(name));

    /// <summary>The host with a VF in the hands of a guest: in the guest's devices, among the VF's guests, and opened by its QEMU when live.</summary>
    /// <param name="host">The host, with the guest.</param>
    /// <param name="name">The VF, for example <c>enp1s0f0/3</c>.</param>
    /// <param name="guest">The guest's name.</param>
    /// <param name="live">Whether the running guest has it.</param>
    /// <param name="config">Whether the persistent configuration has it.</param>
    /// <param name="alias">Its alias.</param>
    /// <param name="mac">Its MAC; null derives one of the index.</param>
    public static ObservedHost Giving(
        this ObservedHost host, string name, string guest, bool live = true, bool config = false, string? alias = "ua-net0", MacAddress? mac = null)
    {
        var vf = host.Vf(name);
        var owner = host.Guests.Single(candidate => candidate.Name == guest);
        var address = mac ?? new MacAddress(0x5254_00aa_0000UL | (uint)vf.Id.Index);
        var device = new ObservedGuestDevice("hostdev", alias, address, vf.Address, Source: null, Vlan: null, live, config);
        return host
            .WithGuest(owner.Uuid, found => found with { Devices = [.. found.Devices, device] })
            .WithVf(vf.Id, found => (live ? found.OnVfio() : found) with
            {
                Settings = found.Settings is { } settings ? settings with { Mac = address } : null,
                Guests = [.. found.Guests, new GuestUse(guest, owner.Uuid, alias, address, live, config)],
                Holders = live ? [.. found.Holders, new DeviceHolder(4000 + vf.Id.Index, "qemu-system-x86", guest)] : found.Holders,
            });
    }
}
