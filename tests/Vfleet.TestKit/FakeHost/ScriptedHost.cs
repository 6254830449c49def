using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Host.Capturing;
using Vfleet.Host.Forwarding;
using Vfleet.Host.Guests;
using Vfleet.Host.Restoring;
using Vfleet.Host.Watching;

namespace Vfleet.TestKit.FakeHost;

/// <summary>
/// A host over a hand-built observation. It plans with the real planner; what becomes of an execution is scripted. It shows only what the
/// scope asked for, so that whoever asks for too little sees too little.
/// </summary>
public sealed class ScriptedHost(ObservedHost observed) : IHost
{
    /// <summary>Changes that were really executed.</summary>
    public List<HostChange> Applied { get; } = [];

    /// <summary>Scopes that were asked for.</summary>
    public List<ObserveScope> Scopes { get; } = [];

    /// <summary>What happens while it is watched.</summary>
    public ImmutableArray<HostEvent> Events { get; init; } = [];

    /// <summary>What becomes of a plan instead of success; may wait for the cancellation.</summary>
    public Func<Plan, IProgress<StepProgress>?, CancellationToken, Task<ChangeOutcome>>? Execute { get; init; }

    /// <summary>The forwarding entries of its PFs.</summary>
    public ScriptedForwarding Entries { get; } = new(observed);

    public IForwarding Forwarding => Entries;

    /// <summary>What becomes of changes of its guests.</summary>
    public ScriptedGuests Scripts { get; init; } = new();

    public IHostGuests Guests => Scripts;

    /// <summary>What reading answers, when it answers.</summary>
    public Func<Task<ObservedHost>>? Read { get; init; }

    /// <summary>What reading does instead of answering.</summary>
    public Exception? Fault { get; init; }

    /// <summary>What is kept of its PFs.</summary>
    public ScriptedKeeping Kept { get; init; } = new();

    public IHostKeeping Keeping => Kept;

    public bool IsDisposed { get; private set; }

    public Task<ObservedHost> ObserveAsync(ObserveScope scope, CancellationToken cancellationToken)
    {
        Scopes.Add(scope);
        return Read is not null ? Read() : Fault is null ? Task.FromResult(Seen(scope)) : Task.FromException<ObservedHost>(Fault);
    }

    /// <summary>What went through VFs.</summary>
    public ImmutableArray<ObservedCounters> Counters { get; init; } = [];

    public Task<ImmutableArray<ObservedCounters>> CountersAsync(ObservedPf pf, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<ObservedCounters>>([.. Counters.Where(counted => counted.Vf.Pf == pf.Address)]);

    /// <summary>What an examination finds; the observation alone when none is given.</summary>
    public Examination? Examination { get; init; }

    public Task<Examination> ExamineAsync(CancellationToken cancellationToken) => Fault is null
        ? Task.FromResult((Examination ?? new Examination()) with { Host = observed })
        : Task.FromException<Examination>(Fault);

    /// <summary>What a capture holds; none can be made when it is null.</summary>
    public HostCapture? Capture { get; init; }

    public Task<HostCapture> CaptureAsync(CancellationToken cancellationToken) => Fault is not null
        ? Task.FromException<HostCapture>(Fault)
        : Task.FromResult(Capture ?? throw new InvalidOperationException("this host was scripted without a capture"));

    public Task<PlanResult> PlanAsync(HostChange change, CancellationToken cancellationToken) =>
        Fault is null ? Task.FromResult(ChangePlanner.Plan(observed, change)) : Task.FromException<PlanResult>(Fault);

    public async Task<ChangeOutcome> ApplyAsync(HostChange change, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        switch (await PlanAsync(change, cancellationToken))
        {
            case PlanResult.Refused refused:
                return new ChangeOutcome.Refused(refused.Problems);
            case PlanResult.Nothing nothing:
                return new ChangeOutcome.Nothing(nothing.Because);
            case PlanResult.Ready { Plan: var plan }:
                Applied.Add(change);
                return Execute is null
                    ? new ChangeOutcome.Done(plan, plan.Notes, TimeSpan.FromMilliseconds(1530))
                    : await Execute(plan, progress, cancellationToken);
            default:
                throw new InvalidOperationException("unknown result of planning");
        }
    }

    public async IAsyncEnumerable<HostEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var happened in Events)
        {
            yield return happened;
        }

        // A host is watched until somebody has enough.
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>A step fails; everything is undone, or something is left.</summary>
    public static Func<Plan, IProgress<StepProgress>?, CancellationToken, Task<ChangeOutcome>> FailsAt(
        int step, Problem problem, ImmutableArray<string> undone, params ImmutableArray<Problem> left) =>
        (plan, _, _) => Task.FromResult<ChangeOutcome>(new ChangeOutcome.Failed(plan, plan.Steps[step - 1], problem, undone, left));

    private ObservedHost Seen(ObserveScope scope)
    {
        bool Asked(ObserveScope part) => scope.HasFlag(part);
        return observed with
        {
            Guests = Asked(ObserveScope.Guests) ? observed.Guests : default,
            LibvirtProblem = Asked(ObserveScope.Guests) ? observed.LibvirtProblem : null,
            Pfs =
            [
                .. observed.Pfs.Select(pf => pf with
                {
                    Model = Asked(ObserveScope.Names) ? pf.Model : null,
                    Vendor = Asked(ObserveScope.Names) ? pf.Vendor : null,
                    EswitchMode = Asked(ObserveScope.Details) ? pf.EswitchMode : null,
                    Ari = Asked(ObserveScope.Details) ? pf.Ari : null,
                    Acs = Asked(ObserveScope.Details) ? pf.Acs : null,
                    ManagementUses = Asked(ObserveScope.NetworkUse) ? pf.ManagementUses : [],
                    Vfs = [.. pf.Vfs.Select(vf => Seen(vf, Asked))],
                }),
            ],
        };
    }

    private static ObservedVf Seen(ObservedVf vf, Func<ObserveScope, bool> asked) => vf with
    {
        Model = asked(ObserveScope.Names) ? vf.Model : null,
        Settings = asked(ObserveScope.VfSettings) ? vf.Settings : null,
        Guests = asked(ObserveScope.Guests) ? vf.Guests : [],
        Holders = asked(ObserveScope.Holders) ? vf.Holders : [],
        GroupPeers = asked(ObserveScope.Holders) ? vf.GroupPeers : [],
        Record = asked(ObserveScope.Holders) ? vf.Record : null,
        Netdevs = [.. vf.Netdevs.Select(netdev => asked(ObserveScope.NetworkUse) ? netdev : netdev with { Uses = [] })],
    };
}
