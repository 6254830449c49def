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
        if (Token(http) is not { } token || !engine.State.Users.TryGet(FleetKinds.Text(token.UserId), out var user) || user.Value.IsDisabled)
        {
            return null;
        }

        // Whoever changes a password wants those out who came in with the old one.
        return token.IsSession && token.Created < user.Value.PasswordChanged ? null : new Caller(user.Value.Name, user.Value.Grants) { UserId = token.UserId };
    }

    /// <summary>The token that a request came with.</summary>
    /// <param name="http">The request.</param>
    /// <returns>It; null when there is none that holds.</returns>
    public ApiToken? Token(HttpContext http)
    {
        if (http.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var secret = new Secret(header[Scheme.Length..]);
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
