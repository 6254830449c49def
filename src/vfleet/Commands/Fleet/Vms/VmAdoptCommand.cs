using System.CommandLine;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Fleet.Vms;

/// <summary><c>vfleet vm adopt</c>.</summary>
internal sealed class VmAdoptCommand : WorkCommand
{
    private readonly Argument<string> _host = new("HOST") { Description = "The host whose libvirt has the guest: its name or id." };
    private readonly Argument<string> _guest = Named.Guest();
    private readonly Option<string?> _profiles = new("--profiles") { Description = "Profiles to choose from for its vNICs; every one of the data centre when left out.", HelpName = "A,B" };

    /// <summary>Makes the command.</summary>
    public VmAdoptCommand()
        : base("adopt", "take over a guest that a host's libvirt has", hasPlan: true)
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
        new Example("See first which VFs would be claimed", "vfleet vm adopt h1 oldweb --dry-run"),
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
        return (engine, cancellationToken) => engine.WorkOfHost(host).AdoptAsync(request, dryRun, cancellationToken);
    }
}
