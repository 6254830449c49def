using System.Collections.Immutable;

namespace Vfleet.Client;

/// <summary>How to talk to an engine.</summary>
/// <param name="Address">Its root, <c>https://NAME:PORT/</c>.</param>
public sealed record EngineOptions(Uri Address)
{
    /// <summary>The port of an engine whose address names none.</summary>
    public const int DefaultPort = 8443;

    /// <summary>The session's or the API token; null before logging in.</summary>
    public string? Token { get; init; }

    /// <summary>Whose certificate is accepted.</summary>
    public EngineTrust Trust { get; init; } = new EngineTrust.OfSystem();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long to wait before each further try of what a lost connection kept from being answered; as many tries as entries.</summary>
    public ImmutableArray<TimeSpan> Retries { get; init; } =
        [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(1500)];

    /// <summary>How long an answer may take to begin.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stream may be silent, keep-alives included, before it is opened anew.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Reads an address as people type it: <c>https://</c> and the port may be left out.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The address without path; null when it is none, or not one of TLS.</returns>
    public static Uri? ReadAddress(string text)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.Host.Length == 0
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return null;
        }

        var namesPort = full.TrimEnd('/').EndsWith($":{uri.Port}", StringComparison.Ordinal);
        return new UriBuilder(uri) { Port = namesPort ? uri.Port : DefaultPort }.Uri;
    }
}
