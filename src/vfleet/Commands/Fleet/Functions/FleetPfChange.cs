using System.CommandLine;
using System.Text.Json.Nodes;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet.Functions;

/// <summary>What <c>vfleet pf set --host</c> changes: what the fleet wants of a PF's VFs.</summary>
internal sealed class FleetPfChange
{
    private readonly Option<bool> _allNetworks = new("--all-networks") { Description = "With --host: every network may use its VFs." };
    private readonly Option<bool> _wait = new("--wait") { Description = "With --host: wait until the host has done it, showing what it does." };
    private readonly FieldOptions _fields;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public FleetPfChange(Command command)
    {
        _fields = new FieldOptions(
            command,
            [
                FleetField.References("--networks", "networks", "A,B", "With --host: the networks that may use its VFs.", clears: true),
                FleetField.Texts("--labels", "labels", "A,B", "With --host: networks that have one of these labels may use its VFs."),
                FleetField.Text("--physical-network", "physicalNetwork", "NAME", "With --host: the provider's physical network that it is mapped to."),
                FleetField.Switch("--trusted", "trusted", "With --host: whether its VFs count as trusted.", clears: true),
                FleetField.Switch("--used", "used", "With --host: whether the fleet gives its VFs away at all."),
            ]);
        Options = [.. command.Options.Where(option => option.Name is "--networks" or "--labels" or "--physical-network" or "--trusted" or "--used"), _allNetworks, _wait];
        command.Options.Add(_allNetworks);
        command.Options.Add(_wait);
    }

    /// <summary>The options that make sense for a host of the fleet only.</summary>
    public IReadOnlyList<Option> Options { get; }

    /// <summary>Does it.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="count">How many VFs; null to leave that.</param>
    /// <param name="dryRun">Whether only to show the host's plan.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<int> RunAsync(Invocation invocation, string host, string pf, int? count, bool dryRun, CancellationToken cancellationToken)
    {
        var values = invocation.Values;
        var change = Read(values, count);
        if (change.Count == 0)
        {
            values.Refuse(new Problem(ProblemCode.OptionsConflict, "nothing to change was given", "name something, for example --vfs 4 or --networks red,blue"));
        }

        // A plan is what a dry run is for: it is waited for in any case.
        var waits = dryRun || values.Flag(_wait);
        return FleetCall.RunAsync(
            invocation,
            async (engine, token) => await engine.PfsOf(host).ConfigureAsync(pf, change, tag: null, dryRun, token) switch
            {
                PfConfiguring.Changed changed => () => ResourceAnswer.TellDone(invocation, changed.Pf, $"PF {changed.Pf.Name} of {changed.Pf.Host}", "changed", dryRun),
                PfConfiguring.Begun begun when waits => await OperationWait.FollowAsync(invocation, engine, begun.Operation.Id.ToString(), token),
                PfConfiguring.Begun begun => () => OperationText.TellBegun(invocation, begun.Operation),
                var other => throw new InvalidOperationException($"unknown result {other}"),
            },
            cancellationToken,
            lasts: waits);
    }

    private JsonObject Read(ValueReader values, int? count)
    {
        var change = _fields.Read(values);
        if (count is { } vfs)
        {
            change["count"] = vfs;
        }

        var names = change.Where(member => member.Key is "networks" or "labels" && member.Value is not null).Select(member => $"--{member.Key}").ToList();
        if (values.Flag(_allNetworks))
        {
            foreach (var name in names)
            {
                values.Refuse(new Problem(ProblemCode.OptionsConflict, $"--all-networks and {name} contradict each other", "give one of them", "all-networks"));
            }

            change["allNetworksAllowed"] = true;
        }
        else if (names.Count > 0)
        {
            change["allNetworksAllowed"] = false;
        }

        return change;
    }
}
