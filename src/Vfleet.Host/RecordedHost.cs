using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Host.Applying;
using Vfleet.Host.Capturing;
using Vfleet.Host.Examining;
using Vfleet.Host.Forwarding;
using Vfleet.Host.Guests;
using Vfleet.Host.Reading;
using Vfleet.Host.Restoring;
using Vfleet.Host.Watching;

namespace Vfleet.Host;

/// <summary>A host as somebody recorded its files. It can be read and planned for, never changed.</summary>
internal sealed class RecordedHost(HostParts parts, Func<bool, INetworkPicture> network) : IHost
{
    private readonly HostReader _reader = new(parts, network);

    public IHostKeeping Keeping { get; } = new RecordedKeeping(parts.Options.RootName, parts.State);

    public Task<ObservedHost> ObserveAsync(ObserveScope scope, CancellationToken cancellationToken) => _reader.ReadAsync(scope, cancellationToken);

    // Nobody records what only counts up.
    public Task<ImmutableArray<ObservedCounters>> CountersAsync(ObservedPf pf, CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<ObservedCounters>>([]);

    public Task<Examination> ExamineAsync(CancellationToken cancellationToken) => new ExaminationReader(parts, _reader).ReadAsync(cancellationToken);

    public Task<HostCapture> CaptureAsync(CancellationToken cancellationToken) => new CaptureReader(parts).ReadAsync(cancellationToken);

    public async Task<PlanResult> PlanAsync(HostChange change, CancellationToken cancellationToken) =>
        ChangePlanner.Plan(await ObserveAsync(ChangeApplier.PlanningScope, cancellationToken), change);

    public Task<ChangeOutcome> ApplyAsync(HostChange change, IProgress<StepProgress>? progress, CancellationToken cancellationToken) =>
        Task.FromResult<ChangeOutcome>(new ChangeOutcome.Refused([RecordedKeeping.Recorded(parts.Options.RootName)]));

    public IForwarding Forwarding => new RecordedForwarding(parts.Options.RootName);

    public IHostGuests Guests => new RecordedGuests(parts.Options.RootName);

    public async IAsyncEnumerable<HostEvent> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Nothing ever happens on a recording.
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask DisposeAsync() => parts.DisposeAsync();
}
