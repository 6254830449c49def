namespace Vfleet.Host.Watching;

/// <summary>Something that happened on the host.</summary>
/// <param name="At">When it was noticed.</param>
/// <param name="Kind">What happened, as a stable word with dots: <c>vf.added</c>, <c>link.down</c>, <c>guest.device-removed</c> ...</param>
/// <param name="Subject">What it happened to: <c>enp1s0f0/3</c>, <c>enp1s0f0</c>, <c>web1</c>.</param>
/// <param name="Detail">One line for people.</param>
public sealed record HostEvent(DateTimeOffset At, string Kind, string Subject, string Detail);
