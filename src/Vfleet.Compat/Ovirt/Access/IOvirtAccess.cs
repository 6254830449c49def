using Microsoft.AspNetCore.Http;
using Vfleet.Engine.Access;

namespace Vfleet.Compat.Ovirt.Access;

/// <summary>Who asks, as the server that the API lives in knows it.</summary>
public interface IOvirtAccess
{
    /// <summary>Who sends a request, by its bearer token or by name and password (Basic).</summary>
    /// <param name="http">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>They; null when nobody is known by what was sent.</returns>
    ValueTask<Caller?> FindAsync(HttpContext http, CancellationToken cancellationToken);

    /// <summary>Logs a user in.</summary>
    /// <param name="http">The request.</param>
    /// <param name="user">The name; its profile (<c>@internal</c>) does not count when no user is called so with it.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What came of it.</returns>
    Task<OvirtLogin> LogInAsync(HttpContext http, string user, string password, CancellationToken cancellationToken);

    /// <summary>Ends a token; one that is unknown has ended.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When it has ended.</returns>
    Task LogOutAsync(string token, CancellationToken cancellationToken);
}

/// <summary>What came of a log-in.</summary>
/// <param name="Token">The token; null when it failed.</param>
/// <param name="Expires">Until when it holds.</param>
/// <param name="Refusal">Why it failed, in a sentence with what to do; null when it did not.</param>
/// <param name="RetryAfter">Seconds to wait before the next attempt is looked at; null when it may come at once.</param>
public sealed record OvirtLogin(string? Token, DateTimeOffset Expires, string? Refusal, int? RetryAfter);
