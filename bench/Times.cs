using System.Globalization;

namespace Vfleet.Bench;

/// <summary>Durations of one thing, measured by turns with those of another.</summary>
internal sealed class Times(string what)
{
    private readonly List<double> _milliseconds = [];

    /// <summary>What takes that long.</summary>
    public string What => what;

    /// <summary>How many there are.</summary>
    public int Count => _milliseconds.Count;

    /// <summary>Median of the durations, in milliseconds.</summary>
    public double Median => _milliseconds.Order().ElementAt(_milliseconds.Count / 2);

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    /// <summary>Prints the median, the extremes, and the ratio to another's median.</summary>
    public void Print(Times other) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-54} {Median,9:F2} ms  ({_milliseconds.Min():F2} to {_milliseconds.Max():F2}; ratio {Median / other.Median:F2})"));
}
