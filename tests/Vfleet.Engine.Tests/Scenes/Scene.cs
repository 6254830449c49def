using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Guests;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Primitives;
using Vfleet.Storage;
using Vfleet.TestKit.FakeTime;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Engine.Tests.Scenes;

/// <summary>A small fleet with one engine, or several at one store.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly List<FleetEngine> _engines = [];

    private Scene(TimeProvider time)
    {
        Time = time;
        Store = new InMemoryStore(time);
    }

    public static Caller Admin { get; } = new("admin", [new Grant(AccessRole.Admin)]);

    public TimeProvider Time { get; }

    public InMemoryStore Store { get; }

    public FleetEngine Engine => _engines[0];

    public IReadOnlyList<FleetEngine> Engines => _engines;

    public Cluster Cluster => Engine.State.Clusters.Values.Single();

    public DataCenter DataCenter => Engine.State.DataCenters.Values.Single();

    public static async Task<Scene> OpenAsync(int engines = 1, TimeProvider? time = null)
    {
        var scene = new Scene(time ?? TimeProvider.System);
        for (var i = 0; i < engines; i++)
        {
            scene._engines.Add(await scene.AnotherAsync());
        }

        // An engine says at once that it lives: what a test counts begins after that.
        while (!scene._engines.TrueForAll(engine => engine.State.Engines.Count == engines))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        return scene;
    }

    /// <summary>One more engine at the same store; whoever asks ends it.</summary>
    public Task<FleetEngine> AnotherAsync() =>
        FleetEngine.OpenAsync(new Shared(Store), new EngineOptions { Name = $"engine{_engines.Count}" }, new EngineMetrics(), NullLogger.Instance, Time, CancellationToken.None);

    public async Task<Network> NetworkAsync(string name, int? vlan = null, params ImmutableArray<string> labels) =>
        await AddAsync(FleetKinds.Networks, new Network(Guid.CreateVersion7(), name, DataCenter.Id) { Vlan = vlan, Labels = labels });

    public async Task<VnicProfile> ProfileAsync(Network network, Passthrough passthrough = Passthrough.Required) =>
        await AddAsync(FleetKinds.Profiles, new VnicProfile(Guid.CreateVersion7(), network.Name, network.Id) { Passthrough = passthrough });

    public async Task<VnicProfile> ProfileAsync(string name) => await ProfileAsync(await NetworkAsync(name));

    /// <summary>A host that has joined and reported.</summary>
    public async Task<FleetHost> HostAsync(string name, int pfs = 1, int vfs = 4)
    {
        var host = await AddAsync(FleetKinds.Hosts, new FleetHost(Guid.CreateVersion7(), name, Cluster.Id) { Status = HostStatus.Joining });
        await ReportAsync(host.Id, Inventory(host.Id, pfs, vfs));
        return Engine.State.Hosts.Find(FleetKinds.Text(host.Id))!;
    }

    /// <summary>A host that does what is desired of it.</summary>
    public async Task<PlayedHost> PlayedAsync(string name, int pfs = 1, int vfs = 4) => new(this, await HostAsync(name, pfs, vfs), pfs, vfs);

    /// <summary>A VM that is down and can be started.</summary>
    public Task<Vm> VmAsync(string name, params IEnumerable<VnicProfile> profiles)
    {
        Engine.Macs.TryGive(NewVm(name, profiles), out var vm, out _).ShouldBeTrue();
        return AddAsync(FleetKinds.Vms, vm with { Disks = [new GuestDisk($"/var/lib/images/{name}.raw")] });
    }

    public Vm Now(Vm vm) => Engine.State.Vms.Find(FleetKinds.Text(vm.Id))!;

    public FleetOperation Now(FleetOperation operation) => Engine.State.Operations.Find(FleetKinds.Text(operation.Id))!;

    /// <summary>An operation that was begun.</summary>
    public async Task<FleetOperation> BegunAsync(Task<ChangeResult<FleetOperation>> beginning)
    {
        var result = await beginning;
        var operation = result.ShouldBeOfType<ChangeResult<FleetOperation>.Done>(Words(result)).Entry.Value;
        await SyncAsync();
        return operation;
    }

    /// <summary>Starts a VM, and its host does it.</summary>
    public async Task<Vm> StartAsync(Vm vm, PlayedHost on)
    {
        await BegunAsync(Engine.Life.StartAsync(vm.Id, new VmStart(false, on.Id), Admin, CancellationToken.None));
        await on.WorkAsync();
        Now(vm).Status.ShouldBe(VmStatus.Up);
        return Now(vm);
    }

    /// <summary>Lets time pass, 5 seconds at a time, while hosts do what is desired of them, until something is so.</summary>
    public async Task UntilAsync(Func<bool> isSo, params PlayedHost[] hosts)
    {
        for (var round = 0; round < 400; round++)
        {
            if (isSo())
            {
                return;
            }

            await PassAsync(1, hosts);
        }

        throw new TimeoutException("it does not come to that");
    }

    /// <summary>Lets some times 5 seconds pass while hosts do what is desired of them.</summary>
    public async Task PassAsync(int rounds, params PlayedHost[] hosts)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var host in hosts)
            {
                await host.WorkAsync();
            }

            ((ManualTime)Time).Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            await SyncAsync();
        }
    }

    public Task ReportAsync(Guid host, HostInventory? inventory = null, long? generation = null, params ImmutableArray<WorkReport> work) =>
        Engine.Reports.ReceiveAsync(new ReadReport(host, inventory, generation ?? Engine.Desired.GenerationOf(host), [], work), CancellationToken.None);

    public async Task<T> AddAsync<T>(FleetKind<T> kind, T item)
        where T : class
    {
        var result = await Engine.Changes.AddAsync(kind, item, Admin, dryRun: false, CancellationToken.None);
        var added = result.ShouldBeOfType<ChangeResult<T>.Done>(Words(result)).Entry.Value;
        await SyncAsync();
        return added;
    }

    /// <summary>Until every engine knows what one of them committed.</summary>
    public async Task SyncAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.WaitAsync(Store.Revision - 1, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public Vm NewVm(string name, params IEnumerable<VnicProfile> profiles) => new(Guid.CreateVersion7(), name, Cluster.Id)
    {
        MemoryMiB = 512,
        Nics = [.. profiles.Select((profile, i) => new Vnic(Guid.CreateVersion7(), $"nic{i + 1}")
        {
            ProfileId = profile.Id,
            Type = profile.Passthrough == Passthrough.Disabled ? VnicType.Virtio : VnicType.PciPassthrough,
        })],
    };

    public Task<PlacingResult> PlaceAsync(Vm vm, FleetEngine? engine = null, TimeSpan? lease = null) =>
        (engine ?? Engine).Placements.PlaceAsync(new PlacingWish([new WishedVm(null, vm)]) { Lease = lease }, Admin, CancellationToken.None);

    public static HostInventory Inventory(Guid host, int pfs, int vfs) => new(host)
    {
        MemoryMiB = 65536,
        Cpus = 64,
        Pfs = [.. Enumerable.Range(1, pfs).Select(i => new InventoryPf(Pf(i), $"ens{i}") { MaxVfs = 8, NumVfs = vfs, HasLink = true })],
    };

    public static PciAddress Pf(int i) => PciAddress.Parse($"0000:{i:x2}:00.0");

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }
    }

    private static string Words<T>(ChangeResult<T> result)
        where T : class => result is ChangeResult<T>.Refused refused ? string.Join("; ", refused.Problems) : result.ToString();

    // Each engine closes its store; this one is everybody's.
    private sealed class Shared(IFleetStore store) : IFleetStore
    {
        public string Description => store.Description;

        public bool IsShared => true;

        public Task<ImmutableArray<CommitOutcome>> CommitAsync(IReadOnlyList<Commit> commits, CancellationToken cancellationToken) => store.CommitAsync(commits, cancellationToken);

        public Task<long> ReadChangesAsync(long after, Action<StoredChanges> visit, CancellationToken cancellationToken) => store.ReadChangesAsync(after, visit, cancellationToken);

        public Task WaitForOthersAsync(long after, CancellationToken cancellationToken) => store.WaitForOthersAsync(after, cancellationToken);

        public Task<StoredDocument?> ReadAsync(string kind, string id, CancellationToken cancellationToken) => store.ReadAsync(kind, id, cancellationToken);

        public Task<ImmutableArray<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) => store.ReadEventsAsync(query, cancellationToken);

        public Task<long> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) => store.PruneAsync(before, cancellationToken);

        public Task<BackupSummary> BackUpAsync(string path, CancellationToken cancellationToken) => store.BackUpAsync(path, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
