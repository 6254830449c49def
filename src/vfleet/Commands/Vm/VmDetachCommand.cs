using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Vm;

/// <summary><c>vfleet vm detach</c>.</summary>
internal sealed class VmDetachCommand : ChangeCommand
{
    private readonly Argument<string> _guest = Named.Guest();

    private readonly Argument<string> _device = new("DEVICE")
    {
        Description = "The device: its alias (ua-...), its MAC, or the VF behind it (enp1s0f0/3, 0000:01:10.6).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _deviceOption = new("--device") { Description = "The same as DEVICE.", HelpName = "DEVICE" };
    private readonly Option<bool> _live = Named.Live("Take it from the running guest only.");
    private readonly Option<bool> _persistent = Named.Persistent("Take it out of the guest's configuration only.");

    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = "How many seconds the guest may take to let go, 1 to 3600; 60 when not given.",
        HelpName = "S",
    };

    /// <summary>Makes the command.</summary>
    public VmDetachCommand()
        : base("detach", "take a virtual function back from a guest, and everything the guest left on it")
    {
        Arguments.Add(_guest);
        Arguments.Add(_device);
        foreach (var option in (ReadOnlySpan<Option>)[_deviceOption, _live, _persistent, _timeout])
        {
            Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Asks the guest to let a virtual function go, waits until it has, and puts back everything that the function was before it was "
                + "given away: MAC, VLAN, spoof check, trust, rates, link state and driver.",
            "Without --live and --persistent it is taken from wherever the guest has it.",
        ],
        new Example("By alias", "vfleet vm detach web1 ua-vfleet-525400123456"),
        new Example("By VF, giving a slow guest two minutes", "vfleet vm detach web1 enp1s0f0/3 --timeout 120"));

    /// <inheritdoc/>
    protected override HostChange? Read(Invocation invocation)
    {
        const string Remedy = "give 1 to 3600 seconds";
        var values = invocation.Values;
        var timeout = values.Number(_timeout, Remedy);
        var positional = values.Text(_device);
        var named = values.Text(_deviceOption);
        if (positional.Length > 0 && named is not null && positional != named)
        {
            values.Refuse(new Problem(ProblemCode.OptionsConflict, "the device is named twice", "give DEVICE or --device", "device"));
        }

        var device = named ?? positional;
        if (device.Length == 0)
        {
            values.Refuse(new Problem(
                ProblemCode.OptionsConflict, "no device was named", "name its alias, MAC or VF; 'vfleet vm list' shows them", "device"));
            return null;
        }

        var change = new HostChange.DetachVf(values.Text(_guest), GuestDeviceSelector.Parse(device))
        {
            Live = values.Flag(_live) ? true : null,
            Config = values.Flag(_persistent) ? true : null,
        };
        return timeout is { } seconds ? change with { Deadline = TimeSpan.FromSeconds(seconds) } : change;
    }
}
