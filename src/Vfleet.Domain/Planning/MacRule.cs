using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Planning;

/// <summary>Who has a MAC address, and which one a guest gets when nobody chose.</summary>
internal static class MacRule
{
    /// <summary>
    /// Refuses a MAC that something else on this host has. A virtio interface of the same guest may have it: the two are a failover
    /// pair then (libvirt's teaming needs one MAC on both).
    /// </summary>
    public static ImmutableArray<Problem> CheckDuplicate(ObservedHost host, MacAddress? mac, VfId self, Guid? guest)
    {
        if (mac is not { IsUnicast: true } wanted)
        {
            return [];
        }

        return
        [
            .. Users(host, wanted, self, guest).Take(1).Select(user => new Problem(
                ProblemCode.MacDuplicate, $"{wanted} is the MAC of {user} already", "give a MAC that nothing else has", "mac")),
        ];
    }

    /// <summary>
    /// A stable MAC for a guest: the prefix 52:54:00 that KVM guests use and 24 bits of a hash of the guest's UUID; the next free one
    /// when the first are taken.
    /// </summary>
    public static MacAddress Derive(ObservedHost host, Guid guest, VfId self)
    {
        for (var ordinal = 0; ; ordinal++)
        {
            var candidate = new MacAddress(0x5254_0000_0000UL | (Hash(guest, ordinal) & 0xff_ffff));
            if (!Users(host, candidate, self, guest: null).Any())
            {
                return candidate;
            }
        }
    }

    /// <summary>Who has which MAC, apart from one PF and its VFs, wherever they are. One pass over the host.</summary>
    public static Dictionary<MacAddress, string> UsersOutside(ObservedHost host, ObservedPf pf)
    {
        var users = new Dictionary<MacAddress, string>();
        void Add(MacAddress? mac, string user)
        {
            if (mac is { IsUnicast: true } known)
            {
                users.TryAdd(known, user);
            }
        }

        foreach (var other in host.Pfs.Where(other => other.Address != pf.Address))
        {
            foreach (var netdev in other.Netdevs)
            {
                Add(netdev.Mac, $"the PF {netdev.Name}");
            }

            foreach (var vf in other.Vfs)
            {
                Add(vf.Settings?.Mac, $"{other.Name}/{vf.Id.Index}");
                foreach (var netdev in vf.Netdevs)
                {
                    Add(netdev.Mac, $"{other.Name}/{vf.Id.Index}");
                }
            }
        }

        foreach (var netdev in host.OtherNetdevs)
        {
            Add(netdev.Mac, $"the netdev {netdev.Name}");
        }

        var own = pf.Vfs.Select(vf => vf.Address).ToHashSet();
        foreach (var guest in host.Guests.IsDefault ? [] : host.Guests)
        {
            foreach (var device in guest.Devices.Where(device => device.Function is not { } function || !own.Contains(function)))
            {
                Add(device.Mac, $"guest {guest.Name}");
            }
        }

        return users;
    }

    private static IEnumerable<string> Users(ObservedHost host, MacAddress mac, VfId self, Guid? guest)
    {
        var own = host.Vf(self);
        foreach (var pf in host.Pfs)
        {
            foreach (var netdev in pf.Netdevs.Where(netdev => netdev.Mac == mac))
            {
                yield return $"the PF {netdev.Name}";
            }

            foreach (var vf in pf.Vfs.Where(vf => vf.Id != self && (vf.Settings?.Mac == mac || vf.Netdevs.Any(netdev => netdev.Mac == mac))))
            {
                yield return $"{host.VfName(vf.Id)}";
            }
        }

        // The macvtap device of the guest's own "direct" interface carries the guest's MAC on the host.
        var twinOnMacvtap = !host.Guests.IsDefault && host.Guests.Any(
            other => IsTwinOf(other) && other.Devices.Any(device => device is { Kind: "direct", Function: null } && device.Mac == mac));
        foreach (var netdev in host.OtherNetdevs.Where(netdev => netdev.Mac == mac && !twinOnMacvtap))
        {
            yield return $"the netdev {netdev.Name}";
        }

        foreach (var other in host.Guests.IsDefault ? [] : host.Guests)
        {
            foreach (var device in other.Devices.Where(device => device.Mac == mac))
            {
                var isTwin = IsTwinOf(other) && device.Function is null;
                var isSelf = own is not null && device.Function == own.Address;
                if (!isTwin && !isSelf)
                {
                    yield return $"guest {other.Name} ({device.Alias ?? device.Kind})";
                }
            }
        }

        bool IsTwinOf(ObservedGuest other) => other.Uuid == guest || (own is not null && own.Guests.Any(use => use.Uuid == other.Uuid));
    }

    // FNV-1a, 32 bits: stable over releases, which GetHashCode is not.
    private static uint Hash(Guid guest, int ordinal)
    {
        Span<byte> bytes = stackalloc byte[20];
        guest.TryWriteBytes(bytes);
        BitConverter.TryWriteBytes(bytes[16..], ordinal);
        var hash = 2166136261u;
        foreach (var octet in bytes)
        {
            hash = (hash ^ octet) * 16777619u;
        }

        return hash ^ (hash >> 24);
    }
}
