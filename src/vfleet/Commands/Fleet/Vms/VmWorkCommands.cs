using System.CommandLine;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Cli.CommandLine;
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
        : base("shutdown", "ask a VM's guest to shut down, and wait for that")
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
        return (engine, cancellationToken) => engine.WorkOfVm(vm).ShutdownAsync(request, cancellationToken);
    }
}

/// <summary><c>vfleet vm stop</c>.</summary>
internal sealed class VmStopCommand : WorkCommand
{
    private readonly Argument<string> _vm = VmArguments.Vm();

    /// <summary>Makes the command.</summary>
    public VmStopCommand()
        : base("stop", "stop a VM of the fleet at once")
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
        return (engine, cancellationToken) => engine.WorkOfVm(vm).StopAsync(cancellationToken);
    }
}

/// <summary><c>vfleet vm reboot</c>.</summary>
internal sealed class VmRebootCommand : WorkCommand
{
    private readonly Argument<string> _vm = VmArguments.Vm();

    /// <summary>Makes the command.</summary>
    public VmRebootCommand()
        : base("reboot", "ask a VM's guest to reboot")
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
        return (engine, cancellationToken) => engine.WorkOfVm(vm).RebootAsync(cancellationToken);
    }
}

/// <summary><c>vfleet vm adopt</c>.</summary>
internal sealed class VmAdoptCommand : WorkCommand
{
    private readonly Argument<string> _host = new("HOST") { Description = "The host whose libvirt has the guest: its name or id." };
    private readonly Argument<string> _guest = Named.Guest();
    private readonly Option<string?> _profiles = new("--profiles") { Description = "Profiles to choose from for its vNICs; every one of the data centre when left out.", HelpName = "A,B" };

    /// <summary>Makes the command.</summary>
    public VmAdoptCommand()
        : base("adopt", "take over a guest that a host's libvirt has")
    {
        Arguments.Add(_host);
        Arguments.Add(_guest);
        Options.Add(_profiles);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Makes a VM of the fleet of a guest that is in a host's libvirt already, running or not. Its definition stays as it is, and the VM stays with that host. "
                + "Each of its VFs gets a claim; for each vNIC a profile is chosen that says what the VF is set to.",
        ],
        new Example("By its name there", "vfleet vm adopt h1 oldweb --wait"),
        new Example("With profiles of one network only", "vfleet vm adopt h1 oldweb --profiles red/fast,red/slow --wait"));

    /// <inheritdoc/>
    protected override WorkRequest Read(Invocation invocation, bool dryRun)
    {
        var values = invocation.Values;
        var request = new AdoptRequest
        {
            Guest = Reference.To(values.Text(_guest)),
            Profiles = values.Text(_profiles)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Reference.To).ToList(),
        };
        var host = values.Text(_host);
        return (engine, cancellationToken) => engine.WorkOfHost(host).AdoptAsync(request, cancellationToken);
    }
}

/// <summary>What commands about work on VMs have in common.</summary>
internal static class VmArguments
{
    private const int Longest = 86_400;

    /// <summary>A VM.</summary>
    public static Argument<string> Vm() => new("VM") { Description = "A VM of the fleet: its name or id." };

    /// <summary>How long something may take.</summary>
    /// <param name="description">What.</param>
    public static Option<string?> Seconds(string description) => new("--seconds") { Description = description, HelpName = "N" };

    /// <summary>Reads how long something may take.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="option">The option.</param>
    public static int? Read(ValueReader values, Option<string?> option) => values.Number(option, 1, Longest);
}
