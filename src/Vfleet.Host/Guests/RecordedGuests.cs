using Vfleet.Domain.Guests;
using Vfleet.Host.Restoring;

namespace Vfleet.Host.Guests;

/// <summary>The guests of a recorded host, which cannot be changed.</summary>
/// <param name="root">What people call the recording.</param>
internal sealed class RecordedGuests(string root) : IHostGuests
{
    public Task<GuestOutcome> PlanAsync(GuestChange change, CancellationToken cancellationToken) => Task.FromResult<GuestOutcome>(Refusal());

    public Task<GuestOutcome> ApplyAsync(GuestChange change, IProgress<string>? progress, CancellationToken cancellationToken) =>
        Task.FromResult<GuestOutcome>(Refusal());

    private GuestOutcome.Refused Refusal() => new([RecordedKeeping.Recorded(root)]);
}
