using System.CommandLine;
using Vfleet.Cli.Commands.Fleet;
using Vfleet.Cli.Commands.Fleet.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Observed;
using Vfleet.Host;

namespace Vfleet.Cli.Commands.Vm;

/// <summary><c>vfleet vm list</c>.</summary>
internal sealed class VmListCommand : ReadCommand
{
    private readonly Option<bool> _fleet = new("--fleet") { Description = "List the VMs of the fleet, as the engine has them, instead of this host's guests." };
    private readonly ListOptions _options;

    /// <summary>Makes the command.</summary>
    public VmListCommand()
        : base("list", "list the libvirt guests of this host and the virtual functions they have, or the VMs of the fleet")
    {
        Options.Add(_fleet);
        _options = new ListOptions(this, VmResources.Vms.Filters.Select(filter => filter with { Description = $"With --fleet: {char.ToLowerInvariant(filter.Description[0])}{filter.Description[1..]}" }));
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Lists the libvirt guests of this host with one line for each virtual function that a guest has: the device's alias, MAC and "
                + "VLAN, and where it is configured (IN): live, persistent or both.",
            "With --fleet it lists the VMs of the fleet and where they are.",
        ],
        new Example("Every guest", "vfleet vm list"),
        new Example("The VMs of the fleet that run on a host", "vfleet vm list --fleet --on h1"),
        new Example("Guests of another libvirt", "vfleet vm list --connect qemu:///session"));

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Values.Flag(_fleet))
        {
            return await ListFleetAsync(invocation, cancellationToken);
        }

        if (_options.Refuse(invocation.Values, "is about the fleet's VMs", "add --fleet") is { IsEmpty: false } problems)
        {
            return invocation.Refuse(problems);
        }

        var host = await invocation.ObserveAsync(ObserveScope.Guests, cancellationToken);
        if (host.LibvirtProblem is { } problem)
        {
            return invocation.Refuse(problem);
        }

        var guests = host.Guests.IsDefault ? [] : host.Guests;
        var unread = invocation.Unread(host, needsHolders: false);
        if (invocation.IsJson)
        {
            return invocation.Answer(
                new GuestListAnswer([.. guests.Select(guest => GuestView.From(host, guest))], ProblemView.From(unread)),
                JsonAnswers.Default.GuestListAnswer);
        }

        if (guests.IsEmpty)
        {
            invocation.Out.Line("no guests: define one with 'virsh define FILE' or 'virt-install'");
        }
        else
        {
            Table(host).Print(invocation.Out);
        }

        ProblemPrinter.Notes(invocation.Error, unread);
        return ExitCodes.Ok;
    }

    private Task<int> ListFleetAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var query = _options.Read(invocation.Values);
        return FleetCall.RunAsync(
            invocation,
            async (engine, token) =>
            {
                var page = await ListReading.ReadAsync(engine.Vms, query, token);
                return () => ResourceAnswer.Tell(invocation, page, VmResources.Vms.Columns, "no VMs: 'vfleet vm add' makes one");
            },
            cancellationToken);
    }

    private static Table Table(ObservedHost host)
    {
        var table = new Table(
            new Column("GUEST"),
            new Column("STATE", Importance: 80),
            new Column("VF"),
            new Column("DEVICE", Importance: 90),
            new Column("MAC", Importance: 50),
            new Column("VLAN", Importance: 40, IsNumber: true),
            new Column("IN", Importance: 30));
        foreach (var guest in host.Guests)
        {
            var state = new Cell(Words.Of(guest.State), guest.State == GuestState.Running ? Tone.Good : Tone.Plain);
            var functions = guest.Devices.Where(device => device.Function is not null).ToList();
            if (functions.Count == 0)
            {
                table.Add(guest.Name, state, "", "", "", "", "");
            }

            foreach (var device in functions)
            {
                table.Add(
                    guest.Name,
                    state,
                    Words.VfName(host, device) ?? device.Function.ToString(),
                    device.Alias,
                    device.Mac?.ToString(),
                    device.Vlan?.ToString(),
                    (device.Live, device.Config) switch { (true, true) => "both", (true, false) => "live", _ => "persistent" });
            }
        }

        return table;
    }
}
