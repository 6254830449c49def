using Vfleet.Domain.Problems;

namespace Vfleet.Host.Recovering;

/// <summary>What became of one thing that a kill, a power cut or a guest had left half-done.</summary>
/// <param name="Subject">What it was about: <c>enp1s0f0</c>, <c>enp1s0f0/3</c>.</param>
/// <param name="What">What had been begun, for people.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Problem">Why it is still half-done; null when it is not.</param>
public sealed record Recovery(string Subject, string What, RecoveryResult Result, Problem? Problem = null);

/// <summary>What became of something half-done.</summary>
public enum RecoveryResult
{
    /// <summary>It is done now.</summary>
    Finished,

    /// <summary>The host is as it was before.</summary>
    Undone,

    /// <summary>It is still half-done, and still written down.</summary>
    Left,

    /// <summary>Somebody is at work on it: nothing is half-done.</summary>
    Busy,
}
