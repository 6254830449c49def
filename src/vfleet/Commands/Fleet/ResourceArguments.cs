using System.CommandLine;
using Vfleet.Cli.CommandLine;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>The arguments that say which resource is meant.</summary>
/// <typeparam name="T">Type of the resource.</typeparam>
/// <param name="resource">Its sort.</param>
internal sealed class ResourceArguments<T>(FleetResource<T> resource)
{
    private readonly Argument<string>? _within = resource.Within is { } within
        ? new Argument<string>(within) { Description = $"The {within.ToLowerInvariant().Replace("vm", "VM", StringComparison.Ordinal)}: its name or id." }
        : null;

    private readonly Argument<string> _key = new(resource.Argument) { Description = $"The {resource.Word}: its name or id." };

    /// <summary>Adds what names the collection.</summary>
    /// <param name="command">The command.</param>
    public void AddCollectionTo(Command command)
    {
        if (_within is not null)
        {
            command.Arguments.Add(_within);
        }
    }

    /// <summary>Adds what names one of it.</summary>
    /// <param name="command">The command.</param>
    public void AddItemTo(Command command)
    {
        AddCollectionTo(command);
        command.Arguments.Add(_key);
    }

    /// <summary>The collection that is meant.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="engine">The engine.</param>
    public Collection<T> Collection(ValueReader values, EngineClient engine) => resource.Collection(engine, _within is null ? "" : values.Text(_within));

    /// <summary>The name or id that was typed.</summary>
    /// <param name="values">The command line.</param>
    public string Key(ValueReader values) => values.Text(_key);

    /// <summary>The key of the one that is meant.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<string> KeyAsync(ValueReader values, EngineClient engine, CancellationToken cancellationToken) =>
        resource.Resolve is { } resolve ? resolve(engine, Key(values), cancellationToken) : Task.FromResult(Key(values));

    /// <summary>The words of an example: <c>vfleet WORD VERB ...</c>.</summary>
    /// <param name="command">The word of the group.</param>
    /// <param name="words">The rest; its first is the name.</param>
    public string Example(string command, string words) => $"vfleet {command} {(resource.Within is null ? "" : "web1 ")}{words}".TrimEnd();
}
