using System.CommandLine;
using Vfleet.Api.Resources;
using Vfleet.Cli.Commands.Fleet.Vms;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet.Hosts;

/// <summary><c>vfleet host drain</c>.</summary>
internal sealed class HostDrainCommand : FleetChangeCommand
{
    private readonly Argument<string> _host = new("HOST") { Description = "The host: its name or id." };
    private readonly Option<string?> _budget = new("--budget") { Description = "How many hosts may be drained at once, 1 to 1000; 1 when left out.", HelpName = "N" };
    private readonly Option<string?> _seconds = VmArguments.Seconds("How long each guest may take to shut down, 1 to 86400 seconds; 120 when left out.");
    private readonly Option<bool> _wait = WorkCommand.WaitOption();

    /// <summary>Makes the command.</summary>
    public HostDrainCommand()
        : base("drain", "start a host's VMs elsewhere, for work that needs its VFs free")
    {
        Arguments.Add(_host);
        foreach (var option in (ReadOnlySpan<Option>)[_budget, _seconds, _wait])
        {
            Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Puts the host into maintenance, shuts its VMs down one after the other and starts each on another host. --dry-run shows which VMs that disturbs, and "
                + "where each would go. Afterwards the host is still in maintenance: 'vfleet host activate' ends that.",
        ],
        new Example("What it would disturb", "vfleet host drain h1 --dry-run"),
        new Example("Drain it, with time for slow guests", "vfleet host drain h1 --seconds 300 --wait"));

    /// <inheritdoc/>
    protected override bool Lasts(Invocation invocation) => invocation.Values.Flag(_wait);

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation, bool dryRun)
    {
        var values = invocation.Values;
        var host = values.Text(_host);
        var request = new DrainRequest { Budget = values.Number(_budget, 1, 1000), Seconds = VmArguments.Read(values, _seconds) };
        var waits = values.Flag(_wait);
        return async (engine, cancellationToken) =>
        {
            if (!dryRun)
            {
                return await WorkCommand.FollowAsync(invocation, engine, await engine.WorkOfHost(host).DrainAsync(request, cancellationToken), waits, cancellationToken);
            }

            var plan = await engine.WorkOfHost(host).PlanDrainAsync(cancellationToken);
            return () => Tell(invocation, plan);
        };
    }

    private static int Tell(Invocation invocation, DrainResource plan)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(plan, WireType.Of<DrainResource>());
        }

        if (plan.Vms.Count == 0)
        {
            invocation.Out.Line($"no VM is on {invocation.Out.Paint(plan.Host.ToString(), Tone.Plain)}");
        }
        else
        {
            var table = new Table(new Column("VM"), new Column("VFS", IsNumber: true), new Column("TO"), new Column("WHY NOT", Least: 20));
            foreach (var vm in plan.Vms)
            {
                table.Add(vm.Vm.ToString(), vm.Vfs.ToString(), vm.To is { } to ? new Cell(to.ToString(), Tone.Good) : new Cell("nowhere", Tone.Bad), vm.WhyNot);
            }

            table.Print(invocation.Out);
        }

        invocation.Out.Line(invocation.Out.Paint("nothing was changed (--dry-run)", Tone.Dim));
        return ExitCodes.Ok;
    }
}

/// <summary><c>vfleet host fence</c>.</summary>
internal sealed class HostFenceCommand : FleetCommand
{
    private readonly Argument<string> _host = new("HOST") { Description = "The host: its name or id." };
    private readonly Option<string?> _confirm = new("--confirm") { Description = "The host's name once more.", HelpName = "HOST" };

    /// <summary>Makes the command.</summary>
    public HostFenceCommand()
        : base("fence", "say that an unreachable host is off, so that its VMs may be started elsewhere")
    {
        Arguments.Add(_host);
        Options.Add(_confirm);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Says that you have made sure that a host that does not report is off, or cut off from its disks and networks. Its VMs are down from then on, and may be "
                + "started elsewhere. The engine cannot look for itself: when the host still runs them, two guests write to the same disks.",
            "A host that comes back is compared with what the fleet knows, and not trusted.",
        ],
        new Example("After its power is off", "vfleet host fence h1 --confirm h1"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation)
    {
        var host = invocation.Values.Text(_host);
        var request = new FenceRequest { Confirm = invocation.Values.Text(_confirm) };
        if (request.Confirm is null)
        {
            invocation.Values.Refuse(new Problem(
                ProblemCode.OptionsConflict, "nobody has confirmed that the host is off", $"make sure that it is, then add --confirm {host}", "confirm"));
        }

        return async (engine, cancellationToken) =>
        {
            var fenced = await engine.WorkOfHost(host).FenceAsync(request, cancellationToken);
            return () => ResourceAnswer.TellDone(invocation, fenced, $"host {fenced.Name ?? host}", "fenced", dryRun: false);
        };
    }
}
