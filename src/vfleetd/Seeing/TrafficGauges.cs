using System.Diagnostics.Metrics;
using Vfleet.Api.Agents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.State;
using Vfleet.Server.Agents;

namespace Vfleet.Server.Seeing;

/// <summary>What went through VFs that VMs have, as counters by host, PF, VF and VM. VFs without a claim are left out.</summary>
internal static class TrafficGauges
{
    /// <summary>Makes them.</summary>
    /// <param name="meter">Where.</param>
    /// <param name="state">The fleet.</param>
    /// <param name="book">What went through VFs.</param>
    public static void Make(Meter meter, FleetState state, TrafficBook book)
    {
        foreach (var (name, description, value) in Counters)
        {
            meter.CreateObservableCounter(name, () => Measure(state, book, value), description: description);
        }
    }

    private static IEnumerable<(string Name, string Description, Func<VfTraffic, ulong?> Value)> Counters =>
    [
        ("vfleet_vf_received_bytes_total", "Bytes that VFs of VMs received", one => one.RxBytes),
        ("vfleet_vf_received_packets_total", "Packets that VFs of VMs received", one => one.RxPackets),
        ("vfleet_vf_received_broadcasts_total", "Broadcast packets among those received", one => one.Broadcast),
        ("vfleet_vf_received_multicasts_total", "Multicast packets among those received", one => one.Multicast),
        ("vfleet_vf_received_dropped_total", "Packets for VFs of VMs that were dropped, where the kernel says it", one => one.RxDropped),
        ("vfleet_vf_sent_bytes_total", "Bytes that VFs of VMs sent", one => one.TxBytes),
        ("vfleet_vf_sent_packets_total", "Packets that VFs of VMs sent", one => one.TxPackets),
        ("vfleet_vf_sent_dropped_total", "Packets of VFs of VMs that were dropped, where the kernel says it", one => one.TxDropped),
    ];

    private static IEnumerable<Measurement<long>> Measure(FleetState state, TrafficBook book, Func<VfTraffic, ulong?> value)
    {
        foreach (var claim in state.Claims.All)
        {
            if (book.Of(claim.Vf) is { } traffic && value(traffic) is { } number)
            {
                yield return new Measurement<long>(
                    (long)Math.Min(number, long.MaxValue),
                    new("host", state.TryGet(claim.Vf.HostId, out FleetHost? host) ? host.Name : claim.Vf.HostId.ToString()),
                    new("pf", state.InventoryOf(claim.Vf.HostId)?.Pf(claim.Vf.Pf)?.Name ?? claim.Vf.Pf.ToString()),
                    new("vf", claim.Vf.Index),
                    new("vm", state.TryGet(claim.VmId, out Vm? vm) ? vm.Name : claim.VmId.ToString()));
            }
        }
    }
}
