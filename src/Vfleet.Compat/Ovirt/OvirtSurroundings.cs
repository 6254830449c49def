using Microsoft.Extensions.Logging;

namespace Vfleet.Compat.Ovirt;

/// <summary>What the API needs of the server that it lives in.</summary>
/// <param name="Authority">The certificate, in PEM, that the server's own is signed with, for clients that fetch it; null when it is another's.</param>
/// <param name="Answered">Counts requests.</param>
/// <param name="Log">Where defects are told.</param>
/// <param name="Time">The clock.</param>
public sealed record OvirtSurroundings(string? Authority, OvirtAnswered Answered, ILogger Log, TimeProvider Time);

/// <summary>A request was answered.</summary>
/// <param name="route">The pattern of its path.</param>
/// <param name="method">Its method.</param>
/// <param name="status">The status code.</param>
/// <param name="took">How long it took.</param>
public delegate void OvirtAnswered(string route, string method, int status, TimeSpan took);
