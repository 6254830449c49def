using System.Collections.Concurrent;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Server.Access;

/// <summary>Knows who asks by the token that they send.</summary>
/// <param name="engine">The fleet.</param>
/// <param name="time">The clock.</param>
internal sealed class Callers(FleetEngine engine, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    /// <summary>Who may nothing.</summary>
    public static Caller Nobody { get; } = new("nobody", []);

    /// <summary>Who asks.</summary>
    /// <param name="http">The request.</param>
    /// <returns>Them; null when nobody is known by the token, or there is none.</returns>
    public Caller? Find(HttpContext http)
    {
        if (Token(http) is not { } token || engine.State.Users.Find(FleetKinds.Text(token.UserId)) is not { IsDisabled: false } user)
        {
            return null;
        }

        // Whoever changes a password wants those out who came in with the old one.
        return token.IsSession && token.Created < user.PasswordChanged ? null : Of(user);
    }

    /// <summary>A user who asks.</summary>
    /// <param name="user">The user.</param>
    /// <returns>The caller.</returns>
    public static Caller Of(User user) => new(user.Name, user.Grants) { UserId = user.Id };

    /// <summary>The token that a request came with.</summary>
    /// <param name="http">The request.</param>
    /// <returns>It; null when there is none that holds.</returns>
    public ApiToken? Token(HttpContext http) =>
        http.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? Token(header[Scheme.Length..]) : null;

    /// <summary>A token.</summary>
    /// <param name="text">As it was given.</param>
    /// <returns>It; null when none holds that is so.</returns>
    public ApiToken? Token(string text)
    {
        var secret = new Secret(text);
        var now = time.GetUtcNow();
        if (engine.State.Tokens.Find(FleetKinds.Text(secret.Id)) is not { } token || !secret.Is(token.Hash) || token.Expires <= now)
        {
            return null;
        }

        if (!_used.TryGetValue(token.Id, out var used) || now - used > TimeSpan.FromMinutes(1))
        {
            _used[token.Id] = now;
        }

        return token;
    }

    /// <summary>When a token was last used at this engine.</summary>
    /// <param name="token">The token.</param>
    /// <returns>When, to about a minute; null when it was not since the engine started.</returns>
    public DateTimeOffset? LastUsed(Guid token) => _used.TryGetValue(token, out var used) ? used : null;

    /// <summary>Forgets a token that is gone.</summary>
    /// <param name="token">The token.</param>
    public void Forget(Guid token) => _used.TryRemove(token, out _);
}
