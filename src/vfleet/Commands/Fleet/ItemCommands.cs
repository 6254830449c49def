using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary><c>show</c> of a resource.</summary>
/// <typeparam name="T">Its type.</typeparam>
internal sealed class ShowResourceCommand<T> : FleetCommand
{
    private readonly FleetResource<T> _resource;
    private readonly string _group;
    private readonly ResourceArguments<T> _arguments;

    /// <summary>Makes the command.</summary>
    /// <param name="group">The word of the group.</param>
    /// <param name="resource">The sort.</param>
    public ShowResourceCommand(string group, FleetResource<T> resource)
        : base("show", $"show everything about a {resource.Word}")
    {
        (_group, _resource, _arguments) = (group, resource, new ResourceArguments<T>(resource));
        _arguments.AddItemTo(this);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [$"Shows a {_resource.Word} as the engine has it. {_resource.About}"],
        new Example("By its name", _arguments.Example($"{_group} show", _resource.SetExample.Split(' ')[0])));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation) => async (engine, cancellationToken) =>
    {
        var key = await _arguments.KeyAsync(invocation.Values, engine, cancellationToken);
        var (found, _) = await _arguments.Collection(invocation.Values, engine).GetAsync(key, cancellationToken);
        return () => ResourceAnswer.Tell(invocation, found, _resource.Name(found) ?? _arguments.Key(invocation.Values));
    };
}

/// <summary><c>remove</c> of a resource.</summary>
/// <typeparam name="T">Its type.</typeparam>
internal sealed class RemoveResourceCommand<T> : FleetChangeCommand
{
    private readonly FleetResource<T> _resource;
    private readonly string _group;
    private readonly ResourceArguments<T> _arguments;

    /// <summary>Makes the command.</summary>
    /// <param name="group">The word of the group.</param>
    /// <param name="resource">The sort.</param>
    public RemoveResourceCommand(string group, FleetResource<T> resource)
        : base("remove", $"remove a {resource.Word}")
    {
        (_group, _resource, _arguments) = (group, resource, new ResourceArguments<T>(resource));
        _arguments.AddItemTo(this);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [$"Removes a {_resource.Word}. The engine refuses while something uses it, and names what does."],
        new Example("By its name", _arguments.Example($"{_group} remove", _resource.SetExample.Split(' ')[0])),
        new Example("Whether it could be", _arguments.Example($"{_group} remove", $"{_resource.SetExample.Split(' ')[0]} --dry-run")));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation, bool dryRun) => async (engine, cancellationToken) =>
    {
        var key = await _arguments.KeyAsync(invocation.Values, engine, cancellationToken);
        await _arguments.Collection(invocation.Values, engine).RemoveAsync(key, dryRun, cancellationToken);
        return () => ResourceAnswer.TellGone(invocation, $"{_resource.Word} {_arguments.Key(invocation.Values)}", "removed", dryRun);
    };
}
