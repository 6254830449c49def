using Vfleet.Primitives;

namespace Vfleet.Lab.Network;

/// <summary>What a ping from the switch brought.</summary>
/// <param name="Sent">Echo requests sent; 0 when nobody answered the ARP requests before them.</param>
/// <param name="Received">Replies, each request counted once.</param>
/// <param name="TargetMac">Who answered the ARP request, or <see langword="null"/> when nobody did.</param>
/// <param name="RoundTrips">Times of the answered requests.</param>
public sealed record PingOutcome(int Sent, int Received, MacAddress? TargetMac, IReadOnlyList<TimeSpan> RoundTrips)
{
    /// <summary>Whether at least one reply came.</summary>
    public bool Answered => Received > 0;

    /// <summary>For example <c>3 of 3 answered by 02:00:00:00:01:01</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => TargetMac is { } mac ? $"{Received} of {Sent} answered by {mac}" : "no answer to ARP";
}
