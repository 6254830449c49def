using System.CommandLine;
using System.Text.Json.Nodes;
using Vfleet.Api.Resources;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Output;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet.Resources;

/// <summary>Hosts of the fleet.</summary>
internal static class HostResources
{
    /// <summary>Hosts.</summary>
    public static FleetResource<HostResource> Hosts => new()
    {
        Word = "host",
        Words = "hosts",
        Argument = "HOST",
        Collection = static (engine, _) => engine.Hosts,
        Name = static it => it.Name,
        About = "A host joins with a token ('vfleet host token'); its agent reports what it has and does what the fleet wants of it.",
        Columns =
        [
            new(new Column("HOST"), it => it.Name),
            new(new Column("STATUS"), it => Status(it)),
            new(new Column("CLUSTER", Importance: 60), it => it.Cluster?.ToString()),
            new(new Column("PFS", Importance: 70, IsNumber: true), it => it.Pfs?.ToString()),
            new(new Column("VFS", Importance: 80, IsNumber: true), it => it.Vfs?.ToString()),
            new(new Column("FREE", IsNumber: true), it => it.VfsFree is { } free ? new Cell(free.ToString(), free > 0 ? Tone.Good : Tone.Plain) : ""),
            new(new Column("VMS", Importance: 75, IsNumber: true), it => it.Vms?.ToString()),
            new(new Column("CPUS", Importance: 40), it => Use(it.CpusUsed, it.Cpus)),
            new(new Column("MEMORY MiB", Importance: 45), it => Use(it.MemoryUsedMiB, it.MemoryMiB)),
            new(new Column("PROBLEMS", Importance: 90, IsNumber: true), it => it.Problems is { Count: > 0 } problems ? new Cell(problems.Count.ToString(), Tone.Bad) : ""),
            new(new Column("NOTE", Importance: 30, Least: 12), it => it.StatusReason),
        ],
        Fields =
        [
            PlaceResources.Description,
            FleetField.Reference("--cluster", "cluster", "CLUSTER", "The cluster that it belongs to."),
            FleetField.Number("--reserved-memory", "reservedMemoryMiB", "MIB", 0, int.MaxValue, "Memory in MiB that is never given to VMs."),
            new("--bridges", "bridges", "NETWORK=BRIDGE,..", "Its bridges for vNICs without a VF.", Bridges) { IsClearable = true },
        ],
        Filters =
        [
            new("--cluster", "cluster", "CLUSTER", "Only those of this cluster."),
            new("--status", "status", "STATUS", "Only those that are up, in maintenance, unreachable, joining or revoked."),
            new("--problems", "problems", "true|false", "Only those that have problems, or have none."),
        ],
        SetExample = "h1 --cluster rack4",
    };

    /// <summary>How a host is, painted.</summary>
    /// <param name="host">The host.</param>
    private static Cell Status(HostResource host) => host.Status switch
    {
        HostStatus.Up => new Cell("up", Tone.Good),
        HostStatus.Maintenance => new Cell("maintenance", Tone.Warning),
        HostStatus.Unreachable => new Cell("unreachable", Tone.Bad),
        HostStatus.Joining => new Cell("joining", Tone.Warning),
        HostStatus.Revoked => new Cell("revoked", Tone.Dim),
        _ => "",
    };

    private static string Use(long? used, int? all) => all is null ? "" : $"{used ?? 0}/{all}";

    private static JsonArray Bridges(ValueReader values, Option<string?> option) => FleetField.List(values, option, text =>
    {
        if (text.Split('=') is [{ Length: > 0 } network, { Length: > 0 } bridge])
        {
            return new JsonObject { ["network"] = FleetField.ReferenceTo(network), ["bridge"] = bridge };
        }

        values.Refuse(new Problem(ProblemCode.Malformed, $"--bridges: '{text}' is no bridge of a network", "write NETWORK=BRIDGE, as red=br0", "bridges"));
        return null;
    });
}
