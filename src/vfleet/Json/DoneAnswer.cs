namespace Vfleet.Cli.Json;

/// <summary>The answer of a command after which there is nothing to show.</summary>
/// <param name="Subject">What it was about.</param>
/// <param name="Done">What was done to it, as <c>removed</c>.</param>
/// <param name="DryRun">Whether nothing was done, and only would be.</param>
internal sealed record DoneAnswer(string Subject, string Done, bool DryRun);

/// <summary>The answer of <c>vfleet login</c>.</summary>
/// <param name="Url">The engine's address.</param>
/// <param name="User">The user.</param>
/// <param name="Expires">When the session ends.</param>
internal sealed record LoginView(string Url, string User, DateTimeOffset Expires);
