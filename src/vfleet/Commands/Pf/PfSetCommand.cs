using System.CommandLine;
using Vfleet.Cli.Commands.Fleet.Functions;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Pf;

/// <summary><c>vfleet pf set</c>.</summary>
internal sealed class PfSetCommand : ChangeCommand
{
    private const string CountRemedy = "give a number from 0 to the maximum that 'vfleet pf list' shows";

    private readonly Argument<string> _pf = Named.Pf();
    private readonly Option<string?> _vfs = new("--vfs") { Description = "How many VFs it shall have, from 0 to its maximum.", HelpName = "N" };

    private readonly Option<string?> _driver = new("--driver")
    {
        Description = "Driver of its VFs: vfio (ready for guests), host (netdevs on this host) or none (fastest).",
        HelpName = "host|vfio|none",
    };

    private readonly Option<bool> _up = new("--up") { Description = "Set its netdevs administratively up." };
    private readonly Option<bool> _down = new("--down") { Description = "Set its netdevs administratively down." };
    private readonly Option<string?> _mtu = new("--mtu") { Description = "MTU of its netdevs in bytes, never below that of a VF.", HelpName = "BYTES" };
    private readonly Option<string?> _eswitch = new("--eswitch") { Description = "Mode of its embedded switch.", HelpName = "legacy|switchdev" };
    private readonly Option<bool> _temporary = new("--temporary") { Description = "Only until the next boot: nothing of it is kept." };
    private readonly Option<bool> _force = Named.Force("Go on although the PF carries the host's default route or your own connection.");
    private readonly Option<string?> _host = HostOption.Create(forAll: false);
    private readonly FleetPfChange _fleet;

    /// <summary>Makes the command.</summary>
    public PfSetCommand()
        : base("set", "change the number of virtual functions, their driver, the link, its MTU or the eswitch mode")
    {
        Arguments.Add(_pf);
        foreach (var option in (ReadOnlySpan<Option>)[_vfs, _driver, _up, _down, _mtu, _eswitch, _temporary, _force, _host])
        {
            Options.Add(option);
        }

        _fleet = new FleetPfChange(this);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Changes a physical function. The kernel changes the number of VFs only by removing all of them and creating new ones, so the "
                + "number is changed only while every VF is free; otherwise each VF that is not is named with the reason.",
            "With --driver vfio or none the VFs are created without being probed by the host's driver, which is much faster and keeps "
                + "the host's network services from grabbing them.",
            "What is set is kept over reboots ('vfleet pf kept'), unless --temporary is given.",
            "Every VF is waited for. If something fails or you press Ctrl-C, everything is put back.",
            "With --host the engine is told what the fleet wants of a PF: how many VFs, and which networks may use them. The host plans and does it as if "
                + "it had been asked there; --dry-run shows the host's plan.",
        ],
        new Example("Four VFs for guests, and the PF up", "vfleet pf set enp1s0f0 --vfs 4 --driver vfio --up"),
        new Example("What would happen", "vfleet pf set enp1s0f0 --vfs 7 --dry-run"),
        new Example("On a host of the fleet, for two networks", "vfleet pf set ens1f0 --host h1 --vfs 8 --networks red,blue --wait"),
        new Example("No VFs any more", "vfleet pf set enp1s0f0 --vfs 0"));

    /// <inheritdoc/>
    protected override Func<Task<int>>? Elsewhere(Invocation invocation, bool dryRun, CancellationToken cancellationToken)
    {
        var values = invocation.Values;
        if (values.Text(_host) is not { } host)
        {
            HostOption.Refuse(values, _fleet.Options, "is about a host of the fleet", "name the host: --host NAME");
            return null;
        }

        HostOption.Refuse(values, [_driver, _up, _down, _mtu, _eswitch, _temporary, _force], "acts on this machine only", "leave it out, or run the command on the host");
        return () => _fleet.RunAsync(invocation, host, values.Text(_pf), values.Number(_vfs, CountRemedy), dryRun, cancellationToken);
    }

    /// <inheritdoc/>
    protected override HostChange? Read(Invocation invocation)
    {
        var values = invocation.Values;
        var count = values.Number(_vfs, CountRemedy);
        var mtu = values.Number(_mtu, "give the MTU in bytes, for example 9000");
        var driver = values.OneOf(
            _driver, ("host", VfDriverChoice.Host), ("vfio", VfDriverChoice.Vfio), ("none", VfDriverChoice.None));
        var (up, down) = (values.Flag(_up), values.Flag(_down));
        if (up && down)
        {
            values.Refuse(new Problem(ProblemCode.OptionsConflict, "--up and --down contradict each other", "give one of them", "up"));
        }

        var eswitch = values.Text(_eswitch);
        if ((values.Text(_vfs), values.Text(_driver), values.Text(_mtu), eswitch, up || down) is (null, null, null, null, false))
        {
            values.Refuse(new Problem(
                ProblemCode.OptionsConflict, "nothing to change was given", "name something, for example --vfs 4 --driver vfio"));
        }

        if (values.Function(_pf) is not { } pf)
        {
            return null;
        }

        return new HostChange.SetPf(pf)
        {
            Vfs = count,
            Driver = driver ?? VfDriverChoice.AsConfigured,
            Up = up == down ? null : up,
            Mtu = mtu,
            EswitchMode = eswitch,
            Force = values.Flag(_force),
            Keeps = !values.Flag(_temporary),
        };
    }
}
