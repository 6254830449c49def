using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Model;

/// <summary>What libvirt and the guest do.</summary>
internal static class GuestModel
{
    public static ObservedHost PlugIn(ObservedHost host, PlanStep.PlugIn step)
    {
        var owner = step.Owner;
        var guest = host.Guests.Single(candidate => candidate.Uuid == owner.Uuid);
        var vf = host.Vf(step.Vf)!;
        var runs = guest.State is GuestState.Running or GuestState.Paused;
        if (vf.Address != step.Address || !vf.IsOnVfio || vf.IommuGroup is null || !vf.Holders.IsEmpty || !vf.Guests.IsEmpty)
        {
            throw ModelHost.Refused(step, "the device cannot be given away");
        }

        if (guest.Devices.Any(device => device.Alias == owner.Alias) || (owner.Live && (!runs || guest.FreeHotplugPorts == 0))
            || (owner.Config && !guest.IsPersistent) || owner is { Live: false, Config: false })
        {
            throw ModelHost.Refused(step, "libvirt refuses");
        }

        var device = new ObservedGuestDevice("hostdev", owner.Alias, step.Mac, step.Address, null, step.Vlan.Id, owner.Live, owner.Config);
        return host
            .WithGuest(guest.Uuid, found => found with
            {
                Devices = [.. found.Devices, device],
                FreeHotplugPorts = owner.Live ? found.FreeHotplugPorts - 1 : found.FreeHotplugPorts,
            })
            .WithVf(step.Vf, found => found with
            {
                // libvirt writes MAC and VLAN id again when the guest gets the device, and so clears priority and protocol.
                Settings = owner.Live ? found.Settings! with { Mac = step.Mac, Vlan = new VlanTag(step.Vlan.Id) } : found.Settings,
                Guests = [new GuestUse(guest.Name, guest.Uuid, owner.Alias, step.Mac, owner.Live, owner.Config)],
                Holders = owner.Live ? [new DeviceHolder(999, "qemu-system-x86", guest.Name)] : [],
            });
    }

    public static ObservedHost Unplug(ObservedHost host, PlanStep.Unplug step)
    {
        var guest = host.Guests.Single(candidate => candidate.Uuid == step.Uuid);
        var device = guest.Devices.Single(candidate => candidate.Function == step.Address);
        if ((step.Live && (!device.Live || guest.State != GuestState.Running)) || (step.Config && !device.Config) || step is { Live: false, Config: false })
        {
            throw ModelHost.Refused(step, "libvirt refuses or the guest never answers");
        }

        var rest = device with { Live = device.Live && !step.Live, Config = device.Config && !step.Config };
        var vf = host.Pfs.SelectMany(pf => pf.Vfs).Single(candidate => candidate.Address == step.Address);
        return host
            .WithGuest(guest.Uuid, found => found with
            {
                Devices = rest.Live || rest.Config ? found.Devices.Replace(device, rest) : found.Devices.Remove(device),
                FreeHotplugPorts = step.Live ? found.FreeHotplugPorts + 1 : found.FreeHotplugPorts,
            })
            .WithVf(vf.Id, found => found with
            {
                Guests = [.. found.Guests
                    .Select(use => use.Uuid == guest.Uuid ? use with { Live = rest.Live, Config = rest.Config } : use)
                    .Where(use => use.Live || use.Config)],
                Holders = step.Live ? [.. found.Holders.Where(holder => holder.Guest != guest.Name)] : found.Holders,
            });
    }
}
