using System.Collections.Immutable;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Doctor.Vfio;

/// <summary>Guests with VFs that move to another host.</summary>
internal static class MigrationRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("VFO09", RuleSeverity.Advice, "guests with a VF cannot be migrated while they run")
        {
            Detection = "running guests with a VF that is on a plain driver and not one of a failover pair (teaming)",
            Remedy = "pair the VF with a virtio interface of the same address (<teaming>), "
                + "or use a card with a vfio variant driver; otherwise plan with downtime",
            Source = "libvirt formatdomain, teaming; OpenStack Nova pci-passthrough; kernel drivers/vfio/pci",
            Find = NoMigration,
        },
        new("VFO10", RuleSeverity.Blocks, "post-copy migration is on for a guest with a VF")
        {
            Detection = "a running guest with a VF, and OpenStack Nova permits post-copy (nova.conf, libvirt.live_migration_permit_post_copy); "
                + "of other programs nothing on the host tells what a migration will do",
            Remedy = "set live_migration_permit_post_copy to false in nova.conf, and restart nova-compute: what a VF reads by DMA cannot be fetched later",
            Source = "OpenStack Nova doc/source/admin/pci-passthrough.rst",
            Find = PostCopy,
        },
        new("VFO12", RuleSeverity.Degrades, "the two interfaces of a failover pair have different addresses")
        {
            Detection = "a VF with teaming type transient, whose MAC address differs from that of the interface it names",
            Remedy = "give both the same MAC address in the guest's definition; net_failover pairs by address",
            Source = "kernel drivers/net/net_failover.c; libvirt formatdomain, teaming",
            Find = Unpaired,
        },
    ];

    // Each guest with its VFs, as far as the running guest has them.
    private static IEnumerable<(ObservedGuest Guest, List<(ObservedPf Pf, ObservedVf Vf)> Vfs)> Running(ExaminedHost host)
    {
        var byGuest = host.Vfs.SelectMany(pair => pair.Vf.Guests.Where(use => use.Live).Select(use => (use.Uuid, pair)))
            .ToLookup(use => use.Uuid, use => use.pair);
        return host.Guests.Where(GuestRules.IsRunning).Select(guest => (guest, byGuest[guest.Uuid].ToList())).Where(entry => entry.Item2.Count > 0);
    }

    private static IEnumerable<Symptom> NoMigration(ExaminedHost host)
    {
        foreach (var (guest, vfs) in Running(host))
        {
            if (host.Facts(guest) is not { Teamings.IsDefault: false } facts)
            {
                continue;
            }

            var paired = facts.Teamings.Where(teaming => teaming.Persistent is not null).Select(teaming => teaming.Alias).ToHashSet(StringComparer.Ordinal);
            var alone = vfs.Where(pair => pair.Vf.Driver == VfioDriver.Plain
                && !pair.Vf.Guests.Any(use => use.Uuid == guest.Uuid && use.Alias is not null && paired.Contains(use.Alias))).ToList();
            if (alone.Count > 0)
            {
                yield return new Symptom(
                    Subject.Guest(guest.Name), $"{string.Join(", ", alone.Select(pair => $"{pair.Pf.Name}/{pair.Vf.Id.Index}"))} on "
                        + "vfio-pci, without a failover pair");
            }
        }
    }

    private static IEnumerable<Symptom> PostCopy(ExaminedHost host) => Running(host)
        .Where(entry => host.Facts(entry.Guest)?.PostCopy == true)
        .Select(entry => new Symptom(Subject.Guest(entry.Guest.Name), "post-copy "
            + $"is on, and it has {entry.Vfs.Count} VF{(entry.Vfs.Count > 1 ? "s" : "")}"));

    private static IEnumerable<Symptom> Unpaired(ExaminedHost host)
    {
        foreach (var guest in host.Guests)
        {
            if (host.Facts(guest) is not { Teamings.IsDefaultOrEmpty: false } facts)
            {
                continue;
            }

            var byAlias = guest.Devices.Where(device => device.Alias is not null).ToLookup(device => device.Alias!, StringComparer.Ordinal);
            foreach (var teaming in facts.Teamings.Where(teaming => teaming.Persistent is not null))
            {
                if (byAlias[teaming.Alias].FirstOrDefault()?.Mac is { } mac
                    && byAlias[teaming.Persistent!].FirstOrDefault()?.Mac is { } standby && mac != standby)
                {
                    yield return new Symptom(Subject.Guest(guest.Name), $"{teaming.Alias} has {mac}, {teaming.Persistent} has {standby}");
                }
            }
        }
    }
}
