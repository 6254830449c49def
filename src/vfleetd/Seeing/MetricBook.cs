using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Vfleet.Server.Seeing;

/// <summary>Collects what the engine's meters say, and writes it in Prometheus' text form (version 0.0.4).</summary>
internal sealed class MetricBook : IDisposable
{
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Cell>> _cells = new();

    /// <summary>Makes it; it listens from now on.</summary>
    /// <param name="meters">The meters that count.</param>
    public MetricBook(params IReadOnlyCollection<Meter> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Contains(instrument.Meter))
            {
                _cells.TryAdd(instrument, new(StringComparer.Ordinal));
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every metric that there is, in order of name.</summary>
    public IReadOnlyList<Instrument> Instruments => [.. _cells.Keys.OrderBy(instrument => instrument.Name, StringComparer.Ordinal)];

    /// <summary>Prometheus' word for a sort of metric.</summary>
    /// <param name="instrument">The metric.</param>
    /// <returns>The word.</returns>
    public static string KindOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> or ObservableCounter<long> => "counter",
        _ => "gauge",
    };

    /// <summary>All metrics as they are now.</summary>
    /// <returns>The text.</returns>
    public string Write()
    {
        foreach (var (instrument, cells) in _cells)
        {
            if (instrument.IsObservable)
            {
                cells.Clear();
            }
        }

        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var instrument in Instruments)
        {
            text.Append($"# HELP {instrument.Name} {instrument.Description}\n# TYPE {instrument.Name} {KindOf(instrument)}\n");
            foreach (var (labels, cell) in _cells[instrument].OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                cell.Write(text, instrument.Name, labels);
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.Length == 0 ? "" : Labels(tags);
        var cell = _cells[instrument].GetOrAdd(labels, static (_, of) => of is Histogram<double> ? new Buckets() : new Cell(), instrument);
        cell.Record(value, isSum: !instrument.IsObservable);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder(64);
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(Escaped(value?.ToString() ?? "")).Append('"');
        }

        return text.ToString();
    }

    // The three characters that the text form writes with a backslash.
    private static string Escaped(string value) => value.AsSpan().ContainsAny('\\', '"', '\n')
        ? value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        : value;

    private static string Number(double value) => value.ToString("0.###############", CultureInfo.InvariantCulture);

    private class Cell
    {
        private double _value;

        public virtual void Record(double value, bool isSum)
        {
            lock (this)
            {
                _value = isSum ? _value + value : value;
            }
        }

        public virtual void Write(StringBuilder text, string name, string labels) =>
            text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(Number(_value)).Append('\n');
    }

    private sealed class Buckets : Cell
    {
        private readonly long[] _counts = new long[Bounds.Length + 1];
        private double _sum;

        public override void Record(double value, bool isSum)
        {
            var at = Array.FindIndex(Bounds, bound => value <= bound);
            lock (this)
            {
                _counts[at < 0 ? Bounds.Length : at]++;
                _sum += value;
            }
        }

        public override void Write(StringBuilder text, string name, string labels)
        {
            var (before, count) = (labels.Length == 0 ? "" : labels + ",", 0L);
            lock (this)
            {
                for (var at = 0; at <= Bounds.Length; at++)
                {
                    count += _counts[at];
                    text.Append($"{name}_bucket{{{before}le=\"{(at == Bounds.Length ? "+Inf" : Number(Bounds[at]))}\"}} {count}\n");
                }

                var around = labels.Length == 0 ? "" : $"{{{labels}}}";
                text.Append($"{name}_sum{around} {Number(_sum)}\n{name}_count{around} {count}\n");
            }
        }
    }
}
