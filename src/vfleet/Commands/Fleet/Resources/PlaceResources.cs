using Vfleet.Api.Resources;
using Vfleet.Cli.Output;

namespace Vfleet.Cli.Commands.Fleet.Resources;

/// <summary>Data centres and clusters: where hosts and VMs belong.</summary>
internal static class PlaceResources
{
    private static readonly (string, string)[] s_policies = [("pack", "pack"), ("spread", "spread")];

    /// <summary>Data centres.</summary>
    public static FleetResource<DataCenterResource> DataCenters => new()
    {
        Word = "data centre",
        Words = "data centres",
        Argument = "DATACENTER",
        Collection = static (engine, _) => engine.DataCenters,
        Name = static it => it.Name,
        About = "A data centre holds clusters, and the networks that are the same in all of them.",
        Columns = [new(new Column("DATACENTER"), it => it.Name), new(new Column("DESCRIPTION", Importance: 20, Least: 12), it => it.Description)],
        Fields = [Description],
        AddExample = "berlin",
        SetExample = "berlin --description rack-4-to-9",
    };

    /// <summary>Clusters.</summary>
    public static FleetResource<ClusterResource> Clusters => new()
    {
        Word = "cluster",
        Words = "clusters",
        Argument = "CLUSTER",
        Collection = static (engine, _) => engine.Clusters,
        Name = static it => it.Name,
        About = "A cluster is hosts that may run the same VMs, and how a place among them is chosen.",
        Columns =
        [
            new(new Column("CLUSTER"), it => it.Name),
            new(new Column("DATACENTER", Importance: 80), it => it.DataCenter?.ToString()),
            new(new Column("HOSTS BY", Importance: 70), it => it.Policy?.ToString().ToLowerInvariant()),
            new(new Column("PFS BY", Importance: 60), it => it.PfPolicy?.ToString().ToLowerInvariant()),
            new(new Column("CPU %", Importance: 50, IsNumber: true), it => it.CpuOvercommitPercent?.ToString()),
            new(new Column("MEMORY %", Importance: 50, IsNumber: true), it => it.MemoryOvercommitPercent?.ToString()),
            new(new Column("DESCRIPTION", Importance: 20, Least: 12), it => it.Description),
        ],
        Fields =
        [
            Description,
            FleetField.Reference("--datacenter", "dataCenter", "DATACENTER", "The data centre; the only one when left out."),
            FleetField.Word("--policy", "policy", "Which host is taken when several could be: the fullest (pack) or the emptiest (spread).", clears: false, s_policies),
            FleetField.Word("--pf-policy", "pfPolicy", "Which PF of a host is taken when several could be.", clears: false, s_policies),
            FleetField.Number("--cpu-overcommit", "cpuOvercommitPercent", "PERCENT", 100, 10000, "Virtual CPUs for each CPU of a host, in percent."),
            FleetField.Number("--memory-overcommit", "memoryOvercommitPercent", "PERCENT", 100, 1000, "Memory for each MiB of a host, in percent."),
        ],
        Filters = [new("--datacenter", "dataCenter", "DATACENTER", "Only those of this data centre.")],
        AddExample = "rack4 --policy spread",
        SetExample = "rack4 --policy pack --cpu-overcommit 200",
    };

    /// <summary>What people say about a resource.</summary>
    public static FleetField Description => FleetField.Text("--description", "description", "TEXT", "What people should know about it.");
}
