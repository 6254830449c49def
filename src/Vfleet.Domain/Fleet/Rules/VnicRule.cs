using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a vNIC must be, and when it may change. Every member gives every problem at once; none when it is right.</summary>
/// <remarks>
/// The rules are those of oVirt's VmNicValidator and of its commands for vNICs. A VM that has a place counts as a running one:
/// its vNICs have VFs.
/// Paths are relative to the vNIC; <see cref="VmRule"/> puts <c>nics[i].</c> before them.
/// </remarks>
public static class VnicRule
{
    /// <summary>PCI slots that a guest has for vNICs: device numbers have 5 bits (PCI Local Bus Specification); 0 is the host bridge.</summary>
    public const int Slots = 31;

    /// <summary>Checks a new vNIC.</summary>
    /// <param name="vm">The VM without it.</param>
    /// <param name="nic">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Add(Vm vm, Vnic nic, IFleetView view)
    {
        var after = vm with { Nics = vm.Nics.Add(nic) };
        return
        [
            .. VnicShape.Check(after, nic, view),
            .. VnicShape.CheckApart(after, vm.Nics.Length),
            .. VnicShape.CheckSlots(after, view),
            .. nic.IsPlugged ? CheckHost(vm, view) : [],
        ];
    }

    /// <summary>Checks a change, also while it is plugged.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="before">The vNIC as it is.</param>
    /// <param name="after">The vNIC as it shall be.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(Vm vm, Vnic before, Vnic after, IFleetView view)
    {
        var changed = vm with { Nics = [.. vm.Nics.Where(nic => nic.Id != before.Id), after] };
        return
        [
            .. VnicShape.Check(changed, after, view),
            .. VnicShape.CheckApart(changed, changed.Nics.Length - 1),
            .. VnicShape.CheckSlots(changed, view),
            .. Change(vm, before, after, view),
        ];
    }

    /// <summary>Checks whether a vNIC may go.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="nic">The vNIC.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Remove(Vm vm, Vnic nic) => vm.Status == VmStatus.Down || !nic.IsPlugged ? [] :
    [
        new Problem(
            FleetCode.VnicPlugged,
            $"the vNIC {nic.Name} of {vm.Name} is plugged and the VM has a place",
            "unplug it first, or stop the VM",
            "plugged"),
    ];

    /// <summary>Checks whether a vNIC may be plugged. Whether there is a VF for it, placement says.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="nic">The vNIC.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Plug(Vm vm, Vnic nic, IFleetView view) =>
        nic.IsPlugged ? [] : Update(vm, nic, nic with { IsPlugged = true }, view);

    /// <summary>Checks whether a vNIC may be unplugged.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="nic">The vNIC.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Unplug(Vm vm, Vnic nic, IFleetView view) => nic.IsPlugged ? [.. CheckHost(vm, view)] : [];

    /// <summary>Checks a change of a vNIC that is plugged and stays so: what would need another device or VF is refused.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="before">The vNIC as it is.</param>
    /// <param name="after">The vNIC as it shall be.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems; none for a VM that has no place.</returns>
    public static ImmutableArray<Problem> HotUpdate(Vm vm, Vnic before, Vnic after, IFleetView view)
    {
        if (vm.Status == VmStatus.Down || !before.IsPlugged || !after.IsPlugged)
        {
            return [];
        }

        var hasVf = before.Type == VnicType.PciPassthrough || after.Type == VnicType.PciPassthrough;
        return
        [
            .. Refuse(before.Type != after.Type, "type"),
            .. Refuse(before.Mac != after.Mac, "mac"),
            .. Refuse(hasVf && before.ProfileId != after.ProfileId, "profile"),
            .. Refuse(hasVf && before.IsLinked != after.IsLinked, "linked"),
            .. Refuse(hasVf && before.Pin != after.Pin, "pin"),
            .. Refuse(hasVf && before.Separate != after.Separate, "separate"),
            .. Refuse(hasVf && before.Requires != after.Requires, "requires"),
            .. CheckMirroring(before, after, view),
        ];

        IEnumerable<Problem> Refuse(bool isChanged, string path) => !isChanged ? [] :
        [
            new Problem(
                FleetCode.VnicHotUpdate,
                $"the {path} of the vNIC {before.Name} of {vm.Name} cannot change while it is plugged and the VM has a place",
                "unplug it, change it and plug it again, or stop the VM",
                path),
        ];
    }

    /// <summary>What a change asks of the VM's state, apart from what the vNIC must be.</summary>
    internal static IEnumerable<Problem> Change(Vm vm, Vnic before, Vnic after, IFleetView view) =>
    [
        .. HotUpdate(vm, before, after, view),
        .. before.IsPlugged == after.IsPlugged ? [] : CheckHost(vm, view),
    ];

    internal static IEnumerable<Problem> CheckHost(Vm vm, IFleetView view)
    {
        if (vm.Status == VmStatus.Up && vm.HostId is { } id && view.TryGet(id, out FleetHost? host)
            && host.Status is not (HostStatus.Up or HostStatus.Maintenance))
        {
            yield return HostState.Problem(host, "plugged") with { Code = FleetCode.VnicPlugState };
        }
    }

    private static IEnumerable<Problem> CheckMirroring(Vnic before, Vnic after, IFleetView view)
    {
        if (before.ProfileId != after.ProfileId && (IsMirrored(before, view) || IsMirrored(after, view)))
        {
            yield return new Problem(
                FleetCode.VnicHotUpdateMirroring,
                $"the profile of the vNIC {before.Name} cannot change from or to one with port mirroring while it is plugged",
                "unplug it, change it and plug it again",
                "profile");
        }
    }

    private static bool IsMirrored(Vnic nic, IFleetView view) =>
        nic.ProfileId is { } id && view.TryGet(id, out VnicProfile? profile) && profile.PortMirroring;
}
