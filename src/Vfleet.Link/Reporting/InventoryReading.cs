using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Observed;
using Vfleet.Host.Agent;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Link.Reporting;

/// <summary>What the fleet needs to know of what the agent saw.</summary>
/// <param name="models">Names of models by vendor and device id: reading them costs more than all the rest, so it is done once.</param>
/// <param name="isMigratable">Whether guests can be migrated live with VFs of that make.</param>
internal sealed class InventoryReading(Func<ushort, ushort, string?> models, Func<ObservedVf, bool> isMigratable)
{
    /// <summary>The guests of a host in order of name.</summary>
    /// <param name="host">The host.</param>
    /// <returns>They; null when libvirt does not say.</returns>
    public static InventoryGuest[]? Guests(ObservedHost host) => host.Guests.IsDefault || host.LibvirtProblem is not null
        ? null
        : [.. host.Guests.OrderBy(guest => guest.Uuid).Select(guest => Guest(guest, host))];

    /// <summary>A PF.</summary>
    /// <param name="look">What the agent saw.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>It.</returns>
    public InventoryPf Pf(HostLook look, ObservedPf pf)
    {
        var state = look.States.GetValueOrDefault(pf.Address) ?? new PfState(pf.Address);
        var netdev = pf.Netdevs.IsEmpty ? null : pf.Netdevs[0];
        return new InventoryPf(pf.Address, pf.Name)
        {
            Mac = netdev?.Mac,
            VendorDevice = Id(pf.VendorId, pf.DeviceId),
            VfVendorDevice = pf.Vfs.IsEmpty ? "" : Id(pf.Vfs[0].VendorId, pf.Vfs[0].DeviceId),
            Model = pf.Model ?? models(pf.VendorId, pf.DeviceId) ?? "",
            Driver = pf.Driver,
            NumaNode = pf.NumaNode,
            MaxVfs = pf.TotalVfs,
            NumVfs = pf.NumVfs,
            VfOffset = Distance(pf.Address, AddressOf(pf, 0)),
            VfStride = AddressOf(pf, 0) is { } first ? Distance(first, AddressOf(pf, 1)) : null,
            HasLink = netdev?.HasCarrier,
            Speed = netdev?.Speed,
            Mtu = netdev?.Mtu,
            EswitchMode = pf.EswitchMode,
            CanTrust = pf.Facts.Trust,
            IsLiveMigratable = !pf.Vfs.IsEmpty && isMigratable(pf.Vfs[0]),
            Bond = pf.Netdevs.SelectMany(each => each.Uses).FirstOrDefault(use => use.Kind == NetdevUseKind.BondSlave)?.With,
            Vfs = [.. pf.Vfs.Select(vf => Vf(pf, vf, state)).Where(HasSomethingToSay)],
        };
    }

    private static InventoryGuest Guest(ObservedGuest guest, ObservedHost host) => new(guest.Uuid, guest.Name, IsRunning(guest.State))
    {
        IsMade = guest.IsMade,
        Cpus = guest.Cpus ?? 0,
        MemoryMiB = (int)Math.Min((guest.MemoryKiB ?? 0) / 1024, int.MaxValue),

        // What the running guest has; of one that is off, what it will have.
        Nics =
        [
            .. guest.Devices
                .Where(device => IsRunning(guest.State) ? device.Live : device.Config)
                .Where(device => device.Mac is not null || device.Function is not null)
                .Select(device => Nic(device, host))
                .Where(nic => nic is { Mac: not null } or { Pf: not null }),
        ],
    };

    private static InventoryGuestNic Nic(ObservedGuestDevice device, ObservedHost host)
    {
        var vf = device.Function is { } function ? host.Pfs.SelectMany(pf => pf.Vfs).FirstOrDefault(vf => vf.Address == function) : null;
        return new InventoryGuestNic(device.Mac) { Pf = vf?.Id.Pf, Vf = vf?.Id.Index, Bridge = device.Kind == "bridge" ? device.Source : null };
    }

    private static InventoryVf Vf(ObservedPf pf, ObservedVf vf, PfState state) => new(vf.Id.Index)
    {
        Holds = [.. FreeRule.Holds(vf).Select(hold => hold.Reason)],
        Guest = vf.Guests.OrderByDescending(use => use.Live).FirstOrDefault()?.Uuid,
        IsUnclean = IsUnclean(vf, state),

        // While a change goes on, what is on the VF is its own affair.
        Leftovers = state.Unfinished is null && !state.UnfinishedVfs.ContainsKey(vf.Id.Index)
            ? LeftoverRule.Of(pf, vf, state.Kept)
            : [],
    };

    // A guest that has it, or is configured with it, is no former user; a change that goes on, or was interrupted, must end first.
    private static bool IsUnclean(ObservedVf vf, PfState state) =>
        state.Unfinished is not null
        || state.UnfinishedVfs.ContainsKey(vf.Id.Index)
        || (vf.Record is { } record && (record.Phase != VfPhase.Attached || vf.Guests.IsEmpty));

    private static PciAddress? AddressOf(ObservedPf pf, int index) => pf.Vfs.FirstOrDefault(vf => vf.Id.Index == index)?.Address;

    private static int? Distance(PciAddress from, PciAddress? to) => to is { } far && far.Domain == from.Domain ? far.RoutingId - from.RoutingId : null;

    private static bool HasSomethingToSay(InventoryVf vf) => vf.IsUnclean || vf.Guest is not null || !vf.Holds.IsEmpty || !vf.Leftovers.IsEmpty;

    private static bool IsRunning(GuestState state) => state is not (GuestState.ShutOff or GuestState.Crashed or GuestState.Unknown);

    private static string Id(ushort vendor, ushort device) => $"{vendor:x4}:{device:x4}";
}
