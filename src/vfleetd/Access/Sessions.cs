using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Access;

/// <summary>Logging in and out.</summary>
/// <param name="passwords">Checks passwords.</param>
/// <param name="limits">Slows guessing down.</param>
/// <param name="callers">Knows tokens.</param>
/// <param name="time">The clock.</param>
internal sealed class Sessions(Passwords passwords, LoginLimits limits, Callers callers, TimeProvider time)
{
    private const int MostSessions = 50;
    private const int LongestName = 256;
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        endpoints.Map(
            new("POST", Routes.Session, Gate.Open, "Log in") { Takes = typeof(LoginRequest), Gives = typeof(LoginAnswer), Status = 201 }, LogInAsync);
        endpoints.Map(new("DELETE", Routes.Session, Gate.LoggedIn, "Log out: the token ends") { Status = 204 }, LogOutAsync);
    }

    /// <summary>A user, who may do with what is their own what only administrators may with that of others.</summary>
    /// <param name="user">The user.</param>
    /// <returns>The caller.</returns>
    public static Caller Own(User user) => new(user.Name, [new Grant(AccessRole.Admin)]) { UserId = user.Id };

    private async Task<Answer> LogInAsync(Call call)
    {
        if (!call.TryRead<LoginRequest>(out var request, out var refusal))
        {
            return refusal;
        }

        // A name that is longer than any user's needs no room in memory.
        var user = $"user {(request.User.Length > LongestName ? request.User[..LongestName] : request.User)}";
        var address = $"address {call.Http.Connection.RemoteIpAddress}";
        if (limits.Wait(user, address) is { Ticks: > 0 } wait)
        {
            return TooMany("too many log-ins failed", (int)Math.Ceiling(wait.TotalSeconds));
        }

        var known = call.State.OwnerOf($"user:{request.User}") is { } id ? call.State.Users.Find(id) : null;
        var isTooLong = request.Password.Length > Passwords.Longest;
        if (await passwords.CheckAsync(isTooLong ? "" : request.Password, known?.PasswordHash, call.Token) is not { } check)
        {
            return TooMany("too many log in at once", 2);
        }

        if (!check.IsRight || known is null || known.IsDisabled || isTooLong)
        {
            limits.Failed(user, address);
            return Answer.Refuse(new Problem(
                ServerCode.LoginFailed, "user or password are wrong", "check both; whoever looks after the engine can set a new password: vfleetd reset-password USER"));
        }

        limits.Succeeded(user, address);
        if (check.IsOld)
        {
            await RehashAsync(call, known, request.Password);
        }

        return await BeginAsync(call, known);
    }

    private async Task<Answer> BeginAsync(Call call, User user)
    {
        var now = time.GetUtcNow();
        var mine = call.State.Tokens.Values.Where(token => token.IsSession && token.UserId == user.Id).OrderBy(token => token.Created).ToList();
        foreach (var old in mine.Take(Math.Max(0, mine.Count - MostSessions + 1)))
        {
            await call.Engine.Changes.RemoveAsync(FleetKinds.Tokens, FleetKinds.Text(old.Id), null, Own(user), ChangeOptions.Usual, call.Token);
        }

        var secret = Secret.New(Secret.ApiPrefix);
        var session = new ApiToken(secret.Id, user.Id, secret.Hash, now) { Name = "log-in", Expires = now + Lasts, IsSession = true };
        return await call.Engine.Changes.AddAsync(FleetKinds.Tokens, session, Own(user), false, call.Token) switch
        {
            ChangeResult<ApiToken>.Done => Answer.Of(new LoginAnswer(secret.Text, user.Name, session.Expires.Value)) with { Status = 201 },
            var other => ChangeAnswers.No(other),
        };
    }

    private async Task<Answer> LogOutAsync(Call call)
    {
        if (callers.Token(call.Http) is not { } token || call.State.Users.Find(FleetKinds.Text(token.UserId)) is not { } user)
        {
            return new Answer.Nothing();
        }

        callers.Forget(token.Id);
        var result = await call.Engine.Changes.RemoveAsync(FleetKinds.Tokens, FleetKinds.Text(token.Id), null, Own(user), ChangeOptions.Usual, call.Token);
        return result is ChangeResult<ApiToken>.Done or ChangeResult<ApiToken>.NotFound ? new Answer.Nothing() : ChangeAnswers.No(result);
    }

    private static Task<ChangeResult<User>> RehashAsync(Call call, User user, string password)
    {
        var hash = Passwords.Hash(password);
        return call.Engine.Changes.UpdateAsync(
            FleetKinds.Users,
            FleetKinds.Text(user.Id),
            null,
            now => now.PasswordHash == user.PasswordHash ? now with { PasswordHash = hash } : now,
            Own(user),
            new ChangeOptions { Message = "" },
            call.Token);
    }

    private static Answer.No TooMany(string what, int seconds) =>
        Answer.Refuse(new Problem(ServerCode.TooMany, what, $"wait {seconds} s")) with { RetryAfter = seconds };
}
