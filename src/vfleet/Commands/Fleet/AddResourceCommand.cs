using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary><c>add</c> of a resource.</summary>
/// <typeparam name="T">Its type.</typeparam>
internal class AddResourceCommand<T> : FleetChangeCommand
{
    private readonly FleetResource<T> _resource;
    private readonly string _group;
    private readonly ResourceArguments<T> _arguments;
    private readonly Argument<string> _name = new("NAME") { Description = "Its name." };
    private readonly FieldOptions _fields;

    /// <summary>Makes the command.</summary>
    /// <param name="group">The word of the group.</param>
    /// <param name="resource">The sort.</param>
    public AddResourceCommand(string group, FleetResource<T> resource)
        : base("add", $"add a {resource.Word}")
    {
        (_group, _resource, _arguments) = (group, resource, new ResourceArguments<T>(resource));
        _arguments.AddCollectionTo(this);
        _name.Arity = resource.MayBeNameless ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
        Arguments.Add(_name);
        _fields = new FieldOptions(this, [.. resource.Fields, .. resource.FieldsOfNew], isOfNew: true);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [$"Adds a {_resource.Word}. {_resource.About}", "The engine checks all of it first; --dry-run shows what it would be, or every reason why not."],
        new Example("One", _arguments.Example($"{_group} add", _resource.AddExample)),
        new Example("Only whether it could be", _arguments.Example($"{_group} add", $"{_resource.AddExample} --dry-run")));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation, bool dryRun)
    {
        var members = _fields.Read(invocation.Values);
        if (invocation.Values.Text(_name) is { Length: > 0 } name)
        {
            if (_resource.NamedBy is { } other && !members.ContainsKey(other) && name.Split('/') is [{ Length: > 0 } left, { Length: > 0 } right])
            {
                members.Insert(0, other, JsonValue.Create(left));
                name = right;
            }

            members.Insert(0, "name", JsonValue.Create(name));
        }

        return async (engine, cancellationToken) =>
        {
            var resource = members.Deserialize(WireType.Of<T>())!;
            var (added, _) = await _arguments.Collection(invocation.Values, engine).AddAsync(resource, dryRun, cancellationToken);
            return await ThenAsync(invocation, engine, added, dryRun, cancellationToken);
        };
    }

    /// <summary>What is done when it is there.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="added">What was added, or would be.</param>
    /// <param name="dryRun">Whether nothing was.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Tells it.</returns>
    protected virtual Task<Func<int>> ThenAsync(Invocation invocation, EngineClient engine, T added, bool dryRun, CancellationToken cancellationToken) =>
        Task.FromResult(() => ResourceAnswer.TellDone(invocation, added, $"{_resource.Word} {_resource.Name(added)}", "added", dryRun));
}

/// <summary><c>set</c> of a resource.</summary>
/// <typeparam name="T">Its type.</typeparam>
internal sealed class SetResourceCommand<T> : FleetChangeCommand
{
    private readonly FleetResource<T> _resource;
    private readonly string _group;
    private readonly ResourceArguments<T> _arguments;
    private readonly FieldOptions _fields;

    /// <summary>Makes the command.</summary>
    /// <param name="group">The word of the group.</param>
    /// <param name="resource">The sort.</param>
    public SetResourceCommand(string group, FleetResource<T> resource)
        : base("set", $"change a {resource.Word}")
    {
        (_group, _resource, _arguments) = (group, resource, new ResourceArguments<T>(resource));
        _arguments.AddItemTo(this);
        _fields = new FieldOptions(this, [FleetField.Text("--name", "name", "NAME", "A new name.") with { IsClearable = false }, .. resource.Fields]);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [$"Changes what is named of a {_resource.Word} and leaves the rest. {_resource.About}", "A list replaces the one that is there; 'none' takes a value away."],
        new Example("Something of it", _arguments.Example($"{_group} set", _resource.SetExample)),
        new Example("Only whether it could be", _arguments.Example($"{_group} set", $"{_resource.SetExample} --dry-run")));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation, bool dryRun)
    {
        var change = _fields.Read(invocation.Values);
        if (change.Count == 0)
        {
            invocation.Values.Refuse(new Problem(
                ProblemCode.OptionsConflict, "nothing to change was given", $"'vfleet {_group} set --help' shows what can be changed"));
        }

        return async (engine, cancellationToken) =>
        {
            var key = await _arguments.KeyAsync(invocation.Values, engine, cancellationToken);
            var (changed, _) = await _arguments.Collection(invocation.Values, engine)
                .ReviseAsync(key, _ => (JsonObject)change.DeepClone(), dryRun, cancellationToken);
            return () => ResourceAnswer.TellDone(invocation, changed, $"{_resource.Word} {_resource.Name(changed) ?? key}", "changed", dryRun);
        };
    }
}
