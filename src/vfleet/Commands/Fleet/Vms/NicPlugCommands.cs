using System.CommandLine;
using Vfleet.Api.Resources;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Fleet.Vms;

/// <summary><c>vfleet nic plug</c>.</summary>
internal sealed class NicPlugCommand : WorkCommand
{
    private readonly Argument<string> _vm = VmArguments.Vm();
    private readonly Argument<string> _nic = new("NIC") { Description = "The vNIC: its name or id." };

    /// <summary>Makes the command.</summary>
    public NicPlugCommand()
        : base("plug", "give a vNIC to a running VM", hasPlan: true)
    {
        Arguments.Add(_vm);
        Arguments.Add(_nic);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Chooses a free VF on the VM's host when the vNIC needs one, programs it, and plugs it into the running guest. When a step fails, everything is put back."],
        new Example("Plug it", "vfleet nic plug web1 nic2 --wait"),
        new Example("What would be done", "vfleet nic plug web1 nic2 --dry-run"));

    /// <inheritdoc/>
    protected override WorkRequest Read(Invocation invocation, bool dryRun)
    {
        var (vm, nic) = (invocation.Values.Text(_vm), invocation.Values.Text(_nic));
        return (engine, cancellationToken) => engine.WorkOfVm(vm).PlugAsync(nic, dryRun, cancellationToken);
    }
}

/// <summary><c>vfleet nic unplug</c>.</summary>
internal sealed class NicUnplugCommand : WorkCommand
{
    private readonly Argument<string> _vm = VmArguments.Vm();
    private readonly Argument<string> _nic = new("NIC") { Description = "The vNIC: its name or id." };
    private readonly Option<string?> _seconds = VmArguments.Seconds("How long the guest may take to let go, 1 to 86400 seconds; 30 when left out.");
    private readonly Option<bool> _force = Named.Force("Cut a guest that does not let go off from the network there; the VF stays with it until it stops.");

    /// <summary>Makes the command.</summary>
    public NicUnplugCommand()
        : base("unplug", "take a vNIC from a running VM", hasPlan: true)
    {
        Arguments.Add(_vm);
        Arguments.Add(_nic);
        Options.Add(_seconds);
        Options.Add(_force);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Asks the guest to let go of the device and waits for its answer. Then the VF is cleaned and free for others.",
            "A guest that does not let go keeps the device, and that is told. With --force the VF's link is set down then.",
        ],
        new Example("Unplug it", "vfleet nic unplug web1 nic2 --wait"),
        new Example("From a guest that does not answer", "vfleet nic unplug web1 nic2 --seconds 10 --force --wait"));

    /// <inheritdoc/>
    protected override WorkRequest Read(Invocation invocation, bool dryRun)
    {
        var values = invocation.Values;
        var (vm, nic) = (values.Text(_vm), values.Text(_nic));
        var request = new UnplugRequest { Seconds = VmArguments.Read(values, _seconds), Force = values.Flag(_force) ? true : null };
        return (engine, cancellationToken) => engine.WorkOfVm(vm).UnplugAsync(nic, request, dryRun, cancellationToken);
    }
}
