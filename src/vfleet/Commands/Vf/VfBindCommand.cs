using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Vf;

/// <summary><c>vfleet vf bind</c>.</summary>
internal sealed class VfBindCommand : ChangeCommand
{
    private readonly Argument<string> _vf = Named.Vf();

    private readonly Argument<string> _driver = new("DRIVER")
    {
        Description = "vfio (the vfio driver that fits best), host (the host's own VF driver), none, or the name of a driver.",
    };

    /// <summary>Makes the command.</summary>
    public VfBindCommand()
        : base("bind", "bind a virtual function to another driver")
    {
        Arguments.Add(_vf);
        Arguments.Add(_driver);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Binds a free virtual function to another driver by driver_override, which touches this function alone (new_id would take every one of its kind)."],
        new Example("Ready for guests and for DPDK", "vfleet vf bind enp1s0f0/3 vfio"),
        new Example("A netdev on this host", "vfleet vf bind enp1s0f0/3 host"));

    /// <inheritdoc/>
    protected override HostChange? Read(Invocation invocation)
    {
        var driver = invocation.Values.Text(_driver);
        if (driver.Length is 0 or > 60 || !driver.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            invocation.Values.Refuse(new Problem(
                ProblemCode.Malformed, $"'{driver}' is no name of a driver", "give vfio, host, none or a name such as vfio-pci or igbvf", "driver"));
        }

        return invocation.Values.Function(_vf) is { } vf ? new HostChange.BindVf(vf, driver) : null;
    }
}
