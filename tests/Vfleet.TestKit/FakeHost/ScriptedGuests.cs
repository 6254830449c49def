using System.Collections.Concurrent;
using Vfleet.Domain.Guests;
using Vfleet.Host.Guests;

namespace Vfleet.TestKit.FakeHost;

/// <summary>Guests of a hand-built host: what becomes of a change is scripted, done when nothing else is said.</summary>
public sealed class ScriptedGuests : IHostGuests
{
    /// <summary>Changes that were executed, in the order of their beginning.</summary>
    public ConcurrentQueue<GuestChange> Applied { get; init; } = [];

    /// <summary>What becomes of a change instead of success; may wait for the cancellation.</summary>
    public Func<GuestChange, IProgress<string>?, CancellationToken, Task<GuestOutcome?>>? Execute { get; set; }

    /// <summary>What a plan comes to instead of being ready.</summary>
    public Func<GuestChange, GuestOutcome?>? Judge { get; set; }

    public Task<GuestOutcome> PlanAsync(GuestChange change, CancellationToken cancellationToken) =>
        Task.FromResult(Judge?.Invoke(change) ?? new GuestOutcome.Ready(Plan(change)));

    public async Task<GuestOutcome> ApplyAsync(GuestChange change, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (Judge?.Invoke(change) is { } judged)
        {
            return judged;
        }

        Applied.Enqueue(change);
        var outcome = Execute is null ? null : await Execute(change, progress, cancellationToken);
        return outcome ?? new GuestOutcome.Done(Plan(change), TimeSpan.FromSeconds(2));
    }

    /// <summary>The plan of a change.</summary>
    public static GuestPlan Plan(GuestChange change) => new($"{change.GetType().Name} {change.Guest}", ["do it"]);
}
