using System.CommandLine;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet.Hosts;

/// <summary><c>vfleet host token</c>.</summary>
internal sealed class HostTokenCommand : FleetCommand
{
    private readonly Option<string?> _cluster = new("--cluster") { Description = "The cluster that the host will belong to; the only one when left out.", HelpName = "CLUSTER" };
    private readonly Option<string?> _name = new("--name") { Description = "The host's name in the fleet; the one that it gives when left out.", HelpName = "NAME" };
    private readonly Option<string?> _minutes = new("--minutes") { Description = "For how long it holds, 1 to 10080; 60 when left out.", HelpName = "N" };

    /// <summary>Makes the command.</summary>
    public HostTokenCommand()
        : base("token", "make a token with which one host joins the fleet")
    {
        Options.Add(_cluster);
        Options.Add(_name);
        Options.Add(_minutes);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Makes a token with which one host joins, once, and prints the command to run on that host. The token cannot be shown again. It names the "
            + "engine's authority, so that the host knows the engine when it first meets it."],
        new Example("For a host of a cluster", "vfleet host token --cluster rack4"),
        new Example("Only the token", "vfleet host token --json | jq -r .token"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation)
    {
        var values = invocation.Values;
        var wish = new EnrolmentResource
        {
            Cluster = values.Text(_cluster) is { } cluster ? Reference.To(cluster) : null,
            HostName = values.Text(_name),
            Minutes = values.Number(_minutes, "give a number of minutes from 1 to 10080"),
        };
        return async (engine, cancellationToken) =>
        {
            var (made, _) = await engine.Enrolments.AddAsync(wish, dryRun: false, cancellationToken);
            return () => Tell(invocation, engine.Address, made);
        };
    }

    private static int Tell(Invocation invocation, Uri engine, EnrolmentResource made)
    {
        if (invocation.IsJson)
        {
            return invocation.Answer(made, WireType.Of<EnrolmentResource>());
        }

        var until = made.Expires is { } expires ? $", until {WireSheet.Time(expires, invocation.Around.Time.LocalTimeZone)}" : "";
        invocation.Out.Line($"run this on the host, as root, once{until}:");
        invocation.Out.Line();
        invocation.Out.Line($"    vfleet join {engine.GetLeftPart(UriPartial.Authority)} --token {made.Token}");
        return ExitCodes.Ok;
    }
}
