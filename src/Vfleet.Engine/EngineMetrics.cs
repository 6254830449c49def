using System.Diagnostics.Metrics;

namespace Vfleet.Engine;

/// <summary>What the engine counts. The names are listed in docs/metrics.md.</summary>
public sealed class EngineMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Vfleet.Engine";

    private readonly Meter _meter;
    private readonly Counter<long> _commits;
    private readonly Histogram<double> _transactions;
    private readonly Counter<long> _placed;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _lost;
    private readonly Histogram<double> _placing;

    /// <summary>Makes it.</summary>
    /// <param name="factory">Where the meter is registered; null for none.</param>
    public EngineMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _commits = _meter.CreateCounter<long>("vfleet_commits_total", description: "Commits that were carried out, those in conflict included");
        _transactions = _meter.CreateHistogram<double>("vfleet_transaction_seconds", "s", "How long transactions of the store took");
        _placed = _meter.CreateCounter<long>("vfleet_placements_total", description: "VMs that were placed");
        _refused = _meter.CreateCounter<long>("vfleet_placements_refused_total", description: "Placements that no host could serve");
        _lost = _meter.CreateCounter<long>("vfleet_placement_conflicts_total", description: "Placements that another engine was faster with, and that were tried again");
        _placing = _meter.CreateHistogram<double>("vfleet_placing_seconds", "s", "How long finding a place took, without the store");
    }

    /// <summary>The meter, for gauges of others.</summary>
    public Meter Meter => _meter;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Committed(int commits, TimeSpan took)
    {
        _commits.Add(commits);
        _transactions.Record(took.TotalSeconds);
    }

    internal void Placed(int vms) => _placed.Add(vms);

    internal void Refused() => _refused.Add(1);

    internal void Lost() => _lost.Add(1);

    internal void Searched(TimeSpan took) => _placing.Record(took.TotalSeconds);
}
