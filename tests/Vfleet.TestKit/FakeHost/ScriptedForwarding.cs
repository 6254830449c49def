using Vfleet.Domain.Desired;
using Vfleet.Domain.Forwarding;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Forwarding;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeHost;

/// <summary>The forwarding entries of a hand-built host. It plans with the real rule and planner, and executes on its own table.</summary>
public sealed class ScriptedForwarding(ObservedHost observed) : IForwarding
{
    private readonly Dictionary<PciAddress, (IEnumerable<MacAddress> Present, IEnumerable<MacAddress> Recorded)> _tables = [];

    /// <summary>What was executed, as <c>sync 0000:01:00.0</c>.</summary>
    public List<string> Executed { get; } = [];

    /// <summary>What could not be read.</summary>
    public List<Problem> Unread { get; } = [];

    /// <summary>What becomes of an execution instead of success.</summary>
    public ForwardingOutcome? Outcome { get; set; }

    /// <summary>Whether an execution waits for the cancellation.</summary>
    public bool Hang { get; set; }

    /// <summary>Gives a PF entries.</summary>
    public void Set(PciAddress pf, IEnumerable<string> present, params IEnumerable<string> recorded) =>
        _tables[pf] = ([.. present.Select(mac => MacAddress.Parse(mac))], [.. recorded.Select(mac => MacAddress.Parse(mac))]);

    public Task<ForwardingReading> ReadAsync(DesiredHost desired, CancellationToken cancellationToken) =>
        Task.FromResult(new ForwardingReading(observed, [.. observed.Pfs.Select(pf => Read(pf, Wish(pf, desired)))], [.. Unread]));

    public Task<ForwardingOutcome> SyncAsync(PciAddress pf, DesiredHost desired, CancellationToken cancellationToken) =>
        ExecuteAsync("sync", pf, found => Wish(found, desired), cancellationToken);

    public Task<ForwardingOutcome> ClearAsync(PciAddress pf, CancellationToken cancellationToken) =>
        ExecuteAsync("clear", pf, _ => ForwardingWish.Nothing("it has no entry of ours"), cancellationToken);

    private async Task<ForwardingOutcome> ExecuteAsync(
        string what, PciAddress address, Func<ObservedPf, ForwardingWish> wish, CancellationToken cancellationToken)
    {
        if (Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        Executed.Add($"{what} {address}");
        var read = Read(observed.Pf(address)!, wish(observed.Pf(address)!));
        if (Outcome is not null || read.Plan.IsEmpty)
        {
            return Outcome ?? new ForwardingOutcome.Nothing($"{read.Pf.Name} has every entry that it needs", read.Unfit);
        }

        var added = read.Plan.Add.Select(entry => entry.Mac).ToList();
        _tables[address] = (read.Entries.Present.Except(read.Plan.Remove).Union(added), read.Entries.Ours.Except(read.Plan.Remove).Union(added));
        return new ForwardingOutcome.Done(new ForwardingChanges([.. added], read.Plan.Remove), read.Unfit);
    }

    private ForwardingWish Wish(ObservedPf pf, DesiredHost desired) => ForwardingRule.Wish(observed, pf, ForwardingChoice.Of(desired, pf));

    private PfForwarding Read(ObservedPf pf, ForwardingWish wish)
    {
        var (present, recorded) = _tables.GetValueOrDefault(pf.Address, ([], []));
        var entries = ForwardingEntries.Of(pf, present, recorded);
        return new PfForwarding(pf, wish, entries, ForwardingPlanner.Plan(wish, entries));
    }
}
