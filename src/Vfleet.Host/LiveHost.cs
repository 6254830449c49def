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

/// <summary>The machine that this program runs on.</summary>
internal sealed class LiveHost : IHost
{
    private readonly HostParts _parts;
    private readonly HostReader _reader;
    private readonly SharedReadings? _readings;

    public LiveHost(HostParts parts, Func<bool, INetworkPicture> network, SharedReadings? readings = null)
    {
        (_parts, _readings) = (parts, readings);
        _reader = new HostReader(parts, network);
        Keeping = new HostKeeping(parts, ObserveAsync);
    }

    public IHostKeeping Keeping { get; }

    public Task<ObservedHost> ObserveAsync(ObserveScope scope, CancellationToken cancellationToken) =>
        _readings is not null && scope == ChangeApplier.PlanningScope ? _readings.ReadAsync(cancellationToken) : _reader.ReadAsync(scope, cancellationToken);

    public Task<ImmutableArray<ObservedCounters>> CountersAsync(ObservedPf pf, CancellationToken cancellationToken) =>
        Task.FromResult(CountersReading.Read(_parts.Route, pf));

    public Task<Examination> ExamineAsync(CancellationToken cancellationToken) => new ExaminationReader(_parts, _reader).ReadAsync(cancellationToken);

    public Task<HostCapture> CaptureAsync(CancellationToken cancellationToken) => new CaptureReader(_parts).ReadAsync(cancellationToken);

    public async Task<PlanResult> PlanAsync(HostChange change, CancellationToken cancellationToken) =>
        ChangePlanner.Plan(await ObserveAsync(ChangeApplier.PlanningScope, cancellationToken), change);

    public Task<ChangeOutcome> ApplyAsync(HostChange change, IProgress<StepProgress>? progress, CancellationToken cancellationToken) =>
        new ChangeApplier(_parts, ObserveAsync).ApplyAsync(change, progress, cancellationToken);

    public IForwarding Forwarding => new LiveForwarding(_parts, ObserveAsync);

    public IHostGuests Guests => new HostGuests(_parts, ObserveAsync);

    public IAsyncEnumerable<HostEvent> WatchAsync(CancellationToken cancellationToken) => new HostWatch(_parts).ReadAllAsync(cancellationToken);

    public ValueTask DisposeAsync() => _parts.DisposeAsync();
}
