using System.CommandLine;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>A command that asks the engine.</summary>
/// <param name="name">Its word.</param>
/// <param name="description">One line.</param>
internal abstract class FleetCommand(string name, string description) : LeafCommand(name, description)
{
    /// <summary>Whether it may take long, and says itself what goes on.</summary>
    /// <param name="invocation">How it was called.</param>
    protected virtual bool Lasts(Invocation invocation) => false;

    /// <inheritdoc/>
    public sealed override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        FleetCall.RunAsync(invocation, Read(invocation), cancellationToken, Lasts(invocation));

    /// <summary>Reads what to ask.</summary>
    /// <param name="invocation">How it was called; what cannot be read becomes a problem of its values, and nothing is asked.</param>
    protected abstract FleetRequest Read(Invocation invocation);
}

/// <summary>A command that changes something of the fleet.</summary>
internal abstract class FleetChangeCommand : FleetCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Only say what would be, or every reason why not; change nothing.",
    };

    /// <summary>Makes it.</summary>
    /// <param name="name">Its word.</param>
    /// <param name="description">One line.</param>
    protected FleetChangeCommand(string name, string description)
        : base(name, description)
    {
        Options.Add(_dryRun);
    }

    /// <inheritdoc/>
    public sealed override bool MayRefuse => true;

    /// <inheritdoc/>
    protected sealed override FleetRequest Read(Invocation invocation) => Read(invocation, invocation.Values.Flag(_dryRun));

    /// <summary>Reads what to change.</summary>
    /// <param name="invocation">How it was called.</param>
    /// <param name="dryRun">Whether nothing is to be changed.</param>
    protected abstract FleetRequest Read(Invocation invocation, bool dryRun);
}
