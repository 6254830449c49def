using System.CommandLine;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Fleet.Vms;

/// <summary><c>vfleet vm start</c>.</summary>
internal sealed class VmStartCommand : WorkCommand
{
    private readonly Argument<string> _vm = VmArguments.Vm();
    private readonly Option<string?> _host = new("--host") { Description = "The only host that is meant; the best one when left out.", HelpName = "HOST" };

    /// <summary>Makes the command.</summary>
    public VmStartCommand()
        : base("start", "start a VM of the fleet", hasPlan: true)
    {
        Arguments.Add(_vm);
        Options.Add(_host);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Chooses a host and VFs, holds them for the VM, and lets the host program the VFs, define the guest and start it. When a step fails, everything is "
                + "put back. A VF that libvirt says is in use is left alone from then on, and another one is taken, three times at most.",
            "When there is no place, the answer says of each host why not, as 'vfleet explain' does.",
        ],
        new Example("Start it and see it run", "vfleet vm start web1 --wait"),
        new Example("Where it would go, and what would be done there", "vfleet vm start web1 --dry-run"),
        new Example("On one host only", "vfleet vm start web1 --host h2 --wait"));

    /// <inheritdoc/>
    protected override WorkRequest Read(Invocation invocation, bool dryRun)
    {
        var vm = invocation.Values.Text(_vm);
        var request = new StartRequest { Host = invocation.Values.Text(_host) is { } host ? Reference.To(host) : null };
        return (engine, cancellationToken) => engine.WorkOfVm(vm).StartAsync(request, dryRun, cancellationToken);
    }
}

/// <summary><c>vfleet vm shutdown</c>.</summary>
internal sealed class VmShutdownCommand : WorkCommand
{
    private readonly Argument<string> _vm = VmArguments.Vm();
    private readonly Option<string?> _seconds = VmArguments.Seconds("How long the guest may take, 1 to 86400 seconds; 120 when left out.");

    /// <summary>Makes the command.</summary>
    public VmShutdownCommand()
        : base("shutdown", "ask a VM's guest to shut down, and wait for that", hasPlan: true)
    {
        Arguments.Add(_vm);
        Options.Add(_seconds);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Asks the guest to shut down. Once it has, nothing of it is left on the host, and its VFs are given to others when they are clean.",
            "A guest that has not shut down in time goes on running, and that is told: 'vfleet vm stop' does not ask.",
        ],
        new Example("Shut it down", "vfleet vm shutdown web1 --wait"),
        new Example("One that needs long", "vfleet vm shutdown web1 --seconds 600 --wait"));

    /// <inheritdoc/>
    protected override WorkRequest Read(Invocation invocation, bool dryRun)
    {
        var vm = invocation.Values.Text(_vm);
        var request = new ShutdownRequest { Seconds = VmArguments.Read(invocation.Values, _seconds) };
        return (engine, cancellationToken) => engine.WorkOfVm(vm).ShutdownAsync(request, dryRun, cancellationToken);
    }
}

/// <summary><c>vfleet vm stop</c>.</summary>
internal sealed class VmStopCommand : WorkCommand
{
    private readonly Argument<string> _vm = VmArguments.Vm();

    /// <summary>Makes the command.</summary>
    public VmStopCommand()
        : base("stop", "stop a VM of the fleet at once", hasPlan: true)
    {
        Arguments.Add(_vm);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Stops the guest as if its power were cut. Nothing of it is left on the host, and its VFs are given to others when they are clean."],
        new Example("Stop it", "vfleet vm stop web1 --wait"));

    /// <inheritdoc/>
    protected override WorkRequest Read(Invocation invocation, bool dryRun)
    {
        var vm = invocation.Values.Text(_vm);
        return (engine, cancellationToken) => engine.WorkOfVm(vm).StopAsync(dryRun, cancellationToken);
    }
}

/// <summary><c>vfleet vm reboot</c>.</summary>
internal sealed class VmRebootCommand : WorkCommand
{
    private readonly Argument<string> _vm = VmArguments.Vm();

    /// <summary>Makes the command.</summary>
    public VmRebootCommand()
        : base("reboot", "ask a VM's guest to reboot", hasPlan: true)
    {
        Arguments.Add(_vm);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Asks the guest to reboot. It keeps its host and its VFs."],
        new Example("Reboot it", "vfleet vm reboot web1 --wait"));

    /// <inheritdoc/>
    protected override WorkRequest Read(Invocation invocation, bool dryRun)
    {
        var vm = invocation.Values.Text(_vm);
        return (engine, cancellationToken) => engine.WorkOfVm(vm).RebootAsync(dryRun, cancellationToken);
    }
}
