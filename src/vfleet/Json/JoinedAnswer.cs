namespace Vfleet.Cli.Json;

/// <summary>The answer of <c>vfleet join</c>.</summary>
/// <param name="Engines">The engines.</param>
/// <param name="HostId">The host's id in the fleet.</param>
/// <param name="HostName">The host's name in the fleet.</param>
/// <param name="CertificateEnds">When its certificate ends; it is renewed before.</param>
/// <param name="AgentStarted">Whether the agent was started by systemd.</param>
internal sealed record JoinedAnswer(string[] Engines, Guid HostId, string HostName, DateTimeOffset CertificateEnds, bool AgentStarted);

/// <summary>The answer of <c>vfleet leave</c>.</summary>
/// <param name="HostName">The name that the host had in the fleet; null when that could not be read.</param>
/// <param name="Engines">The engines.</param>
internal sealed record LeftAnswer(string? HostName, string[] Engines);
