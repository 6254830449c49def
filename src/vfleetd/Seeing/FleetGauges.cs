using System.Diagnostics.Metrics;
using Vfleet.Engine;
using Vfleet.Server.Agents;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Seeing;

/// <summary>What the fleet is, as gauges: worked out when somebody looks.</summary>
internal static class FleetGauges
{
    /// <summary>Makes them.</summary>
    /// <param name="meter">Where.</param>
    /// <param name="engine">The fleet.</param>
    /// <param name="streams">Streams of agents.</param>
    public static void Make(Meter meter, FleetEngine engine, AgentStreams streams)
    {
        var state = engine.State;
        meter.CreateObservableGauge("vfleet_hosts", () => Count(state.Hosts.Values, host => host.Status), description: "Hosts, by status");
        meter.CreateObservableGauge("vfleet_vms", () => Count(state.Vms.Values, vm => vm.Status), description: "VMs, by status");
        meter.CreateObservableGauge("vfleet_claims", () => Count(state.Claims.All, claim => claim.State), description: "VFs that vNICs have, by how far the claim is");
        meter.CreateObservableGauge(
            "vfleet_vfs", () => (long)state.Inventories.Values.Sum(host => host.Pfs.Sum(pf => pf.NumVfs)), description: "VFs of all hosts, as they were reported");
        meter.CreateObservableGauge("vfleet_agents", () => (long)streams.Count, description: "Agents that read at this engine what is desired of their hosts");
        meter.CreateObservableGauge("vfleet_store_works", () => engine.StoreFault is null ? 1L : 0L, description: "1 while the store works, else 0");
        meter.CreateObservableGauge("vfleet_revision", () => state.Revision, description: "The last commit that this engine knows");
    }

    private static IEnumerable<Measurement<long>> Count<T, TWord>(IEnumerable<T> items, Func<T, TWord> word)
        where TWord : struct, Enum
    {
        var counts = Enum.GetValues<TWord>().ToDictionary(value => value, _ => 0L);
        foreach (var item in items)
        {
            counts[word(item)]++;
        }

        return counts.Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("status", FieldValue.Of(pair.Key).Text)));
    }
}
