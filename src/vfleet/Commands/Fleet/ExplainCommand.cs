using System.CommandLine;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Cli.Commands.Fleet.Vms;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary><c>vfleet explain</c>.</summary>
internal sealed class ExplainCommand : FleetCommand
{
    private readonly Argument<string> _vm = new("VM") { Description = "A VM of the fleet: its name or id." };
    private readonly Argument<string> _host = new("HOST") { Description = "The host that is meant; every host of the cluster when left out.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Makes the command.</summary>
    public ExplainCommand()
        : base("explain", "say where a VM of the fleet could go, and why not elsewhere")
    {
        Arguments.Add(_vm);
        Arguments.Add(_host);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Says of each host of the VM's cluster whether the VM could go there, and the first reason why not; of one host, what each check says. Nothing is changed."],
        new Example("Every host", "vfleet explain web1"),
        new Example("One host, every check", "vfleet explain web1 h1"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation)
    {
        var values = invocation.Values;
        var host = values.Text(_host) is { Length: > 0 } named ? Reference.To(named) : null;
        var request = new ExplainRequest { Vm = new PlacementVm { Existing = Reference.To(values.Text(_vm)) }, Host = host };
        return async (engine, cancellationToken) =>
        {
            var answer = await engine.Placements.ExplainAsync(request, cancellationToken);
            return () => Tell(invocation, answer, isOfOne: host is not null);
        };
    }

    private static int Tell(Invocation invocation, ExplainAnswer answer, bool isOfOne)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(answer, WireType.Of<ExplainAnswer>());
        }

        if (isOfOne && answer.Hosts is [var only])
        {
            TellOne(invocation.Out, only);
            return ExitCodes.Ok;
        }

        if (answer.Hosts.Count == 0)
        {
            invocation.Out.Line("the VM's cluster has no hosts");
            return ExitCodes.Ok;
        }

        var table = new Table(new Column("HOST"), new Column("FITS"), new Column("CHECK", Importance: 60), new Column("WHY", Least: 20));
        foreach (var host in answer.Hosts)
        {
            var failed = host.Checks.FirstOrDefault(check => !check.Passes);
            table.Add(host.Host.ToString(), Fits(host.Fits), failed?.Filter, failed?.Reason);
        }

        table.Print(invocation.Out);
        if (answer.Hosts.Count < answer.Total)
        {
            invocation.Error.Line($"{answer.Hosts.Count} of {answer.Total} hosts: name one to see what it says");
        }

        return ExitCodes.Ok;
    }

    private static void TellOne(Screen screen, HostExplanation host)
    {
        screen.Line($"{screen.Paint(host.Host.ToString(), Tone.Strong)}: {(host.Fits ? screen.Paint("fits", Tone.Good) : screen.Paint("does not fit", Tone.Bad))}");
        var table = new Table(new Column("CHECK"), new Column("PASSES"), new Column("WHY", Least: 20));
        foreach (var check in host.Checks)
        {
            table.Add(check.Filter, Fits(check.Passes), check.Reason);
        }

        table.Print(screen, indent: 2);
        foreach (var nic in host.Nics)
        {
            screen.Line($"  {screen.Paint(nic.Nic.ToString(), Tone.Plain)} would have {PlacementText.Has(nic)}");
        }
    }

    private static Cell Fits(bool yes) => yes ? new Cell("yes", Tone.Good) : new Cell("no", Tone.Bad);
}
