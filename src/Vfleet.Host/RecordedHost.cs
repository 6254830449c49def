using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Host.Applying;
using Vfleet.Host.Forwarding;
using Vfleet.Host.Reading;
using Vfleet.Host.Restoring;
using Vfleet.Host.Watching;

namespace Vfleet.Host;

/// <summary>A host as somebody recorded its files. It can be read and planned for, never changed.</summary>
internal sealed class RecordedHost(HostParts parts, Func<bool, INetworkPicture> network) : IHost
{
    private readonly HostReader _reader = new(parts, network);

    public IHostKeeping Keeping { get; } = new NothingKept(parts.Options.Root);

    public Task<ObservedHost> ObserveAsync(ObserveScope scope, CancellationToken cancellationToken) => _reader.ReadAsync(scope, cancellationToken);

    public async Task<PlanResult> PlanAsync(HostChange change, CancellationToken cancellationToken) =>
        ChangePlanner.Plan(await ObserveAsync(ChangeApplier.PlanningScope, cancellationToken), change);

    public Task<ChangeOutcome> ApplyAsync(HostChange change, IProgress<StepProgress>? progress, CancellationToken cancellationToken) =>
        Task.FromResult<ChangeOutcome>(new ChangeOutcome.Refused([NothingKept.Recorded(parts.Options.Root)]));

    public IForwarding Forwarding => new RecordedForwarding(parts.Options.Root);

    public async IAsyncEnumerable<HostEvent> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Nothing ever happens on a recording.
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask DisposeAsync() => parts.DisposeAsync();
}
