namespace Vfleet.Cli.Fleet;

/// <summary>The engine that somebody logged in to: <c>$XDG_CONFIG_HOME/vfleet/engine.json</c>.</summary>
/// <param name="Url">The engine's address.</param>
/// <param name="User">The user.</param>
/// <param name="Token">The session's token.</param>
/// <param name="Expires">When the session ends.</param>
/// <param name="Authority">The certificate that is trusted, in PEM; null when this machine's authorities decide.</param>
internal sealed record SavedSession(string Url, string User, string Token, DateTimeOffset Expires, string? Authority);
