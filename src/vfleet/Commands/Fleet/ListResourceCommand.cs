using System.Collections.Immutable;
using System.CommandLine;
using Vfleet.Api.Answers;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Help;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary><c>list</c> of a sort of resource.</summary>
/// <typeparam name="T">Its type.</typeparam>
internal sealed class ListResourceCommand<T> : FleetCommand
{
    private readonly FleetResource<T> _resource;
    private readonly string _group;
    private readonly ResourceArguments<T> _arguments;
    private readonly ListOptions _options;

    /// <summary>Makes the command.</summary>
    /// <param name="group">The word of the group.</param>
    /// <param name="resource">The sort.</param>
    public ListResourceCommand(string group, FleetResource<T> resource)
        : base("list", $"list the {resource.Words}")
    {
        (_group, _resource, _arguments) = (group, resource, new ResourceArguments<T>(resource));
        _arguments.AddCollectionTo(this);
        _options = new ListOptions(this, resource.Filters);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [$"Lists the {_resource.Words}. {_resource.About}", "With --json they are the engine's own resources, in 'items'."],
        new Example("All of them", _arguments.Example($"{_group} list", "")),
        new Example("Their names", _arguments.Example($"{_group} list", "--json | jq -r '.items[].name'")));

    /// <inheritdoc/>
    protected override FleetRequest Read(Invocation invocation)
    {
        var query = _options.Read(invocation.Values);
        return async (engine, cancellationToken) =>
        {
            var page = await ListReading.ReadAsync(_arguments.Collection(invocation.Values, engine), query, cancellationToken);
            return () => ResourceAnswer.Tell(invocation, page, _resource.Columns, $"no {_resource.Words}");
        };
    }
}

/// <summary>How a list is narrowed, ordered and cut.</summary>
internal sealed class ListOptions
{
    private readonly (FleetFilter Filter, Option<string?> Option)[] _filters;
    private readonly Option<string?> _sort = new("--sort") { Description = "Sort by this member of the JSON, as name; -name is the other way round.", HelpName = "MEMBER" };
    private readonly Option<string?> _limit = new("--limit") { Description = "At most so many.", HelpName = "N" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="filters">By what it can be narrowed.</param>
    public ListOptions(Command command, IEnumerable<FleetFilter> filters)
    {
        _filters = [.. filters.Select(filter => (filter, new Option<string?>(filter.Option) { Description = filter.Description, HelpName = filter.HelpName }))];
        foreach (var option in _filters.Select(filter => (Option)filter.Option).Append(_sort).Append(_limit))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Refuses them, where a list has none of it.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="why">What is wrong with each.</param>
    /// <param name="remedy">What to do.</param>
    public ImmutableArray<Problem> Refuse(CommandLine.ValueReader values, string why, string remedy) =>
    [
        .. _filters.Select(filter => filter.Option).Append(_sort).Append(_limit)
            .Where(values.IsGiven)
            .Select(option => new Problem(ProblemCode.OptionsConflict, $"{option.Name} {why}", remedy, option.Name.TrimStart('-'))),
    ];

    /// <summary>Reads them.</summary>
    /// <param name="values">The command line.</param>
    public (Query Query, int Limit) Read(CommandLine.ValueReader values)
    {
        var query = Query.All with { Sort = values.Text(_sort) };
        foreach (var (filter, option) in _filters)
        {
            query = query.Where(filter.Member, values.Text(option));
        }

        var limit = (int?)values.Unsigned(_limit, "give a number from 1 on") ?? int.MaxValue;
        return (query with { PageSize = Math.Clamp(limit, 1, query.PageSize) }, limit);
    }
}

/// <summary>Reads as much of a list as is wanted.</summary>
internal static class ListReading
{
    /// <summary>Reads it.</summary>
    /// <typeparam name="T">What it lists.</typeparam>
    /// <param name="collection">The collection.</param>
    /// <param name="wanted">Which part.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Page<T>> ReadAsync<T>(Collection<T> collection, (Query Query, int Limit) wanted, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var page = await collection.PageAsync(wanted.Query, after: null, cancellationToken);
        items.AddRange(page.Items);
        while (page.Next is { } after && items.Count < wanted.Limit)
        {
            page = await collection.PageAsync(wanted.Query, after, cancellationToken);
            items.AddRange(page.Items);
        }

        return new Page<T>([.. items.Take(wanted.Limit)], page.Total, null);
    }
}
