using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;
using Vfleet.Host.Desired;
using Vfleet.Host.Forwarding;
using Vfleet.Host.State;
using Vfleet.Linux.Files;
using Vfleet.Linux.Interop;
using Vfleet.Primitives;

namespace Vfleet.Host.Agent;

/// <summary>
/// Looks after one host: finishes what was interrupted, restores what is kept after a boot, and mends or reports what other hands changed.
/// It wakes at events, reads the host once, judges every PF, and hands each to a worker of its own.
/// </summary>
public sealed class HostAgent
{
    internal const string LockName = "agent.lock";
    private const string NowAndThen = "a look now and then";

    // Work comes in bursts, and a program whose pages were given back is slow at first: a start of a guest took 1 s longer in the lab (bench/vm-start).
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(30);

    private readonly Func<IHost> _open;
    private readonly AgentOptions _options;
    private readonly IAgentLog _log;
    private readonly TimeProvider _time;
    private readonly IFleetSide? _fleet;
    private readonly ConcurrentDictionary<PciAddress, PfWorkEnd> _failed = new();
    private readonly Dictionary<PciAddress, (PfWorker Worker, Task Running)> _workers = [];
    private readonly DriftAges _drifts;
    private readonly DocumentFollowing _document;
    private readonly DateTimeOffset _started;
    private DesiredHost? _understood;
    private AgentReport? _report;
    private bool _sawLibvirt;
    private TimeSpan _lookTook;

    /// <summary>Makes it.</summary>
    /// <param name="open">Opens the host; each reading and each piece of work opens its own.</param>
    /// <param name="options">How it looks after it.</param>
    /// <param name="log">Told what happens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="fleet">The fleet's side of it; null when it is to know of no fleet.</param>
    public HostAgent(Func<IHost> open, AgentOptions options, IAgentLog log, TimeProvider time, IFleetSide? fleet = null)
    {
        (_open, _options, _log, _time, _fleet) = (open, options, log, time, fleet);
        _drifts = new DriftAges(options.Settle, time);
        _document = new DocumentFollowing(options.Document, options.Settle, time);
        _started = time.GetUtcNow();
    }

    // A slow host is not read all the time while events come in: it has other work to do.
    private TimeSpan Gather => _lookTook > _options.Gather ? _lookTook : _options.Gather;

    /// <summary>Runs until cancelled. What a worker has begun then is undone or ended first.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it cannot run: another agent does, no right; null when it was cancelled.</returns>
    public async Task<Problem?> RunAsync(CancellationToken cancellationToken)
    {
        FileLock? alone;
        try
        {
            Directory.CreateDirectory(_options.RunDirectory);
            alone = FileLock.TryTake(
                Path.Join(_options.RunDirectory, LockName), exclusive: true, $"pid {Environment.ProcessId}", out var holder);
            if (alone is null)
            {
                return new Problem(
                    ProblemCode.Locked, $"an agent looks after this host already ({holder})", "'vfleet status' shows what it does; stop it with: systemctl stop vfleet-agent");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemCode.NoPermission, $"{_options.RunDirectory} cannot be written: {fault.Message}", "run as root", _options.RunDirectory);
        }

        using (alone)
        {
            _ = ProcessMemory.AvoidHugePages();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await using var wakeups = new Wakeups(_open, _options, () => _fleet?.IsAtWork == true, _time);
            wakeups.Start();
            _fleet?.Attach(wakeups);
            try
            {
                await LoopAsync(wakeups, stop.Token);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // That is how it ends.
            }
            finally
            {
                await stop.CancelAsync();
                await Task.WhenAll(_workers.Values.Select(worker => worker.Running));
            }
        }

        return null;
    }

    private async Task LoopAsync(Wakeups wakeups, CancellationToken cancellationToken)
    {
        var why = "start";
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = _time.GetTimestamp();
            var isQuiet = await LookAsync(wakeups, why, cancellationToken);
            _lookTook = _time.GetElapsedTime(began);
            if (isQuiet)
            {
                _log.Ready();
            }

            why = await SleepAsync(wakeups, cancellationToken);
        }
    }

    private async Task<string> SleepAsync(Wakeups wakeups, CancellationToken cancellationToken)
    {
        var most = NextLook();
        if (most <= s_settled)
        {
            return await wakeups.NextAsync(most, Gather, cancellationToken) ?? NowAndThen;
        }

        if (await wakeups.NextAsync(s_settled, Gather, cancellationToken) is { } soon)
        {
            return soon;
        }

        // It will sleep for long: what reading and working took is given back to the system, what waits for its finalizer too.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ProcessMemory.GiveBack();
        return await wakeups.NextAsync(most - s_settled, Gather, cancellationToken) ?? NowAndThen;
    }

    // After a failure it looks again when the pause is over, at a young drift or document when it is old enough; else only now and then.
    private TimeSpan NextLook()
    {
        TimeSpan?[] waits = [.. _workers.Values.Select(worker => worker.Worker.Pause), _drifts.Left, _document.Left];
        return waits.Min() is { } left && left < _options.SafetyInterval ? left + TimeSpan.FromMilliseconds(10) : _options.SafetyInterval;
    }

    /// <summary>Reads the host and hands out work.</summary>
    /// <returns>Whether nothing was to do.</returns>
    private async Task<bool> LookAsync(Wakeups wakeups, string why, CancellationToken cancellationToken)
    {
        _fleet?.Looks();
        var document = ReadDocument(out var problems);
        var isUnclear = !problems.IsEmpty;
        ForwardingReading reading;
        ImmutableDictionary<PciAddress, PfState> states;
        ImmutableArray<PfJudgement> judgements;
        try
        {
            await using var opened = _open();
            reading = await opened.Forwarding.ReadAsync(document ?? new DesiredHost(), cancellationToken);
            states = opened.Keeping.ReadAll(out var damaged);
            document = _fleet is null ? document : _fleet.Complete(document, isUnderstood: !isUnclear, reading.Host);
            problems = [.. problems, .. damaged, .. reading.Problems];
            judgements =
            [
                .. PfJudgement.Of(reading.Host, states, document, opened.Keeping.IsRestored, opened.Keeping.BootId)
                    .Select(judgement => judgement.With(isUnclear ? null : reading.Pfs.FirstOrDefault(pf => pf.Pf.Address == judgement.Pf), document)),
            ];
        }
        catch (IOException fault)
        {
            _log.Problem(Applying.Faults.ToProblem(fault, "reading the host"));
            return false;
        }

        judgements = _drifts.Settled(judgements);
        _log.Look(why, judgements.Length);
        if (document is not null)
        {
            problems = problems.AddRange(PfMatching.Of(document, reading.Host).Problems);
        }

        // A daemon that came up later than we did is not followed yet.
        var seesLibvirt = reading.Host.LibvirtProblem is null;
        if (seesLibvirt && !_sawLibvirt)
        {
            wakeups.Rewatch();
        }

        _sawLibvirt = seesLibvirt;
        foreach (var judgement in judgements.Where(judgement => judgement.Work is not null))
        {
            var worker = WorkerOf(judgement.Pf, wakeups, cancellationToken);
            var isItsOwn = worker.IsBusy && judgement.Work is PfWork.Recover;
            if (!isItsOwn && worker.TryPost(judgement.Work!))
            {
                _log.Work(judgement.Name, judgement.Detail);
            }
        }

        var pfs = Report(document, problems, judgements);
        _fleet?.Saw(new HostLook(reading.Host, states, pfs));
        return judgements.All(judgement => judgement.Work is null || _failed.ContainsKey(judgement.Pf));
    }

    private DesiredHost? ReadDocument(out ImmutableArray<Problem> problems)
    {
        problems = [];
        switch (_document.Read())
        {
            case null:
                return _understood = null;
            case HostDocumentReading.Done done:
                return _understood = done.Host;
            case HostDocumentReading.Refused refused:
                // Nothing of it is carried out. What nobody may touch is left alone all the same.
                problems = refused.Problems;
                return new DesiredHost
                {
                    NeverTouch = [.. refused.Untouched.NeverTouch, .. _understood?.NeverTouch ?? []],
                    Networks = _understood?.Networks ?? refused.Untouched.Networks,
                };
            default:
                throw new InvalidOperationException("unknown result of reading");
        }
    }

    private PfWorker WorkerOf(PciAddress pf, Wakeups wakeups, CancellationToken cancellationToken)
    {
        if (_workers.TryGetValue(pf, out var known))
        {
            return known.Worker;
        }

        var worker = new PfWorker(pf, _open, end => Ended(end, wakeups), _time);
        _workers[pf] = (worker, worker.RunAsync(cancellationToken));
        return worker;
    }

    private void Ended(PfWorkEnd end, Wakeups wakeups)
    {
        _log.Ended(end.Pf, end.Result, end.Problems, end.Elapsed);
        if (end.Problems.IsEmpty)
        {
            _failed.TryRemove(end.Pf, out _);
        }
        else
        {
            _failed[end.Pf] = end;
        }

        // Somebody who holds the lock ends without telling us; else what was done is looked at once more.
        wakeups.Call($"work on {end.Pf} ended");
    }

    private ImmutableArray<AgentPf> Report(DesiredHost? document, ImmutableArray<Problem> problems, ImmutableArray<PfJudgement> judgements)
    {
        ImmutableArray<AgentPf> pfs = [.. judgements.Select(Describe)];
        var report = new AgentReport
        {
            Pid = Environment.ProcessId,
            Started = _started,
            Changed = _time.GetUtcNow(),
            Drift = document?.Drift == DriftPolicy.Mend ? "mend" : "report",
            DocumentProblems = [.. problems.Select(problem => $"{problem.Message}; {problem.Remedy}")],
            Pfs = pfs,
        };
        if (report.SaysTheSameAs(_report))
        {
            return pfs;
        }

        foreach (var pf in report.Pfs.Where(pf => _report?.Pfs.Contains(pf) != true))
        {
            _log.State(pf);
        }

        foreach (var problem in problems.Where(problem => _report?.DocumentProblems.Contains($"{problem.Message}; {problem.Remedy}", StringComparer.Ordinal) != true))
        {
            _log.Problem(problem);
        }

        _report = report;
        try
        {
            report.Write(_options.RunDirectory);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.Problem(Applying.Faults.ToProblem(fault, "writing the report"));
        }

        return pfs;
    }

    private AgentPf Describe(PfJudgement judgement)
    {
        var failed = judgement.Work is null ? null : _failed.GetValueOrDefault(judgement.Pf);
        var problems = failed?.Problems ?? judgement.Problems;
        var remedy = (problems, judgement) switch
        {
            ([var first, ..], _) => first.Remedy,
            (_, { State: PfCondition.Drifted, Work: null }) => "make it so again: vfleet restore; or keep what is now: set it with vfleet pf set",
            (_, { State: PfCondition.Pending, Work: null }) => "the document asks for what was never applied: vfleet plan, then vfleet apply",
            _ => "",
        };
        var detail = failed is null ? judgement.Detail : failed.Problems[0].Message;
        return new AgentPf(judgement.Pf.ToString(), judgement.Name, judgement.State, detail, remedy);
    }
}
