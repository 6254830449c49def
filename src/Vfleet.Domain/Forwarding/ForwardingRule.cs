using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Forwarding;

/// <summary>
/// Which addresses a PF must announce to its embedded switch. In legacy mode that switch learns nothing: a frame that a VF sends to an
/// address it does not know goes out on the wire, also when that address is behind a bridge over the PF.
/// </summary>
/// <remarks>
/// Only addresses that libvirt, the user or the bridge itself states count. What the bridge has learned is no proof: any guest can send
/// from any address, and would draw the traffic of others to itself. A macvtap on the PF needs no entry, for it adds its address to the
/// device below (macvlan_open in drivers/net/macvlan.c); one on the bridge does, for a bridge does not pass that on to its ports.
/// </remarks>
public static class ForwardingRule
{
    /// <summary>Says which addresses.</summary>
    /// <param name="host">The host, read with guests, holders and the use of netdevs.</param>
    /// <param name="pf">One of its PFs.</param>
    /// <param name="choice">What the user wants.</param>
    /// <returns>The addresses; none while no VF of the PF is in use, for then the switch has nobody to serve.</returns>
    public static ForwardingWish Wish(ObservedHost host, ObservedPf pf, ForwardingChoice choice)
    {
        var bridges = BridgeAbove.Of(host, pf);
        if (WhyNone(pf, choice, bridges) is { } because)
        {
            return ForwardingWish.Nothing(because) with { Bridges = bridges };
        }

        if (!pf.Vfs.Any(vf => !FreeRule.Users(vf).IsEmpty))
        {
            return ForwardingWish.Nothing("none of its VFs is in use") with { Bridges = bridges, IsComplete = KnowsGuests(host) };
        }

        var addresses = ImmutableArray.CreateBuilder<ForwardedAddress>();
        var leftOut = ImmutableArray.CreateBuilder<LeftOutAddress>();
        var own = OwnAddresses(pf);
        var seen = new HashSet<MacAddress>();
        foreach (var address in Behind(host, bridges, choice).Where(address => address.Mac.IsUnicast && seen.Add(address.Mac)))
        {
            if (!own.TryGetValue(address.Mac, out var owner))
            {
                addresses.Add(address);
            }
            else if (owner is not null)
            {
                leftOut.Add(new LeftOutAddress(address, $"{owner} has it, and frames for it would reach the bridge as well"));
            }
        }

        return new ForwardingWish
        {
            Addresses = addresses.DrainToImmutable(),
            LeftOut = leftOut.DrainToImmutable(),
            Bridges = bridges,
            IsComplete = KnowsGuests(host),
        };
    }

    private static string? WhyNone(ObservedPf pf, ForwardingChoice choice, ImmutableArray<BridgeAbove> bridges) => pf switch
    {
        _ when choice.Policy == ForwardingPolicy.None => choice.Because,
        { Netdevs.IsEmpty: true } => "it has no netdev on this host",
        { EswitchMode: "switchdev" } => "in switchdev mode the bridge decides, through representors",
        _ when bridges.IsEmpty => "it is in no bridge",
        _ => null,
    };

    // A guest of libvirt that could not be asked, or whose XML could not be read, may need an entry that nobody else wants.
    private static bool KnowsGuests(ObservedHost host) =>
        host is { LibvirtProblem: null, Guests.IsDefault: false } && !host.Problems.Any(problem => problem.Code == ProblemCode.Malformed);

    // The PF's own address needs no entry. One that a VF has (the standby of a failover pair has the same) must not get one.
    private static Dictionary<MacAddress, string?> OwnAddresses(ObservedPf pf)
    {
        var own = new Dictionary<MacAddress, string?>();
        foreach (var mac in pf.Netdevs.Select(netdev => netdev.Mac).OfType<MacAddress>())
        {
            own[mac] = null;
        }

        foreach (var vf in pf.Vfs)
        {
            var macs = vf.Guests.Where(use => use.Live).Select(use => use.Mac).Append(vf.Settings?.Mac).Concat(vf.Netdevs.Select(netdev => netdev.Mac));
            foreach (var mac in macs.OfType<MacAddress>().Where(mac => mac.IsUnicast))
            {
                own.TryAdd(mac, $"VF {pf.Name}/{vf.Id.Index}");
            }
        }

        return own;
    }

    private static IEnumerable<ForwardedAddress> Behind(ObservedHost host, ImmutableArray<BridgeAbove> bridges, ForwardingChoice choice)
    {
        var names = bridges.Select(bridge => bridge.Name).ToHashSet(StringComparer.Ordinal);
        var others = BridgeAbove.Names(host);
        var ofBridges = bridges
            .Where(bridge => bridge.Mac is not null)
            .Select(bridge => new ForwardedAddress(bridge.Mac!.Value, new AddressOwner(AddressOwnerKind.Bridge, bridge.Name)));
        var ofGuests = (host.Guests.IsDefault ? [] : host.Guests)
            .SelectMany(guest => guest.Devices
                .Where(device => device is { Live: true, Function: null, Mac: not null } && IsOn(device, names, others))
                .Select(device => new ForwardedAddress(device.Mac!.Value, new AddressOwner(AddressOwnerKind.Guest, guest.Name))))
            .OrderBy(address => address.Owner.Name, StringComparer.Ordinal)
            .ThenBy(address => address.Mac);
        return ofBridges.Concat(choice.Named.OrderBy(address => address.Mac)).Concat(ofGuests);
    }

    // The tap says best where the interface is now: libvirt's networks need not name their bridge, and the tap may have been moved.
    private static bool IsOn(ObservedGuestDevice device, HashSet<string> bridges, Dictionary<string, ObservedNetdev> others) =>
        device is { Kind: "direct" or "bridge", Source: { } source } && (device.Kind == "direct" || TapOf(device, others) is null)
            ? bridges.Contains(source)
            : TapOf(device, others) is { } tap && tap.Uses.Any(use => use.Kind == NetdevUseKind.BridgePort && bridges.Contains(use.With));

    private static ObservedNetdev? TapOf(ObservedGuestDevice device, Dictionary<string, ObservedNetdev> others) =>
        device.Tap is { } tap ? others.GetValueOrDefault(tap) : null;
}
