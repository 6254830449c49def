namespace Vfleet.Server.Access;

/// <summary>
/// Slows guessing down: after some failures, of a user or from an address, nothing is tried for a while, and longer after each further failure. What is
/// remembered is bounded: with too many names those that may try again soonest are forgotten.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class LoginLimits(TimeProvider time)
{
    private const int Free = 5;
    private const int Most = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Failures> _failures = new(StringComparer.Ordinal);

    /// <summary>How long to wait before the next try.</summary>
    /// <param name="keys">User and address.</param>
    /// <returns>How long; zero when it may be tried now.</returns>
    public TimeSpan Wait(params ReadOnlySpan<string> keys)
    {
        var now = time.GetUtcNow();
        var wait = TimeSpan.Zero;
        lock (_lock)
        {
            foreach (var key in keys)
            {
                if (_failures.TryGetValue(key, out var failures) && failures.Until - now > wait)
                {
                    wait = failures.Until - now;
                }
            }
        }

        return wait;
    }

    /// <summary>A try failed.</summary>
    /// <param name="keys">User and address.</param>
    public void Failed(params ReadOnlySpan<string> keys)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var key in keys)
            {
                var count = _failures.TryGetValue(key, out var before) && now - before.Last < Remembered ? before.Count + 1 : 1;
                var delay = count < Free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(count - Free, 10))));
                _failures[key] = new Failures(count, now, now + delay);
            }

            if (_failures.Count > Most)
            {
                foreach (var old in _failures.OrderBy(pair => pair.Value.Until).Take(Most / 10).Select(pair => pair.Key).ToList())
                {
                    _failures.Remove(old);
                }
            }
        }
    }

    /// <summary>A try succeeded: what failed before is forgiven.</summary>
    /// <param name="keys">User and address.</param>
    public void Succeeded(params ReadOnlySpan<string> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                _failures.Remove(key);
            }
        }
    }

    private readonly record struct Failures(int Count, DateTimeOffset Last, DateTimeOffset Until);
}
