using System.CommandLine;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Fleet.Hosts;

/// <summary><c>vfleet host maintenance</c>, <c>activate</c> and <c>revoke</c>: words of the engine for a host.</summary>
/// <param name="Word">The word, here and on the wire.</param>
/// <param name="Does">What the command does, in a line.</param>
/// <param name="Done">What the host is afterwards.</param>
/// <param name="About">What it means.</param>
internal sealed record HostAct(string Word, string Does, string Done, string About)
{
    /// <summary>All of them.</summary>
    public static HostAct[] All { get; } =
    [
        new("maintenance", "let no VM be placed on a host any more", "in maintenance", "VMs that are on the host stay; new ones are placed elsewhere. The agent goes on reporting."),
        new("activate", "let VMs be placed on a host again", "active", "Ends maintenance."),
        new("revoke", "shut a host out of the fleet at once", "revoked", "The host's certificate is accepted no more from this moment. It keeps what it has; to come back it joins with a new token."),
    ];
}

/// <summary>One of them.</summary>
internal sealed class HostActCommand : FleetChangeCommand
{
    private readonly HostAct _act;
    private readonly Argument<string> _host = new("HOST") { Description = "The host: its name or id." };

    /// <summary>Makes the command.</summary>
    /// <param name="act">What it does.</param>
    public HostActCommand(HostAct act)
        : base(act.Word, act.Does)
    {
        _act = act;
        Arguments.Add(_host);
    }

    /// <inheritdoc/>
    public override ManPage Page => new([_act.About], new Example("By its name", $"vfleet host {_act.Word} h1"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation, bool dryRun) => async (engine, cancellationToken) =>
    {
        var key = invocation.Values.Text(_host);
        var (host, _) = await engine.Hosts.ActAsync(key, _act.Word, dryRun, cancellationToken);
        return () => ResourceAnswer.TellDone(invocation, host, $"host {host.Name ?? key}", _act.Done, dryRun);
    };
}
