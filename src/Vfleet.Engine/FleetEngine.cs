using Microsoft.Extensions.Logging;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Events;
using Vfleet.Engine.Guests;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine;

/// <summary>The fleet: what is known of it, and everything that can be done with it. Several engines may work on one store.</summary>
public sealed class FleetEngine : IAsyncDisposable
{
    private readonly IFleetStore _store;
    private readonly Committer _committer;
    private readonly CancellationTokenSource _stop = new();
    private readonly HostWatch _watch;
    private readonly Upkeep _upkeep;
    private readonly LeaseWatch _leases;
    private readonly LeakWatch _leaks;
    private readonly DrainWatch _drains;
    private Task _running = Task.CompletedTask;

    private FleetEngine(IFleetStore store, EngineOptions options, EngineMetrics metrics, ILogger log, TimeProvider time)
    {
        _store = store;
        Identity = new EngineIdentity(Guid.CreateVersion7(time.GetUtcNow()), options.Name.Length > 0 ? options.Name : Environment.MachineName);
        var feed = new PictureFeed();
        State = new FleetState(feed);
        _committer = new Committer(store, State, metrics, log, time);
        Changes = new FleetChanges(State, _committer, time);
        Desired = new DesiredBoard(State);
        feed.Desired = Desired.Changed;
        var search = new PlaceSearch(State, feed, new LiveEngines(State, Identity, time), metrics, time);
        var settings = new NicSettings(State, time);
        Changes.Follow = settings.Follow;
        Operations = new HostOperations(State, _committer, new GuestEnds(State, settings, time), new GuestRetry(State, _committer, search, time), time);
        Pfs = new PfWishes(State, Changes, Operations);
        Reports = new HostReports(State, _committer, Changes, Operations, Identity, time);
        Membership = new HostMembership(State, _committer, Changes, Reports, time);
        Resting = new HostResting(State, Changes);
        Networks = new HostNetworks(State, _committer, time);
        Macs = new MacGiving(State);
        Places = new GivenPlaces(State, _committer, time);
        Placements = new Placements(State, feed, _committer, Changes, Macs, search, metrics, time);
        var beginning = new OperationBeginning(State, _committer, Changes, time);
        Life = new VmLife(
            State, beginning, new VmStarting(State, search, time), new NicPlugging(State, search, time), new GuestAdopting(State, _committer, beginning, time), time);
        var ages = new VfAges(State, time);
        Problems = new FleetProblems(State, Reports, Desired, ages);
        _leaks = new LeakWatch(State, _committer, Reports, Problems, ages, Identity, log, time);
        HostWork = new HostWork(State, _committer, search, beginning, time);
        _drains = new DrainWatch(State, _committer, Operations, new DrainStep(State, Life, Places, search), log, time);
        Events = new FleetEvents(store, State, _committer);
        FirstStart = new FirstStart(State, Changes);
        _watch = new HostWatch(State, _committer, Changes, Reports, Identity, options, log, time);
        _upkeep = new Upkeep(State, store, _committer, Changes, Operations, options, log, time);
        _leases = new LeaseWatch(Places, log, time);
    }

    /// <summary>Which engine this is.</summary>
    public EngineIdentity Identity { get; }

    /// <summary>What is known of the fleet.</summary>
    public FleetState State { get; }

    /// <summary>Adds, changes and removes what people make.</summary>
    public FleetChanges Changes { get; }

    /// <summary>Places VMs.</summary>
    public Placements Placements { get; }

    /// <summary>Gives up or confirms places.</summary>
    public GivenPlaces Places { get; }

    /// <summary>Takes hosts' reports.</summary>
    public HostReports Reports { get; }

    /// <summary>Makes hosts members of the fleet, and puts them out.</summary>
    public HostMembership Membership { get; }

    /// <summary>Lets hosts rest, and wakes them.</summary>
    public HostResting Resting { get; }

    /// <summary>Changes the networks of hosts.</summary>
    public HostNetworks Networks { get; }

    /// <summary>What is desired of hosts.</summary>
    public DesiredBoard Desired { get; }

    /// <summary>Work that hosts do.</summary>
    public HostOperations Operations { get; }

    /// <summary>Changes what is wanted of PFs.</summary>
    public PfWishes Pfs { get; }

    /// <summary>Starts and stops VMs, gives them vNICs and takes them.</summary>
    public VmLife Life { get; }

    /// <summary>Empties hosts for work on them, and says that one is off.</summary>
    public HostWork HostWork { get; }

    /// <summary>VFs with which something is wrong.</summary>
    public FleetProblems Problems { get; }

    /// <summary>What happened.</summary>
    public FleetEvents Events { get; }

    /// <summary>MAC addresses of the pools.</summary>
    public MacGiving Macs { get; }

    /// <summary>Why the store does not work; null when it did when it was last asked.</summary>
    public StoreException? StoreFault => _committer.Fault;

    private FirstStart FirstStart { get; }

    /// <summary>Reads the whole fleet and begins to work.</summary>
    /// <param name="store">The store; it is closed with the engine.</param>
    /// <param name="options">How it works.</param>
    /// <param name="metrics">Where it counts.</param>
    /// <param name="log">Where it tells faults.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The engine.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public static async Task<FleetEngine> OpenAsync(
        IFleetStore store, EngineOptions options, EngineMetrics metrics, ILogger log, TimeProvider time, CancellationToken cancellationToken)
    {
        var engine = new FleetEngine(store, options, metrics, log, time);
        await engine._committer.StartAsync(cancellationToken);
        await engine.FirstStart.MakeAsync(cancellationToken);
        engine._running = Task.WhenAll(
            RunAsync(engine._watch.RunAsync, engine._stop.Token), RunAsync(engine._upkeep.RunAsync, engine._stop.Token), RunAsync(engine._leases.RunAsync, engine._stop.Token),
            RunAsync(engine._leaks.RunAsync, engine._stop.Token), RunAsync(engine._drains.RunAsync, engine._stop.Token));
        return engine;
    }

    /// <summary>Keeps something that belongs to a part outside of the fleet's model, unless something is kept under its id already.</summary>
    /// <param name="keepsake">It.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What is kept under the id now: this one, or the one of another engine that was faster.</returns>
    public async Task<Keepsake> KeepAsync(Keepsake keepsake, CancellationToken cancellationToken)
    {
        if (State.Keepsakes.Find(keepsake.Id) is { } known)
        {
            return known;
        }

        var commit = new FleetCommit(State);
        commit.Write(FleetKinds.Keepsakes, null, keepsake, 0);
        await _committer.CommitAsync(commit, cancellationToken);
        await _committer.CatchUpAsync(cancellationToken);
        return State.Keepsakes.Find(keepsake.Id) ?? throw new InvalidOperationException($"{keepsake.Id} is not kept");
    }

    /// <summary>Reads what other engines have committed up to now.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether there was anything that this engine did not know.</returns>
    public async Task<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        if (!_store.IsShared)
        {
            return false;
        }

        var known = State.Revision;
        await _committer.CatchUpAsync(cancellationToken);
        return State.Revision > known;
    }

    /// <summary>Waits until something has been committed.</summary>
    /// <param name="after">The revision of the state that is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When there is a later one.</returns>
    public Task WaitAsync(long after, CancellationToken cancellationToken) => _committer.WaitAsync(after, cancellationToken);

    /// <summary>Writes a copy of the store into a file while it works.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was written.</returns>
    public Task<BackupSummary> BackUpAsync(string path, CancellationToken cancellationToken) => _store.BackUpAsync(path, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _committer.DisposeAsync();
        await _store.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task RunAsync(Func<CancellationToken, Task> loop, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => loop(cancellationToken), CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }
}
