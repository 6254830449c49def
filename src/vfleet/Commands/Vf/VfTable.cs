using Vfleet.Cli.Output;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Cli.Commands.Vf;

/// <summary>The table of VFs: who has what.</summary>
internal static class VfTable
{
    /// <summary>Makes it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vfs">The VFs to list.</param>
    public static Table Of(ObservedHost host, IEnumerable<ObservedVf> vfs)
    {
        var table = new Table(
            new Column("VF"),
            new Column("ADDRESS", Importance: 80),
            new Column("DRIVER", Importance: 50),
            new Column("MAC", Importance: 70),
            new Column("VLAN", Importance: 60, IsNumber: true),
            new Column("OPTIONS", Importance: 10, Least: 12),
            new Column("STATE", Least: 16));
        foreach (var vf in vfs)
        {
            table.Add(
                host.VfName(vf.Id),
                vf.Address.ToString(),
                vf.Driver ?? "none",
                Words.Mac(vf),
                vf.Settings?.Vlan is { } vlan && vlan != VlanTag.None ? vlan.Id.ToString() : "",
                Words.Options(vf.Settings),
                Words.State(vf));
        }

        return table;
    }
}
