using System.CommandLine;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Changes;

namespace Vfleet.Cli.Commands.Vf;

/// <summary><c>vfleet vf set</c>.</summary>
internal sealed class VfSetCommand : ChangeCommand
{
    private readonly Argument<string> _vf = Named.Vf();
    private readonly SettingsOptions _settings = new();
    private readonly Option<bool> _force = Named.Force("Go on although a running guest uses the VF.");

    /// <summary>Makes the command.</summary>
    public VfSetCommand()
        : base("set", "write settings of a virtual function")
    {
        Arguments.Add(_vf);
        _settings.AddTo(this);
        Options.Add(_force);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Writes settings of a virtual function through its PF, all in one message to the kernel, and reads them back. What is not named is left.",
            "What the card's driver is known not to support is refused before anything is written; 'vfleet pf show' lists it under limits.",
        ],
        new Example("VLAN 100 and a limit of 500 Mbit/s", "vfleet vf set enp1s0f0/3 --vlan 100 --max-rate 500"),
        new Example("Let a guest that routes or bonds change its MAC", "vfleet vf set enp1s0f0/3 --trust on --spoof-check off"),
        new Example("No VLAN any more", "vfleet vf set enp1s0f0/3 --vlan 0"));

    /// <inheritdoc/>
    protected override HostChange? Read(Invocation invocation)
    {
        var settings = _settings.Read(invocation.Values);
        return invocation.Values.Function(_vf) is { } vf
            ? new HostChange.SetVf(vf, settings) { Force = invocation.Values.Flag(_force) }
            : null;
    }
}
