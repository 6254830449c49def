namespace Vfleet.Link.Connecting;

/// <summary>How long to wait before the next try: longer and longer, and never as long as everybody else.</summary>
/// <param name="times">The first and the longest pause.</param>
/// <param name="random">The dice.</param>
internal sealed class Pauses(LinkTimes times, Random random)
{
    private int _failures;

    /// <summary>The next pause: after the first failure half to one and a half of the first pause, then twice that, up to the longest.</summary>
    /// <returns>It.</returns>
    public TimeSpan Next()
    {
        var whole = Math.Min(times.LongestPause.TotalSeconds, times.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 20)));
        return TimeSpan.FromSeconds(Math.Min(times.LongestPause.TotalSeconds, whole * (0.5 + random.NextDouble())));
    }

    /// <summary>Begins anew: it went well.</summary>
    public void Reset() => _failures = 0;
}
