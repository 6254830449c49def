using System.CommandLine;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet.Vms;

/// <summary><c>vfleet vm place</c>.</summary>
internal sealed class VmPlaceCommand : FleetChangeCommand
{
    private readonly Argument<string[]> _vms = new("VM") { Description = "VMs of the fleet: names or ids.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _lease = new("--lease") { Description = "Give the places up after so many seconds unless they are confirmed, 1 to 86400.", HelpName = "SECONDS" };

    /// <summary>Makes the command.</summary>
    public VmPlaceCommand()
        : base("place", "choose hosts and VFs for VMs of the fleet")
    {
        Arguments.Add(_vms);
        Options.Add(_lease);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Chooses a host for each VM, and a VF for each of its vNICs that needs one, and holds them for it: all of the VMs together, or none. "
                + "When there is no place, 'vfleet explain' says of each host why not.",
        ],
        new Example("One VM", "vfleet vm place web1"),
        new Example("Two together, or neither", "vfleet vm place web1 web2"),
        new Example("Where it would go", "vfleet vm place web1 --dry-run"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation, bool dryRun)
    {
        var request = new PlacementRequestResource
        {
            Vms = [.. invocation.Values.Texts(_vms).Select(vm => new PlacementVm { Existing = Reference.To(vm) })],
            DryRun = dryRun,
            LeaseSeconds = invocation.Values.Number(_lease, "give a number of seconds from 1 to 86400"),
        };
        return async (engine, cancellationToken) =>
        {
            var answer = await engine.Placements.PlaceAsync(request, cancellationToken);
            return () => PlacementText.Tell(invocation, answer, dryRun);
        };
    }
}

/// <summary><c>vfleet vm release</c>.</summary>
internal sealed class VmReleaseCommand : FleetChangeCommand
{
    private readonly Argument<string> _vm = new("VM") { Description = "A VM of the fleet: its name or id." };

    /// <summary>Makes the command.</summary>
    public VmReleaseCommand()
        : base("release", "give the place and the VFs of a VM of the fleet up")
    {
        Arguments.Add(_vm);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Gives the place of a VM up, and its VFs with it: they are given to others once they are clean."],
        new Example("By its name", "vfleet vm release web1"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation, bool dryRun) => async (engine, cancellationToken) =>
    {
        var vm = invocation.Values.Text(_vm);
        await engine.Placements.ReleaseAsync(vm, dryRun, cancellationToken);
        return () => ResourceAnswer.TellGone(invocation, $"VM {vm}", "released", dryRun);
    };
}

/// <summary><c>vfleet vm confirm</c>.</summary>
internal sealed class VmConfirmCommand : FleetCommand
{
    private readonly Argument<string> _vm = new("VM") { Description = "A VM of the fleet: its name or id." };

    /// <summary>Makes the command.</summary>
    public VmConfirmCommand()
        : base("confirm", "keep a place that would be given up after its lease")
    {
        Arguments.Add(_vm);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Keeps the place of a VM that was placed with --lease."],
        new Example("By its name", "vfleet vm confirm web1"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation) => async (engine, cancellationToken) =>
    {
        var placement = await engine.Placements.ConfirmAsync(invocation.Values.Text(_vm), cancellationToken);
        return () => invocation.IsJson
            ? invocation.Answer(placement, WireType.Of<PlacementResource>())
            : PlacementText.Tell(invocation, new PlacementAnswer([placement]), dryRun: false);
    };
}

/// <summary>Where VMs are, as a table.</summary>
internal static class PlacementText
{
    /// <summary>Tells it.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="answer">Where they are.</param>
    /// <param name="dryRun">Whether they only would be there.</param>
    public static int Tell(Invocation invocation, PlacementAnswer answer, bool dryRun)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(answer, WireType.Of<PlacementAnswer>());
        }

        var table = new Table(new Column("VM"), new Column("HOST"), new Column("NIC"), new Column("HAS"), new Column("UNTIL", Importance: 50));
        foreach (var placement in answer.Placements)
        {
            var until = placement.Lease is { } lease ? WireSheet.Time(lease, invocation.Around.Time.LocalTimeZone) : "";
            if (placement.Nics.Count == 0)
            {
                table.Add(placement.Vm.ToString(), placement.Host.ToString(), "", "", until);
            }

            foreach (var nic in placement.Nics)
            {
                table.Add(placement.Vm.ToString(), placement.Host.ToString(), nic.Nic.ToString(), Has(nic), until);
            }
        }

        table.Print(invocation.Out);
        if (dryRun)
        {
            invocation.Out.Line(invocation.Out.Paint("nothing was changed (--dry-run)", Tone.Dim));
        }

        return ExitCodes.Ok;
    }

    /// <summary>What a vNIC has.</summary>
    /// <param name="nic">The vNIC.</param>
    public static string Has(PlacementNic nic) => nic.Vf is { } vf ? $"VF {vf.Pf}/{vf.Index}" : nic.Bridge is { } bridge ? $"bridge {bridge}" : "nothing";
}
