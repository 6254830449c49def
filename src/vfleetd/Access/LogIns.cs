using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;

namespace Vfleet.Server.Access;

/// <summary>Checks names and passwords, begins and ends sessions: for every API alike.</summary>
/// <param name="engine">The fleet.</param>
/// <param name="passwords">Checks passwords.</param>
/// <param name="limits">Slows guessing down.</param>
/// <param name="callers">Knows tokens.</param>
/// <param name="time">The clock.</param>
internal sealed class LogIns(FleetEngine engine, Passwords passwords, LoginLimits limits, Callers callers, TimeProvider time)
{
    private const int MostSessions = 50;
    private const int LongestName = 256;
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>A user, who may do with what is their own what only administrators may with that of others.</summary>
    /// <param name="user">The user.</param>
    /// <returns>The caller.</returns>
    public static Caller Own(User user) => new(user.Name, [new Grant(AccessRole.Admin)]) { UserId = user.Id };

    /// <summary>The user of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The user; null when there is none.</returns>
    public User? Find(string name) => engine.State.OwnerOf($"user:{name}") is { } id ? engine.State.Users.Find(id) : null;

    /// <summary>Checks a name and a password.</summary>
    /// <param name="name">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="http">The request that they came with.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What came of it.</returns>
    public async Task<LogInCheck> CheckAsync(string name, string password, HttpContext http, CancellationToken cancellationToken)
    {
        // A name that is longer than any user's needs no room in memory.
        var user = $"user {(name.Length > LongestName ? name[..LongestName] : name)}";
        var address = $"address {http.Connection.RemoteIpAddress}";
        if (limits.Wait(user, address) is { Ticks: > 0 } wait)
        {
            return new LogInCheck.TooMany("too many log-ins failed", (int)Math.Ceiling(wait.TotalSeconds));
        }

        var known = Find(name);
        var isTooLong = password.Length > Passwords.Longest;
        if (await passwords.CheckAsync(isTooLong ? "" : password, known?.PasswordHash, cancellationToken) is not { } check)
        {
            return new LogInCheck.TooMany("too many log in at once", 2);
        }

        if (!check.IsRight || known is null || known.IsDisabled || isTooLong)
        {
            limits.Failed(user, address);
            return new LogInCheck.Wrong();
        }

        limits.Succeeded(user, address);
        if (check.IsOld)
        {
            await RehashAsync(known, password, cancellationToken);
        }

        return new LogInCheck.Right(known);
    }

    /// <summary>Begins a session. With very many the oldest ends.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The secret that is its token, and what became of adding it.</returns>
    public async Task<(Secret Secret, ChangeResult<ApiToken> Result)> BeginAsync(User user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var mine = engine.State.Tokens.Values.Where(token => token.IsSession && token.UserId == user.Id).OrderBy(token => token.Created).ToList();
        foreach (var old in mine.Take(Math.Max(0, mine.Count - MostSessions + 1)))
        {
            await engine.Changes.RemoveAsync(FleetKinds.Tokens, FleetKinds.Text(old.Id), null, Own(user), ChangeOptions.Usual, cancellationToken);
        }

        var secret = Secret.New(Secret.ApiPrefix);
        var session = new ApiToken(secret.Id, user.Id, secret.Hash, now) { Name = "log-in", Expires = now + Lasts, IsSession = true };
        return (secret, await engine.Changes.AddAsync(FleetKinds.Tokens, session, Own(user), false, cancellationToken));
    }

    /// <summary>Ends a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of it; null when its user is gone, and it with them.</returns>
    public async Task<ChangeResult<ApiToken>?> EndAsync(ApiToken token, CancellationToken cancellationToken)
    {
        if (engine.State.Users.Find(FleetKinds.Text(token.UserId)) is not { } user)
        {
            return null;
        }

        callers.Forget(token.Id);
        return await engine.Changes.RemoveAsync(FleetKinds.Tokens, FleetKinds.Text(token.Id), null, Own(user), ChangeOptions.Usual, cancellationToken);
    }

    private Task<ChangeResult<User>> RehashAsync(User user, string password, CancellationToken cancellationToken)
    {
        var hash = Passwords.Hash(password);
        return engine.Changes.UpdateAsync(
            FleetKinds.Users,
            FleetKinds.Text(user.Id),
            null,
            now => now.PasswordHash == user.PasswordHash ? now with { PasswordHash = hash } : now,
            Own(user),
            new ChangeOptions { Message = "" },
            cancellationToken);
    }
}

/// <summary>What came of checking a name and a password.</summary>
internal abstract record LogInCheck
{
    private LogInCheck()
    {
    }

    /// <summary>They are right.</summary>
    /// <param name="User">The user.</param>
    public sealed record Right(User User) : LogInCheck;

    /// <summary>One of them is wrong, or the user may not log in.</summary>
    public sealed record Wrong : LogInCheck
    {
        /// <summary>What happened.</summary>
        public const string Message = "user or password are wrong";

        /// <summary>What to do.</summary>
        public const string Remedy = "check both; whoever looks after the engine can set a new password: vfleetd reset-password USER";
    }

    /// <summary>They were not looked at.</summary>
    /// <param name="What">Why.</param>
    /// <param name="Seconds">How long to wait.</param>
    public sealed record TooMany(string What, int Seconds) : LogInCheck;
}
