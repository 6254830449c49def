using System.Collections.Immutable;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Server.Agents;
using Vfleet.Server.Answering;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>Hosts.</summary>
internal sealed class HostResources
{
    private static readonly ImmutableArray<string> Reported =
    [
        "id", "status", "statusReason", "memoryMiB", "memoryUsedMiB", "cpus", "cpusUsed", "vms", "pfs", "vfs", "vfsFree", "kernel", "agentVersion", "lastReport",
        "desiredGeneration", "appliedGeneration", "problems",
    ];

    private readonly Collection<HostResource, FleetHost> _hosts;
    private readonly FleetEngine _engine;

    /// <summary>Makes it.</summary>
    /// <param name="engine">The fleet.</param>
    /// <param name="streams">Streams of agents, which end when their host is put out.</param>
    /// <param name="time">The clock.</param>
    public HostResources(FleetEngine engine, AgentStreams streams, TimeProvider time)
    {
        _engine = engine;
        _hosts = new Collection<HostResource, FleetHost>(
            Routes.Hosts,
            FleetKinds.Hosts,
            SimpleResources.Of<FleetHost>(
                item => item.Id,
                [
                    new("name", (entry, _) => entry.Value.Name),
                    new("cluster", (entry, state) => state.ValueOf(FleetKinds.Clusters, entry.Value.ClusterId)),
                    Field<Entry<FleetHost>>.Word("status", (entry, _) => entry.Value.Status),
                ]),
            time)
        {
            ToWire = Show,
            FromWire = From,
            ReadOnly = Reported,
            Remove = (call, entry) => engine.Membership.RemoveAsync(entry.Value.Id, call.Expected, call.Caller, call.IsDryRun, call.Token),
            Changed = host => streams.Look(host.Id),
        };
        Streams = streams;
    }

    private AgentStreams Streams { get; }

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        _hosts.MapReading(endpoints);
        _hosts.MapChanging(endpoints);
        MapWord(endpoints, "maintenance", "Place no VM on a host any more", call => StatusAsync(call, _engine.Resting.RestAsync));
        MapWord(endpoints, "activate", "Place VMs on a host again", call => StatusAsync(call, _engine.Resting.WakeAsync));
        MapWord(endpoints, "revoke", "Put a host out: its certificate holds no more", RevokeAsync);
    }

    /// <summary>The answer to a change of a host.</summary>
    /// <param name="call">The request.</param>
    /// <param name="result">What became of it.</param>
    /// <returns>The host, or why not.</returns>
    public Answer Shown(Call call, ChangeResult<FleetHost> result) => _hosts.Shown(call, result);

    private static void MapWord(Endpoints endpoints, string word, string summary, Handler handler) => endpoints.Map(
        new("POST", $"{Routes.Hosts}/{{id}}/{word}", Gate.Of(AccessRole.Admin), summary) { Gives = typeof(HostResource), Query = [QueryWord.DryRun] }, handler);

    private async Task<Answer> StatusAsync(Call call, Func<Guid, long?, Caller, bool, CancellationToken, Task<ChangeResult<FleetHost>>> change) =>
        _hosts.Named(call, out var refusal) is { } entry
            ? _hosts.Shown(call, await change(entry.Value.Id, call.Expected, call.Caller, call.IsDryRun, call.Token))
            : refusal!;

    private async Task<Answer> RevokeAsync(Call call)
    {
        if (_hosts.Named(call, out var refusal) is not { } entry)
        {
            return refusal!;
        }

        var result = await _engine.Membership.RevokeAsync(entry.Value.Id, call.Expected, call.Caller, call.IsDryRun, call.Token);
        if (!call.IsDryRun)
        {
            Streams.Look(entry.Value.Id);
        }

        return _hosts.Shown(call, result);
    }

    private static FleetHost From(Reading reading, HostResource sent, FleetHost? before) => before! with
    {
        Name = reading.Needed(sent.Name, "name"),
        Description = reading.Text(sent.Description, "description"),
        ClusterId = reading.Find(FleetKinds.Clusters, sent.Cluster, "cluster"),
        Bridges = [.. reading.List(sent.Bridges, "bridges").Select((bridge, at) =>
            Bridge(before, reading.Find(FleetKinds.Networks, bridge.Network, $"bridges[{at}].network"), reading.Text(bridge.Bridge, $"bridges[{at}].bridge")))],
        ReservedMemoryMiB = sent.ReservedMemoryMiB ?? 512,
    };

    private static NetworkBridge Bridge(FleetHost before, Guid network, string name) =>
        before.Bridges.FirstOrDefault(known => known.NetworkId == network && known.Bridge == name) ?? new NetworkBridge(network, name);

    private HostResource Show(FleetState state, FleetHost host)
    {
        var (inventory, session, use) = (state.InventoryOf(host.Id), _engine.Reports.SessionOf(host.Id), state.UseOf(host.Id));
        return new HostResource
        {
            Id = host.Id,
            Name = host.Name,
            Description = host.Description,
            Cluster = state.To(FleetKinds.Clusters, host.ClusterId),
            Status = host.Status,
            StatusReason = host.StatusReason.Length == 0 ? null : host.StatusReason,
            Bridges = [.. host.Bridges.Select(bridge => new BridgeResource(state.To(FleetKinds.Networks, bridge.NetworkId), bridge.Bridge))],
            ReservedMemoryMiB = host.ReservedMemoryMiB,
            MemoryMiB = inventory?.MemoryMiB,
            MemoryUsedMiB = use.MemoryMiB,
            Cpus = inventory?.Cpus,
            CpusUsed = use.Cpus,
            Vms = state.VmsOn(host.Id).Count,
            Pfs = inventory?.Pfs.Length,
            Vfs = inventory?.Pfs.Sum(pf => pf.NumVfs),
            VfsFree = inventory is null ? null : Functions.PfsOf(state, host).SelectMany(Functions.VfsOf).Count(vf => Functions.Reasons(state, vf).IsEmpty),
            Kernel = inventory?.Kernel,
            AgentVersion = inventory?.AgentVersion,
            LastReport = session?.LastReport,
            DesiredGeneration = _engine.Desired.GenerationOf(host.Id),
            AppliedGeneration = session?.Generation,
            Problems = session is { Problems.IsEmpty: false } ? OperationWire.To(session.Problems) : null,
        };
    }
}
