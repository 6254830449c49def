using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Domain.Changes;

namespace Vfleet.Cli.Commands;

/// <summary>A command that has a page of help.</summary>
internal interface IHasPage
{
    /// <summary>The page.</summary>
    ManPage Page { get; }
}

/// <summary>A command that does something.</summary>
/// <param name="name">Its word.</param>
/// <param name="description">One line.</param>
internal abstract class LeafCommand(string name, string description) : Command(name, description), IHasPage
{
    /// <inheritdoc/>
    public abstract ManPage Page { get; }

    /// <summary>Whether it plans or makes changes, and so can end with their exit codes.</summary>
    public virtual bool MayRefuse => false;

    /// <summary>Does it.</summary>
    /// <param name="invocation">How it was called. Values that could not be read may be among its problems.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public abstract Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken);
}

/// <summary>A command that only groups others.</summary>
internal sealed class GroupCommand : Command, IHasPage
{
    /// <summary>Makes it.</summary>
    /// <param name="name">Its word.</param>
    /// <param name="description">One line.</param>
    /// <param name="page">Its page.</param>
    /// <param name="commands">The commands of the group.</param>
    public GroupCommand(string name, string description, ManPage page, params ReadOnlySpan<LeafCommand> commands)
        : base(name, description)
    {
        Page = page;
        foreach (var command in commands)
        {
            Subcommands.Add(command);
        }
    }

    /// <inheritdoc/>
    public ManPage Page { get; }
}

/// <summary>A command that only reads.</summary>
/// <param name="name">Its word.</param>
/// <param name="description">One line.</param>
internal abstract class ReadCommand(string name, string description) : LeafCommand(name, description)
{
    /// <inheritdoc/>
    public sealed override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var problems = invocation.Values.Problems;
        return problems.IsEmpty ? await ReadAsync(invocation, cancellationToken) : invocation.Refuse(problems);
    }

    /// <summary>Does it.</summary>
    /// <param name="invocation">How it was called; the global options could be read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken);
}

/// <summary>A command that changes the host.</summary>
internal abstract class ChangeCommand : LeafCommand
{
    private readonly Option<bool> _dryRun = Named.DryRun();

    /// <summary>Makes it.</summary>
    /// <param name="name">Its word.</param>
    /// <param name="description">One line.</param>
    protected ChangeCommand(string name, string description)
        : base(name, description)
    {
        Options.Add(_dryRun);
    }

    /// <inheritdoc/>
    public sealed override bool MayRefuse => true;

    /// <inheritdoc/>
    public sealed override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (Elsewhere(invocation, invocation.Values.Flag(_dryRun), cancellationToken) is { } elsewhere)
        {
            return elsewhere();
        }

        var change = Read(invocation);
        return ChangeRun.RunAsync(invocation, change, invocation.Values.Flag(_dryRun), cancellationToken);
    }

    /// <summary>Does it on another host than this one.</summary>
    /// <param name="invocation">How it was called.</param>
    /// <param name="dryRun">Whether only to plan.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Does it, and returns the exit code; null when this host is meant.</returns>
    protected virtual Func<Task<int>>? Elsewhere(Invocation invocation, bool dryRun, CancellationToken cancellationToken) => null;

    /// <summary>Reads the wish.</summary>
    /// <param name="invocation">How it was called; what cannot be read becomes a problem of its values.</param>
    /// <returns>The wish as far as it could be read; null when it does not even name a function.</returns>
    protected abstract HostChange? Read(Invocation invocation);
}
