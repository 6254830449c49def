using Vfleet.Cli.Commands.Fleet.Functions;
using Vfleet.Cli.Fleet;
using Vfleet.Cli.Running;
using Vfleet.Client;

namespace Vfleet.Cli.Completion;

/// <summary>Names of what is in the fleet, asked for only when somebody is logged in, and not for long: whoever types does not wait.</summary>
/// <param name="around">The surroundings.</param>
internal sealed class FleetNames(Surroundings around)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly Query Some = new() { PageSize = 200, Sort = "name" };

    /// <summary>The candidates for an argument.</summary>
    /// <param name="argument">The argument's name.</param>
    /// <param name="given">The arguments before it.</param>
    /// <param name="host">The host that was named; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<IEnumerable<Candidate>> OfArgumentAsync(string argument, IReadOnlyList<string> given, string? host, CancellationToken cancellationToken) => argument switch
    {
        "HOST" => AskAsync(engine => engine.Hosts, it => it.Name, it => it.Status?.ToString().ToLowerInvariant(), cancellationToken),
        "NETWORK" => AskAsync(engine => engine.Networks, it => it.Name, it => it.Vlan is { } vlan ? $"VLAN {vlan}" : null, cancellationToken),
        "PROFILE" => AskAsync(engine => engine.Profiles, it => $"{it.Network}/{it.Name}", it => it.Passthrough?.ToString().ToLowerInvariant(), cancellationToken),
        "CLUSTER" => AskAsync(engine => engine.Clusters, it => it.Name, it => it.Description, cancellationToken),
        "DATACENTER" => AskAsync(engine => engine.DataCenters, it => it.Name, it => it.Description, cancellationToken),
        "MACPOOL" => AskAsync(engine => engine.MacPools, it => it.Name, it => it.From?.ToString(), cancellationToken),
        "VM" => AskAsync(engine => engine.Vms, it => it.Name, it => it.Host?.ToString(), cancellationToken),
        "NIC" => AskAsync(engine => engine.NicsOf(given[0]), it => it.Name, it => it.Profile?.ToString(), cancellationToken),
        "OPERATION" => AskAsync(engine => engine.Operations.All, it => it.Id.ToString(), it => OperationText.Doing(it), cancellationToken, Some with { Sort = null }),
        "USER" => AskAsync(engine => engine.Users, it => it.Name, _ => null, cancellationToken),
        "TOKEN" => AskAsync(engine => engine.Tokens, it => it.Name, it => it.User?.ToString(), cancellationToken),
        "PF" when host is not null and not HostOption.All => AskAsync(engine => engine.PfsOf(host).All, it => it.Name, it => $"{it.Address} {it.NumVfs}/{it.MaxVfs} VFs", cancellationToken),
        _ => Task.FromResult<IEnumerable<Candidate>>([]),
    };

    /// <summary>The candidates for the value of an option.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IEnumerable<Candidate>> OfOptionAsync(string option, CancellationToken cancellationToken) => option switch
    {
        "--host" or "--on" => (await OfArgumentAsync("HOST", [], null, cancellationToken)).Append(new Candidate(HostOption.All, "")),
        "--network" => await OfArgumentAsync("NETWORK", [], null, cancellationToken),
        "--cluster" => await OfArgumentAsync("CLUSTER", [], null, cancellationToken),
        "--datacenter" => await OfArgumentAsync("DATACENTER", [], null, cancellationToken),
        "--profile" or "--failover" or "--nic" => await OfArgumentAsync("PROFILE", [], null, cancellationToken),
        "--actor" => await OfArgumentAsync("USER", [], null, cancellationToken),
        _ => [],
    };

    private async Task<IEnumerable<Candidate>> AskAsync<T>(
        Func<EngineClient, Collection<T>> collection, Func<T, string?> name, Func<T, string?> about, CancellationToken cancellationToken, Query? query = null)
    {
        if (EngineChoice.Of(around).Options is not { } options)
        {
            return [];
        }

        using var engine = around.Engines.Open(options with { Patience = Patience, Retries = [] });
        using var deadline = new CancellationTokenSource(Patience, around.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var page = await collection(engine).PageAsync(query ?? Some, after: null, either.Token);
        return [.. page.Items.Select(item => new Candidate(name(item) ?? "", about(item) ?? ""))];
    }
}
