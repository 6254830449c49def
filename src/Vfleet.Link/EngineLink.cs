using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Agent;
using Vfleet.Link.Connecting;
using Vfleet.Link.Desiring;
using Vfleet.Link.Joining;
using Vfleet.Link.Operating;
using Vfleet.Link.Renewing;
using Vfleet.Link.Reporting;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Link;

/// <summary>The link of a host to its fleet while the agent runs: tells the engine what the host is, and the agent what the fleet wants.</summary>
internal sealed class EngineLink : IAsyncDisposable
{
    private const string News = "the fleet desires something else";

    private readonly CancellationTokenSource _stop = new();
    private readonly LinkSurroundings _around;
    private readonly EngineConnections _connections;
    private readonly LinkCondition _condition;
    private readonly DesiredStore _desired;
    private readonly OperationStore _operations;
    private readonly OperationWork _work;
    private readonly DesiredLoop _listening;
    private readonly ReportLoop _reports;
    private readonly HostFactsReader _facts;
    private readonly InventoryReading _inventory;
    private readonly TrafficReading _traffic;
    private readonly IWaking _waking;
    private readonly Task _running;
    private DesiredHost _document = new();
    private FleetWishes? _wishes;
    private LookBegin _begin = LookBegin.Nothing;
    private volatile Seen? _seen;
    private volatile ReportState _state = new(0, [], []);

    /// <summary>Opens it; it runs until it is disposed.</summary>
    /// <param name="folder">The link's folder.</param>
    /// <param name="link">Which fleet.</param>
    /// <param name="around">What is around it.</param>
    /// <param name="waking">Wakes the agent.</param>
    /// <exception cref="IOException">A file of the link cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file of the link is no key or certificate.</exception>
    public EngineLink(LinkFolder folder, LinkRecord link, LinkSurroundings around, IWaking waking)
    {
        (Link, _around, _waking) = (link, around, waking);
        _connections = new EngineConnections(folder, link, around.Times, around.Time);
        _desired = new DesiredStore(folder, link.HostId);
        _desired.Load();
        _operations = new OperationStore(folder);
        _operations.Load();
        _condition = new LinkCondition(
            new LinkStatus
            {
                Engine = link.Engines[0],
                HostId = link.HostId,
                HostName = link.HostName,
                DesiredGeneration = _desired.Current?.Generation ?? 0,
                CertificateEnds = HostIdentity.EndOf(_connections.Certificate),
            },
            around.RunDirectory,
            around.Log,
            around.Time);
        var renewal = new CertificateRenewal(folder, link.HostName, _connections, around.Log, around.Time);
        _traffic = new TrafficReading(around.Open, around.Times, around.Time);
        _reports = new ReportLoop(_connections, _condition, renewal, Now, _traffic, around.Times, around.Time);
        var run = new OperationRun(
            new PfConfigureRun(around.Open, () => Volatile.Read(ref _document), Note, around.Times, around.Time), new GuestRun(around.Open, () => Volatile.Read(ref _document), Note));
        _work = new OperationWork(_operations, run.RunAsync, OperationEnded, around.Log);
        _facts = new HostFactsReader(around.Root);
        _inventory = new InventoryReading(Models(around.Root), Migratable(around.Root));
        _listening = new DesiredLoop(_connections, _condition, _desired, Taken, _reports.Call, around.Times, around.Time);
        _running = Task.WhenAll(Task.Run(() => UntilStopped(_reports.RunAsync)), Task.Run(() => UntilStopped(_listening.RunAsync)));
    }

    /// <summary>Which fleet.</summary>
    public LinkRecord Link { get; }

    /// <summary>Whether guests are worked with.</summary>
    public bool IsAtWork => _work.IsWithGuests;

    /// <summary>Told before the host is read: what comes from now on, that look may not have seen.</summary>
    public void Looks() => _begin = new LookBegin(
        _desired.Current, [.. _operations.All.Where(report => OperationWork.IsOver(report.State)).Select(report => report.Id)]);

    /// <summary>Adds what the fleet decides.</summary>
    /// <param name="document">What the host's document says; null when there is none.</param>
    /// <param name="isUnderstood">Whether all of it could be understood.</param>
    /// <param name="host">The host as read.</param>
    /// <returns>Both together. A PF that an operation will change is left out until that has ended: its plan is shown first.</returns>
    public DesiredHost? Complete(DesiredHost? document, bool isUnderstood, ObservedHost host)
    {
        Volatile.Write(ref _document, document ?? new DesiredHost());
        _wishes = null;
        if (_begin.Desired is not { } desired || !isUnderstood)
        {
            return document;
        }

        var busy = desired.Operations.Where(IsOfPf).Where(_work.IsUnfinished).Select(operation => operation.Pf).OfType<PciAddress>().ToHashSet();
        _wishes = FleetWishes.Of(_document, desired.Pfs.Where(pf => !busy.Contains(pf.Address)), host);
        return document is null && _wishes.Document.Pfs.IsEmpty ? null : _wishes.Document;
    }

    /// <summary>Told of each look at the host.</summary>
    /// <param name="look">What was seen.</param>
    public void Saw(HostLook look)
    {
        _traffic.Saw(look.Host);
        var begin = _begin;
        _seen = new Seen(ReportSections.Of(look, _facts.Read(), _inventory, _seen?.Sections), begin.Ended);
        if (begin.Desired is { } desired)
        {
            _work.Begin(desired, look, _stop.Token);

            // Work with guests goes on for as long as they take; only of PFs the look would tell half of a change.
            if (!desired.Operations.Any(operation => IsOfPf(operation) && !operation.DryRun && !begin.Ended.Contains(operation.Id)))
            {
                _state = new ReportState(desired.Generation, Shortfall.Of(desired, _wishes, look), []);
                _condition.Change(status => status with { AppliedGeneration = desired.Generation });
            }
        }

        _reports.Call();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _work.EndAsync();
        _connections.Dispose();
        _stop.Dispose();
    }

    private (ReportSections Sections, ReportState State)? Now() =>
        _seen is { } seen
            ? (seen.Sections, _state with
            {
                Problems = _listening.Untaken is { } untaken ? [.. _state.Problems, OperationRun.ToResource(untaken)] : _state.Problems,
                Operations = [.. _operations.All.Select(seen.Told)],
            })
            : null;

    private static bool IsOfPf(HostOperation operation) => operation.Kind == HostOperation.ConfigurePf;

    private void Taken(DesiredState state, DesiredState? before)
    {
        Forget(state);
        _condition.Change(status => status with { DesiredGeneration = state.Generation });
        _around.Log.Link($"the fleet desires generation {state.Generation}: {state.Pfs.Count} PFs, {state.Operations.Count} operations");

        // At the first look it is found what an earlier agent left; from then on nobody waits for one.
        if (_seen is not null)
        {
            _work.BeginAtOnce(state, _stop.Token);
        }

        // Work with guests looks for itself at what it needs; its end is told.
        if (_seen is null || IsOfPfs(state, before))
        {
            _waking.CallUrgently(News);
        }
        else
        {
            _waking.Call(News);
        }
    }

    // What the disk does not take is no reason not to act: what is desired is on it already.
    private void Forget(DesiredState state)
    {
        try
        {
            _operations.Keep(state.Operations.Select(operation => operation.Id));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _around.Log.Problem(new Problem(ProblemCode.StateNotSaved, $"what became of operations cannot be written: {fault.Message}", "check the disk ('df -h')"));
        }
    }

    // Whether something of PFs differs from what was desired before.
    private static bool IsOfPfs(DesiredState state, DesiredState? before) =>
        !state.Pfs.SequenceEqual(before?.Pfs ?? []) || !state.Operations.Where(IsOfPf).SequenceEqual((before?.Operations ?? []).Where(IsOfPf));

    private void Note(OperationReport report, bool isKept)
    {
        _operations.Note(report, isKept);
        if (report.Progress is { } progress)
        {
            _around.Log.Progress(report.Id, progress);
        }

        _reports.CallSoon();
    }

    private void OperationEnded()
    {
        _reports.Call();
        _waking.CallUrgently("an operation of the fleet has ended");
    }

    private async Task UntilStopped(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
        catch (Exception fault)
        {
            _around.Log.Problem(new Problem(
                ProblemCode.EngineFault, $"the link to the engine ended: {fault.GetType().Name}: {fault.Message}", "restart the agent (systemctl restart vfleet-agent), and report this defect"));
        }
    }

    private static Func<ushort, ushort, string?> Models(SysfsRoot root)
    {
        var known = new ConcurrentDictionary<(ushort, ushort), string?>();
        return (vendor, device) => known.GetOrAdd((vendor, device), _ => PciIds.Load(root).Device(vendor, device));
    }

    private static Func<ObservedVf, bool> Migratable(SysfsRoot root)
    {
        var known = new ConcurrentDictionary<(ushort, ushort), bool>();
        return vf => known.GetOrAdd(
            (vf.VendorId, vf.DeviceId),
            _ => root.ReadText($"sys/bus/pci/devices/{vf.Address}/modalias") is { } alias && VariantDriver.Find(root, alias.Trim()) is { } driver && driver != VariantDriver.Generic);
    }

    /// <summary>What was known when a look began.</summary>
    /// <param name="Desired">What was desired; null for nothing.</param>
    /// <param name="Ended">Operations that had ended: the look sees what they did.</param>
    private sealed record LookBegin(DesiredState? Desired, ImmutableHashSet<Guid> Ended)
    {
        public static LookBegin Nothing { get; } = new(null, []);
    }

    /// <summary>What a look saw.</summary>
    /// <param name="Sections">The host.</param>
    /// <param name="Ended">Operations whose effects are in it.</param>
    private sealed record Seen(ReportSections Sections, ImmutableHashSet<Guid> Ended)
    {
        // How one ended is told together with a host that shows it, never before.
        public OperationReport Told(OperationReport report) => !OperationWork.IsOver(report.State) || Ended.Contains(report.Id)
            ? report
            : report with { State = OperationState.Running, Progress = "looking at what became of it", Problems = null };
    }
}
