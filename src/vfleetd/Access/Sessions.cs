using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Access;

/// <summary>Logging in and out.</summary>
/// <param name="logIns">Does it.</param>
/// <param name="callers">Knows tokens.</param>
internal sealed class Sessions(LogIns logIns, Callers callers)
{
    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        endpoints.Map(
            new("POST", Routes.Session, Gate.Open, "Log in") { Takes = typeof(LoginRequest), Gives = typeof(LoginAnswer), Status = 201 }, LogInAsync);
        endpoints.Map(new("DELETE", Routes.Session, Gate.LoggedIn, "Log out: the token ends") { Status = 204 }, LogOutAsync);
    }

    private async Task<Answer> LogInAsync(Call call)
    {
        if (!call.TryRead<LoginRequest>(out var request, out var refusal))
        {
            return refusal;
        }

        switch (await logIns.CheckAsync(request.User, request.Password, call.Http, call.Token))
        {
            case LogInCheck.Right right:
                var (secret, result) = await logIns.BeginAsync(right.User, call.Token);
                return result is ChangeResult<ApiToken>.Done { Entry.Value.Expires: { } expires }
                    ? Answer.Of(new LoginAnswer(secret.Text, right.User.Name, expires)) with { Status = 201 }
                    : ChangeAnswers.No(result);
            case LogInCheck.TooMany many:
                return Answer.Refuse(new Problem(ServerCode.TooMany, many.What, $"wait {many.Seconds} s")) with { RetryAfter = many.Seconds };
            default:
                return Answer.Refuse(new Problem(ServerCode.LoginFailed, LogInCheck.Wrong.Message, LogInCheck.Wrong.Remedy));
        }
    }

    private async Task<Answer> LogOutAsync(Call call)
    {
        if (callers.Token(call.Http) is not { } token)
        {
            return new Answer.Nothing();
        }

        var result = await logIns.EndAsync(token, call.Token);
        return result is null or ChangeResult<ApiToken>.Done or ChangeResult<ApiToken>.NotFound ? new Answer.Nothing() : ChangeAnswers.No(result);
    }
}
