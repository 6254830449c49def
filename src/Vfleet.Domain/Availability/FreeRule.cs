using System.Collections.Immutable;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Availability;

/// <summary>
/// Whether a VF may be given away or removed, with every reason why not. "Held", "claimed", "driver" and "configured" are four
/// different facts; a VF on vfio-pci that nobody holds is free.
/// </summary>
/// <remarks>Sources: oVirt's feature page, "Free VF"; its engine's later additions (bonds, IP addresses).</remarks>
public static class FreeRule
{
    /// <summary>Every reason why a VF is not free to be given to a guest.</summary>
    /// <param name="vf">The VF.</param>
    /// <returns>The reasons; empty when it is free.</returns>
    public static ImmutableArray<Hold> Holds(ObservedVf vf)
    {
        var holds = ImmutableArray.CreateBuilder<Hold>();
        holds.AddRange(Users(vf));
        if (vf.Record is { } record && vf.Guests.IsEmpty)
        {
            holds.Add(new Hold.ByRecord(record));
        }

        if (vf is { IommuGroup: { } group, GroupPeers.IsEmpty: false })
        {
            holds.Add(new Hold.SharedIommuGroup(group, vf.GroupPeers));
        }

        return holds.DrainToImmutable();
    }

    /// <summary>Every reason why a VF must not disappear: somebody uses it now or is configured to.</summary>
    /// <param name="vf">The VF.</param>
    /// <returns>The reasons; empty when nobody does.</returns>
    public static ImmutableArray<Hold> Users(ObservedVf vf)
    {
        var holds = ImmutableArray.CreateBuilder<Hold>();
        holds.AddRange(vf.Guests.Select(use => new Hold.ByGuest(use)));

        // A guest that libvirt names holds the device through its QEMU: one reason is enough.
        holds.AddRange(vf.Holders
            .Where(holder => !vf.Guests.Any(use => use.Live && string.Equals(use.Name, holder.Guest, StringComparison.Ordinal)))
            .Select(holder => new Hold.ByProcess(holder)));
        foreach (var netdev in vf.Netdevs)
        {
            holds.AddRange(netdev.Uses.Select(use => new Hold.ByHostNetwork(netdev.Name, use)));
        }

        if (vf is { IsNetwork: true, Driver: { } driver, IsOnVfio: false, Netdevs.IsEmpty: true })
        {
            holds.Add(new Hold.NetdevElsewhere(driver));
        }

        return holds.DrainToImmutable();
    }
}
