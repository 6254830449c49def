using System.CommandLine;
using Vfleet.Api.Resources;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>Long work of the engine.</summary>
internal static class OperationCommands
{
    /// <summary>Operations as a sort of resource.</summary>
    public static FleetResource<OperationResource> Resource => new()
    {
        Word = "operation",
        Words = "operations",
        Argument = "OPERATION",
        Collection = static (engine, _) => engine.Operations.All,
        Name = static it => it.Id.ToString(),
        About = "An operation is work that takes longer than an answer: changing the number of VFs of a PF, for one.",
        Columns =
        [
            new(new Column("OPERATION"), it => it.Id.ToString()),
            new(new Column("STATE"), it => State(it.State)),
            new(new Column("KIND", Importance: 80), it => it.Kind),
            new(new Column("HOST", Importance: 70), it => it.Host?.ToString()),
            new(new Column("ABOUT", Importance: 60), it => it.Pf?.ToString() ?? it.Vm?.ToString()),
            new(new Column("ACTOR", Importance: 30), it => it.Actor),
            new(new Column("DOES", Importance: 50, Least: 12), it => it.Problems is [var problem, ..] ? problem.Message : it.Progress),
        ],
        Filters =
        [
            new("--state", "state", "STATE", "Only those that are waiting, running, done, failed or cancelled."),
            new("--host", "host", "HOST", "Only those on this host."),
        ],
        SetExample = "01890a5d-ac96-774b-bcce-b302099a8057",
    };

    private static Cell State(OperationState state) => new(
        state.ToString().ToLowerInvariant(),
        state switch { OperationState.Done => Tone.Good, OperationState.Failed => Tone.Bad, OperationState.Cancelled => Tone.Dim, _ => Tone.Warning });
}

/// <summary><c>vfleet operation wait</c>.</summary>
internal sealed class OperationWaitCommand : FleetCommand
{
    private readonly Argument<string> _id = new("OPERATION") { Description = "The operation's id." };

    /// <summary>Makes the command.</summary>
    public OperationWaitCommand()
        : base("wait", "wait until an operation is over")
    {
        Arguments.Add(_id);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Waits until an operation is over, showing what it does, and ends with its exit code. Ctrl-C ends the waiting; the operation goes on."],
        new Example("By its id", "vfleet operation wait 01890a5d-ac96-774b-bcce-b302099a8057"));

    /// <inheritdoc/>
    protected override bool Lasts(Invocation invocation) => true;

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation) => (engine, cancellationToken) =>
        OperationWait.FollowAsync(invocation, engine, invocation.Values.Text(_id), cancellationToken);
}

/// <summary><c>vfleet operation cancel</c>.</summary>
internal sealed class OperationCancelCommand : FleetCommand
{
    private readonly Argument<string> _id = new("OPERATION") { Description = "The operation's id." };

    /// <summary>Makes the command.</summary>
    public OperationCancelCommand()
        : base("cancel", "stop an operation")
    {
        Arguments.Add(_id);
    }

    /// <inheritdoc/>
    public override bool MayRefuse => true;

    /// <inheritdoc/>
    public override ManPage Page => new(
        ["Stops an operation: its host undoes what it has begun. The engine refuses when it can no longer be stopped."],
        new Example("By its id", "vfleet operation cancel 01890a5d-ac96-774b-bcce-b302099a8057"));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation) => async (engine, cancellationToken) =>
    {
        var id = invocation.Values.Text(_id);
        await engine.Operations.CancelAsync(id, cancellationToken);
        return () => ResourceAnswer.TellGone(invocation, $"operation {id}", "cancelled", dryRun: false);
    };
}
