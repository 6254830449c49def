using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Host.Reading;

/// <summary>libvirt's guests and their devices, in our words.</summary>
internal static class GuestReading
{
    /// <summary>Understands every guest.</summary>
    /// <param name="domains">The guests as libvirt tells them.</param>
    /// <param name="problems">Guests whose XML cannot be understood.</param>
    /// <returns>The guests.</returns>
    public static ImmutableArray<ObservedGuest> Read(ImmutableArray<DomainSnapshot> domains, ImmutableArray<Problem>.Builder problems)
    {
        var guests = ImmutableArray.CreateBuilder<ObservedGuest>(domains.Length);
        foreach (var domain in domains)
        {
            try
            {
                guests.Add(Read(domain));
            }
            catch (LibvirtXmlException fault)
            {
                problems.Add(new Problem(
                    ProblemCode.Malformed,
                    $"the XML of guest {domain.Entry.Name} cannot be understood: {fault.Message}",
                    $"look at it: virsh dumpxml {domain.Entry.Name}",
                    domain.Entry.Name));
            }
        }

        return guests.DrainToImmutable();
    }

    private static ObservedGuest Read(DomainSnapshot domain)
    {
        var live = domain.LiveXml is null ? null : DomainDocument.Parse(domain.LiveXml);
        var config = domain.ConfigXml is null ? null : DomainDocument.Parse(domain.ConfigXml);
        var entry = domain.Entry;
        return new ObservedGuest(entry.Name, entry.Uuid, State(entry.State), entry.IsPersistent)
        {
            MemoryKiB = (live ?? config)?.MemoryKiB,
            Cpus = (live ?? config)?.Cpus,
            IsMade = (config ?? live)?.Mark is not null,
            Devices = Merge(Devices(live), Devices(config)),
            FreeHotplugPorts = live is { HasPciExpress: true } ? live.FreeHotPlugPorts.Length : null,
        };
    }

    // The same device stands in the live and the persistent XML: by its function, else by MAC and kind.
    private static ImmutableArray<ObservedGuestDevice> Merge(List<ObservedGuestDevice> live, List<ObservedGuestDevice> config)
    {
        var merged = ImmutableArray.CreateBuilder<ObservedGuestDevice>(live.Count);
        foreach (var device in live)
        {
            var twin = config.FindIndex(other => Same(device, other));
            if (twin >= 0)
            {
                config.RemoveAt(twin);
            }

            merged.Add(device with { Live = true, Config = twin >= 0 });
        }

        merged.AddRange(config.Select(device => device with { Config = true }));
        return merged.ToImmutable();
    }

    private static bool Same(ObservedGuestDevice left, ObservedGuestDevice right) =>
        left.Function == right.Function && left.Mac == right.Mac && (left.Function is not null || left.Kind == right.Kind);

    private static List<ObservedGuestDevice> Devices(DomainDocument? document) => document is null
        ? []
        :
        [
            .. document.Interfaces.Select(Device),
            .. document.HostDevices.Select(device => new ObservedGuestDevice("pci", device.Alias, null, device.Address, null, null, false, false)),
        ];

    private static ObservedGuestDevice Device(DomainInterface device)
    {
        var (kind, source) = device.Source switch
        {
            FunctionSource => ("hostdev", null),
            NetworkSource network => ("network", network.Network),
            BridgeSource bridge => ("bridge", bridge.Bridge),
            DirectSource direct => ("direct", direct.Device),
            VdpaSource vdpa => ("vdpa", vdpa.Device),
            OtherSource other => (other.Type, null),
            _ => ("unknown", (string?)null),
        };
        int? vlan = device.Vlan is { Tags: [var tag, ..] } ? tag.Id : null;
        return new ObservedGuestDevice(kind, device.Alias, device.Mac, device.Function, source, vlan, false, false) { Tap = device.Target };
    }

    private static GuestState State(DomainState state) => state switch
    {
        DomainState.Running or DomainState.Blocked => GuestState.Running,
        DomainState.Paused => GuestState.Paused,
        DomainState.ShuttingDown => GuestState.ShuttingDown,
        DomainState.ShutOff => GuestState.ShutOff,
        DomainState.Crashed => GuestState.Crashed,
        DomainState.PowerSuspended => GuestState.Suspended,
        _ => GuestState.Unknown,
    };

    /// <summary>Which guests have a function.</summary>
    /// <param name="guests">The guests.</param>
    /// <returns>The uses, by function.</returns>
    public static ILookup<PciAddress, GuestUse> Uses(ImmutableArray<ObservedGuest> guests) =>
        (guests.IsDefault ? [] : guests)
            .SelectMany(guest => guest.Devices
                .Where(device => device.Function is not null)
                .Select(device => (
                    Function: device.Function!.Value,
                    Use: new GuestUse(guest.Name, guest.Uuid, device.Alias, device.Mac, device.Live, device.Config))))
            .ToLookup(pair => pair.Function, pair => pair.Use);
}
