using System.CommandLine;
using Vfleet.Cli.Commands.Fleet.Functions;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Observed;
using Vfleet.Host;

namespace Vfleet.Cli.Commands.Pf;

/// <summary><c>vfleet pf list</c>.</summary>
internal sealed class PfListCommand : ReadCommand
{
    // Not Guests: asking libvirt takes longer than all the rest together. A VF that Vfleet gave away is known from its own record, one
    // that a running guest has by who holds it open; only 'vf list' sees what stopped guests were configured with by other means.
    private const ObserveScope Scope = ObserveScope.Names | ObserveScope.NetworkUse | ObserveScope.Holders;

    private readonly Option<string?> _host = HostOption.Create(forAll: true);

    /// <summary>Makes the command.</summary>
    public PfListCommand()
        : base("list", "list the physical functions that can have virtual functions")
    {
        Options.Add(_host);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Lists the SR-IOV physical functions (PFs) of this host: how many VFs each has (VFS), how many of them are USED and FREE, "
                + "how many it can have (MAX), its link and its NUMA node.",
            "It is made to be fast and does not ask libvirt: a VF that only the configuration of a stopped guest names counts as free "
                + "here, unless Vfleet put it there. 'vfleet vf list' asks.",
            "With --host the engine is asked: FREE are those that it could give away now, FOR says which networks may use them.",
        ],
        new Example("Every PF of this host", "vfleet pf list"),
        new Example("Addresses of the PFs that have a free VF", "vfleet pf list --json | jq -r '.pfs[] | select(.vfs.free > 0).address'"),
        new Example("The PFs of every host of the fleet", "vfleet pf list --host all"),
        new Example("The PFs of a host that somebody recorded", "vfleet pf list --root /tmp/capture"));

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Values.Text(_host) is { } named)
        {
            return await FleetPfs.ListAsync(invocation, named, cancellationToken);
        }

        var host = await invocation.ObserveAsync(Scope, cancellationToken);
        var unread = invocation.Unread(host, needsHolders: true);
        if (invocation.IsJson)
        {
            return invocation.Answer(
                new PfListAnswer([.. host.Pfs.Select(PfView.From)], ProblemView.From(unread)), JsonAnswers.Default.PfListAnswer);
        }

        if (host.Pfs.IsEmpty)
        {
            invocation.Out.Line("no SR-IOV functions: look for SR-IOV (and VT-d or AMD-Vi) in the firmware set-up, and for the card's driver");
            invocation.Out.Line("('lspci -vs ADDRESS' of a network card that can do it says \"Single Root I/O Virtualization\")");
        }
        else
        {
            Table(host).Print(invocation.Out);
        }

        ProblemPrinter.Notes(invocation.Error, unread);
        return ExitCodes.Ok;
    }

    private static Table Table(ObservedHost host)
    {
        var table = new Table(
            new Column("PF"),
            new Column("ADDRESS"),
            new Column("MODEL", Importance: 10, Least: 16),
            new Column("DRIVER", Importance: 60),
            new Column("VFS", IsNumber: true),
            new Column("USED", Importance: 70, IsNumber: true),
            new Column("FREE", IsNumber: true),
            new Column("MAX", IsNumber: true),
            new Column("LINK", Importance: 80),
            new Column("NUMA", Importance: 20, IsNumber: true),
            new Column("NOTES", Importance: 50, Least: 12));
        foreach (var pf in host.Pfs)
        {
            var counts = VfCounts.Of(pf);
            table.Add(
                pf.Name,
                pf.Address.ToString(),
                PfText.Model(pf),
                pf.Driver is { } driver ? driver : new Cell("none", Tone.Bad),
                counts.Enabled.ToString(),
                new Cell(counts.Used.ToString(), counts.Used > 0 ? Tone.Warning : Tone.Plain),
                new Cell(counts.Free.ToString(), counts.Free > 0 ? Tone.Good : Tone.Plain),
                counts.Total.ToString(),
                Words.Link(pf),
                pf.NumaNode?.ToString(),
                new Cell(PfText.Notes(pf), Tone.Warning));
        }

        return table;
    }
}
