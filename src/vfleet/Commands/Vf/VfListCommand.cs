using System.CommandLine;
using Vfleet.Cli.Commands.Fleet.Functions;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host;

namespace Vfleet.Cli.Commands.Vf;

/// <summary><c>vfleet vf list</c>.</summary>
internal sealed class VfListCommand : ReadCommand
{
    private const ObserveScope Scope =
        ObserveScope.VfSettings | ObserveScope.NetworkUse | ObserveScope.Guests | ObserveScope.Holders;

    private readonly Argument<string> _pf = Named.Pf();
    private readonly Option<string?> _host = HostOption.Create(forAll: true);
    private readonly Option<bool> _problems = new("--problems") { Description = "Ask the engine where claims, libvirt and the kernel do not agree about VFs; of every host unless --host names one." };

    /// <summary>Makes the command.</summary>
    public VfListCommand()
        : base("list", "list virtual functions and who has each of them")
    {
        _pf.Arity = ArgumentArity.ZeroOrOne;
        Arguments.Add(_pf);
        Options.Add(_host);
        Options.Add(_problems);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Lists the virtual functions of this host, or of one PF: address, driver, MAC, VLAN, what else is set on it, and its STATE: "
                + "free, or who has it. A guest has it when libvirt says so; a process, when it has the function open; the host, when "
                + "a bridge, bond, VLAN device or IP address stands on its netdev.",
            "A VF on vfio-pci that nobody holds is free. 'vfleet vf show' gives every reason why one is not, and what would end it.",
        ],
        new Example("Who has what", "vfleet vf list"),
        new Example("The VFs of one PF", "vfleet vf list enp1s0f0"),
        new Example("Those of a host of the fleet", "vfleet vf list --host h1"),
        new Example("What is wrong with those of the whole fleet", "vfleet vf list --problems"),
        new Example("Names of the free ones", "vfleet vf list --json | jq -r '.vfs[] | select(.free).name'"));

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Values.Flag(_problems))
        {
            return await FleetPfs.ListProblemsAsync(
                invocation, invocation.Values.Text(_host) ?? HostOption.All, invocation.Values.Text(_pf) is { Length: > 0 } of ? of : null, cancellationToken);
        }

        if (invocation.Values.Text(_host) is { } named)
        {
            var pfOfFleet = invocation.Values.Text(_pf) is { Length: > 0 } name ? name : null;
            if (named == HostOption.All && pfOfFleet is not null)
            {
                return invocation.Refuse(new Problem(ProblemCode.OptionsConflict, $"--host all is every host, and {pfOfFleet} is a PF of one", "name the host", "host"));
            }

            return await FleetPfs.ListVfsAsync(invocation, named, pfOfFleet, cancellationToken);
        }

        var wanted = invocation.Values.Text(_pf).Length > 0 ? invocation.Values.Function(_pf) : null;
        if (!invocation.Values.Problems.IsEmpty)
        {
            return invocation.Refuse(invocation.Values.Problems);
        }

        var host = await invocation.ObserveAsync(Scope, cancellationToken);
        ObservedPf? pf = null;
        if (wanted is not null && !host.TryFindPf(wanted, out pf, out var unknown))
        {
            return invocation.Refuse(unknown);
        }

        var vfs = (pf is null ? host.Pfs.SelectMany(each => each.Vfs) : pf.Vfs).ToList();
        var unread = invocation.Unread(host, needsHolders: true);
        if (invocation.IsJson)
        {
            return invocation.Answer(
                new VfListAnswer([.. vfs.Select(vf => VfView.From(host, vf))], ProblemView.From(unread)), JsonAnswers.Default.VfListAnswer);
        }

        if (vfs.Count == 0)
        {
            invocation.Out.Line(Empty(host, pf));
        }
        else
        {
            VfTable.Of(host, vfs).Print(invocation.Out);
        }

        ProblemPrinter.Notes(invocation.Error, unread);
        return ExitCodes.Ok;
    }

    private static string Empty(ObservedHost host, ObservedPf? pf)
    {
        var candidate = pf ?? host.Pfs.FirstOrDefault();
        return candidate is null
            ? "no SR-IOV functions: 'vfleet pf list' says what to look for"
            : $"no virtual functions{(pf is null ? "" : $" on {pf.Name}")}: create some with 'vfleet pf set {candidate.Name} --vfs {Math.Min(candidate.TotalVfs, 4)} --driver vfio'";
    }
}
