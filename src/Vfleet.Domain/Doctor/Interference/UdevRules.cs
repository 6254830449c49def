using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Interference;

/// <summary>udev, NetworkManager and DHCP, which take hold of VFs as soon as they appear.</summary>
internal static class UdevRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("UDV01", RuleSeverity.Degrades, "NetworkManager manages VFs, and may take them back or ask for addresses on them")
        {
            Detection = "NetworkManager runs, and manages the netdev of a VF",
            Remedy = "a udev rule with ENV{NM_UNMANAGED}=\"1\" for netdevs of VFs, on add, "
                + "change and move; or unmanaged-devices in a file of /etc/NetworkManager/conf.d",
            Source = "sriov-network-operator pkg/host/internal/udev; NetworkManager.conf(5), unmanaged-devices",
            Find = NetworkManager,
        },
        new("UDV02", RuleSeverity.Degrades, "VFs that are meant for guests get netdevs of the host first")
        {
            Detection = "sriov_drivers_autoprobe is 1, VFs shall be on vfio (host.yaml, "
                + "or most are), and others of the PF have a netdev that nothing uses",
            Remedy = "vfleet pf set PF --vfs N --driver vfio, which switches autoprobe off before it makes VFs",
            Source = "kernel Documentation/ABI/testing/sysfs-bus-pci (sriov_drivers_autoprobe); EVE pkg/pillar; nmstate",
            Find = Autoprobe,
        },
        new("UDV04", RuleSeverity.Degrades, "udev has not handled all events yet, so names and drivers may still change")
        {
            Detection = "/run/udev/queue exists",
            Remedy = "udevadm settle, then look again",
            Source = "man udevadm(8), settle",
            Find = host => host.Services.UdevQueueBusy == true ? [new Symptom(Subject.Host, "/run/udev/queue exists")] : [],
        },
        new("UDV06", RuleSeverity.Degrades, "a DHCP client has a lease on the netdev of a VF")
        {
            Detection = "a lease file for the netdev of a VF",
            Remedy = "leave VFs out of what the client matches, such as cloud-init's fallback or a pattern en* of systemd-networkd",
            Source = "cloud-init issue 5075",
            Find = Dhcp,
        },
    ];

    private static IEnumerable<Symptom> NetworkManager(ExaminedHost host)
    {
        if (!host.Services.Running.Contains("NetworkManager", StringComparer.Ordinal))
        {
            yield break;
        }

        foreach (var pf in host.Pfs)
        {
            var managed = pf.Vfs.Where(vf => vf.Netdevs.Any(netdev => host.Netdev(netdev.Name)?.NetworkManagerManaged == true)).ToList();
            if (managed.Count > 0)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"NetworkManager manages {managed[0].Netdevs[0].Name}{(managed.Count > 1 ? $" and {managed.Count - 1} more" : "")}: "
                        + VfNumbers.Text(managed),
                    $"nmcli device set {managed[0].Netdevs[0].Name} managed no, now; a "
                        + "udev rule with ENV{NM_UNMANAGED}=\"1\" for those to come");
            }
        }
    }

    private static IEnumerable<Symptom> Autoprobe(ExaminedHost host)
    {
        var meant = host.Examination.Intents.Where(intent => intent.VfDriver == "vfio").Select(intent => intent.Pf).ToHashSet();
        foreach (var pf in host.Pfs.Where(pf => pf.Autoprobe == true))
        {
            var idle = pf.Vfs.Where(vf => !vf.Netdevs.IsEmpty && vf.Guests.IsEmpty && vf.Netdevs.All(netdev => netdev.Uses.IsEmpty)).ToList();
            if (idle.Count > 0 && (meant.Contains(pf.Address) || pf.Vfs.Count(vf => vf.IsOnVfio) * 2 > pf.Vfs.Length))
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"sriov_drivers_autoprobe is 1; netdevs that nothing uses: {VfNumbers.Text(idle)}",
                    $"vfleet pf set {pf.Name} --driver vfio; or one by one: vfleet vf bind {pf.Name}/{idle[0].Id.Index} vfio");
            }
        }
    }

    private static IEnumerable<Symptom> Dhcp(ExaminedHost host)
    {
        foreach (var (pf, vf) in host.Vfs)
        {
            foreach (var netdev in vf.Netdevs)
            {
                if (host.Netdev(netdev.Name)?.DhcpLease is { } file)
                {
                    yield return new Symptom(Subject.Of(pf, vf), $"{file} is a lease of {netdev.Name}");
                }
            }
        }
    }
}
