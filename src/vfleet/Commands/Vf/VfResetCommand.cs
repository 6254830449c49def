using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Changes;

namespace Vfleet.Cli.Commands.Vf;

/// <summary><c>vfleet vf reset</c>.</summary>
internal sealed class VfResetCommand : ChangeCommand
{
    private readonly Argument<string> _vf = Named.Vf();

    /// <summary>Makes the command.</summary>
    public VfResetCommand()
        : base("reset", "put a virtual function back to what it was before it was given away")
    {
        Arguments.Add(_vf);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Resets the function and writes back what Vfleet saved of it before it was given to a guest: MAC, VLAN, spoof check, trust, "
                + "rates, link state and driver. Without anything saved it gets neutral settings: no MAC, no VLAN, spoof check on, "
                + "not trusted, no limits, link following the PF.",
            "It is refused while somebody uses the VF.",
        ],
        new Example("After a guest vanished without giving its VF back", "vfleet vf reset enp1s0f0/3"));

    /// <inheritdoc/>
    protected override HostChange? Read(Invocation invocation) =>
        invocation.Values.Function(_vf) is { } vf ? new HostChange.ResetVf(vf) : null;
}
