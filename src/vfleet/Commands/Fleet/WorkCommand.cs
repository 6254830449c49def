using System.CommandLine;
using Vfleet.Api.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>Begins long work of the engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="cancellationToken">Ends the asking, not the work.</param>
/// <returns>The operation.</returns>
internal delegate Task<OperationResource> WorkRequest(EngineClient engine, CancellationToken cancellationToken);

/// <summary>A command that begins long work of the engine, and follows it when that is wanted.</summary>
internal abstract class WorkCommand : FleetCommand
{
    private readonly Option<bool> _wait = WaitOption();
    private readonly Option<bool>? _dryRun;

    /// <summary>Makes it.</summary>
    /// <param name="name">Its word.</param>
    /// <param name="description">One line.</param>
    /// <param name="hasPlan">Whether the host can say what it would do.</param>
    protected WorkCommand(string name, string description, bool hasPlan = false)
        : base(name, description)
    {
        _dryRun = hasPlan ? new("--dry-run") { Description = "Only show the host's plan, or every reason why not; change nothing." } : null;
        Options.Add(_wait);
        if (_dryRun is not null)
        {
            Options.Add(_dryRun);
        }
    }

    /// <inheritdoc/>
    public sealed override bool MayRefuse => true;

    /// <summary>The option with which work is followed.</summary>
    public static Option<bool> WaitOption() => new("--wait") { Description = "Wait until it is done, showing what goes on. Ctrl-C ends the waiting, not the work." };

    /// <summary>Follows work that has begun, or says how to.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="operation">The work.</param>
    /// <param name="waits">Whether to follow it.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <returns>Tells how it is.</returns>
    public static async Task<Func<int>> FollowAsync(Invocation invocation, EngineClient engine, OperationResource operation, bool waits, CancellationToken cancellationToken) => waits
        ? await OperationWait.FollowAsync(invocation, engine, operation.Id.ToString(), cancellationToken)
        : () => OperationText.TellBegun(invocation, operation);

    // A plan is what a dry run is for: it is waited for in any case.
    /// <inheritdoc/>
    protected sealed override bool Lasts(Invocation invocation) => invocation.Values.Flag(_wait) || IsDryRun(invocation);

    /// <inheritdoc/>
    protected sealed override FleetRequest Read(Invocation invocation)
    {
        var begin = Read(invocation, IsDryRun(invocation));
        return async (engine, cancellationToken) =>
            await FollowAsync(invocation, engine, await begin(engine, cancellationToken), Lasts(invocation), cancellationToken);
    }

    /// <summary>Reads what to begin.</summary>
    /// <param name="invocation">How it was called.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    protected abstract WorkRequest Read(Invocation invocation, bool dryRun);

    private bool IsDryRun(Invocation invocation) => _dryRun is not null && invocation.Values.Flag(_dryRun);
}
