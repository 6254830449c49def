using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Host.Forwarding;

/// <summary>A recording holds no forwarding entries: only the kernel tells them.</summary>
/// <param name="root">The folder of the recording.</param>
internal sealed class RecordedForwarding(string root) : IForwarding
{
    private Problem Problem => new(
        ProblemCode.RecordedHost, $"{root} is a recording, which holds no forwarding entries", "leave --root out to look at this machine");

    public Task<ForwardingReading> ReadAsync(DesiredHost desired, CancellationToken cancellationToken) =>
        Task.FromResult(new ForwardingReading(new ObservedHost(), [], [Problem]));

    public Task<ForwardingOutcome> SyncAsync(PciAddress pf, DesiredHost desired, CancellationToken cancellationToken) => Refused();

    public Task<ForwardingOutcome> ClearAsync(PciAddress pf, CancellationToken cancellationToken) => Refused();

    private Task<ForwardingOutcome> Refused() => Task.FromResult<ForwardingOutcome>(new ForwardingOutcome.Refused([Problem]));
}
