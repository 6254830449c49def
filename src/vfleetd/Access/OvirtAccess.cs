using System.Net.Http.Headers;
using System.Text;
using Vfleet.Compat.Ovirt.Access;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;

namespace Vfleet.Server.Access;

/// <summary>Who asks in oVirt's API: the same users, tokens and limits as everywhere.</summary>
/// <param name="logIns">Logs in and out.</param>
/// <param name="callers">Knows tokens.</param>
/// <param name="known">Names and passwords that were found right a short while ago.</param>
internal sealed class OvirtAccess(LogIns logIns, Callers callers, KnownPasswords known) : IOvirtAccess
{
    private const string Basic = "Basic";

    // What oVirt calls profiles of its own users, before and since Keycloak.
    private static readonly string[] s_profiles = ["@internal", "@internalsso"];

    /// <inheritdoc/>
    public async ValueTask<Caller?> FindAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.Headers.Authorization is not [{ } header]
            || !AuthenticationHeaderValue.TryParse(header, out var sent)
            || !sent.Scheme.Equals(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return callers.Find(http);
        }

        if (!TryDecode(sent.Parameter, out var name, out var password))
        {
            return null;
        }

        name = NameOf(name);
        // Several requests may wait for one check: none of them ends it for the others.
        switch (await known.CheckAsync(logIns.Find(name), password, () => logIns.CheckAsync(name, password, http, CancellationToken.None)))
        {
            case LogInCheck.Right right:
                return Callers.Of(right.User);
            case LogInCheck.TooMany many:
                http.Response.Headers.RetryAfter = many.Seconds.ToString();
                return null;
            default:
                return null;
        }
    }

    /// <inheritdoc/>
    public async Task<OvirtLogin> LogInAsync(HttpContext http, string user, string password, CancellationToken cancellationToken)
    {
        switch (await logIns.CheckAsync(NameOf(user), password, http, cancellationToken))
        {
            case LogInCheck.Right right:
                var (secret, result) = await logIns.BeginAsync(right.User, cancellationToken);
                return result is ChangeResult<ApiToken>.Done { Entry.Value.Expires: { } expires }
                    ? new OvirtLogin(secret.Text, expires, null, null)
                    : new OvirtLogin(null, default, "the fleet is being changed: try again", 1);
            case LogInCheck.TooMany many:
                return new OvirtLogin(null, default, $"{many.What}: wait {many.Seconds} s", many.Seconds);
            default:
                return new OvirtLogin(null, default, $"{LogInCheck.Wrong.Message}: {LogInCheck.Wrong.Remedy}", null);
        }
    }

    /// <inheritdoc/>
    public async Task LogOutAsync(string token, CancellationToken cancellationToken)
    {
        if (callers.Token(token) is { IsSession: true } session)
        {
            await logIns.EndAsync(session, cancellationToken);
        }
    }

    private string NameOf(string user)
    {
        var profile = logIns.Find(user) is null ? Array.Find(s_profiles, profile => user.EndsWith(profile, StringComparison.Ordinal)) : null;
        return profile is null ? user : user[..^profile.Length];
    }

    private static bool TryDecode(string? text, out string name, out string password)
    {
        (name, password) = ("", "");
        var bytes = new byte[(text?.Length ?? 0) + 1];
        if (!Convert.TryFromBase64String(text ?? "", bytes, out var count) || Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2) is not [var before, var after])
        {
            return false;
        }

        (name, password) = (before, after);
        return true;
    }
}
