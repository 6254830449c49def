using System.CommandLine;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Changes;

namespace Vfleet.Cli.Commands.Vm;

/// <summary><c>vfleet vm attach</c>.</summary>
internal sealed class VmAttachCommand : ChangeCommand
{
    private readonly Argument<string> _guest = Named.Guest();
    private readonly Argument<string> _function = Named.Function();
    private readonly SettingsOptions _settings = new();
    private readonly Option<bool> _live = Named.Live("Plug it into the running guest (what happens anyway when it runs).");
    private readonly Option<bool> _persistent = Named.Persistent("Write it into the guest's configuration (what happens anyway when it does not run).");

    private readonly Option<string?> _alias = new("--alias")
    {
        Description = "Name of the device in the guest's XML: ua- and letters, digits, '_', '.' or '-'. Derived from the MAC when not given.",
        HelpName = "ALIAS",
    };

    /// <summary>Makes the command.</summary>
    public VmAttachCommand()
        : base("attach", "give a virtual function to a guest")
    {
        Arguments.Add(_guest);
        Arguments.Add(_function);
        _settings.AddTo(this);
        Options.Add(_live);
        Options.Add(_persistent);
        Options.Add(_alias);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Gives a virtual function to a libvirt guest. The function's whole state is saved durably first; then MAC, VLAN and the rest are "
                + "written and read back, the function is bound to vfio and handed to libvirt, and the guest is waited for. What you do "
                + "not name becomes neutral: no VLAN, spoof check on, not trusted, no limits, link following the PF.",
            "Without --mac the guest gets a MAC derived from its UUID that stays the same. With a PF instead of a VF its next free VF is taken.",
            "Without --live and --persistent a running guest gets it live, and a stopped one in its configuration. If anything fails or "
                + "you press Ctrl-C, everything is put back.",
        ],
        new Example("The next free VF of a PF, in VLAN 100", "vfleet vm attach web1 enp1s0f0 --vlan 100"),
        new Example("A certain VF and MAC, now and after the next start", "vfleet vm attach web1 enp1s0f0/3 --mac 52:54:00:12:34:56 --live --persistent"),
        new Example("What would happen", "vfleet vm attach web1 enp1s0f0 --vlan 100 --dry-run"));

    /// <inheritdoc/>
    protected override HostChange? Read(Invocation invocation)
    {
        var values = invocation.Values;
        var settings = _settings.Read(values);
        return values.Function(_function) is { } function
            ? new HostChange.AttachVf(values.Text(_guest), function, settings)
            {
                Live = values.Flag(_live) ? true : null,
                Config = values.Flag(_persistent) ? true : null,
                Alias = values.Text(_alias),
            }
            : null;
    }
}
