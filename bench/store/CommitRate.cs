using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Vfleet.Storage;

namespace Vfleet.Bench.Store;

/// <summary>How many placements are durable in a second, and how long a batch takes.</summary>
internal sealed class CommitRate(string what, int size)
{
    private readonly List<double> _milliseconds = [];

    /// <summary>Runs from the making of it.</summary>
    public Stopwatch Time { get; } = Stopwatch.StartNew();

    public double PerSecond { get; private set; }

    public void Measure(Action write)
    {
        var began = Stopwatch.GetTimestamp();
        write();
        Add(began);
    }

    public async Task MeasureAsync(Func<Task<ImmutableArray<CommitOutcome>>> commit)
    {
        var began = Stopwatch.GetTimestamp();
        var outcomes = await commit();
        Add(began);
        if (outcomes.FirstOrDefault(outcome => outcome is not CommitOutcome.Done) is { } refused)
        {
            throw new InvalidOperationException($"a placement is not carried out: {refused}");
        }
    }

    public void Print()
    {
        var sorted = _milliseconds.Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-60} {PerSecond,7:F0} placements/s; a batch {sorted[sorted.Length / 2]:F2} ms, p99 {sorted[sorted.Length * 99 / 100]:F2} ms, most {sorted[^1]:F2} ms"));
    }

    private void Add(long began)
    {
        _milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        PerSecond = _milliseconds.Count * size / Time.Elapsed.TotalSeconds;
    }
}
