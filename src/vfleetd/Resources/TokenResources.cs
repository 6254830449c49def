using Vfleet.Api;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Server.Access;
using Vfleet.Server.Answering;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>API tokens: one's own, and for administrators of the fleet everybody's.</summary>
/// <param name="callers">Knows when tokens were used.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenResources(Callers callers, TimeProvider time)
{
    private const int MostOfOne = 100;

    private static readonly Listing<Entry<ApiToken>> Listing = SimpleResources.Of<ApiToken>(
        item => item.Id,
        [
            new("created", (entry, _) => entry.Value.Created),
            new("name", (entry, _) => entry.Value.Name),
            new("user", (entry, state) => state.ValueOf(FleetKinds.Users, entry.Value.UserId)),
        ]);

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        endpoints.Map(new("GET", Routes.Tokens, Gate.LoggedIn, "List tokens") { Gives = typeof(Page<TokenResource>), Query = Listing.Query }, ListAsync);
        endpoints.Map(
            new("POST", Routes.Tokens, Gate.LoggedIn, "Make a token; the answer is the only one that shows it") { Takes = typeof(TokenResource), Gives = typeof(TokenResource), Status = 201, Query = [QueryWord.DryRun] },
            AddAsync);
        endpoints.Map(new("GET", Routes.Tokens + "/{id}", Gate.LoggedIn, "Show a token, without its secret") { Gives = typeof(TokenResource) }, ShowAsync);
        endpoints.Map(new("DELETE", Routes.Tokens + "/{id}", Gate.LoggedIn, "Revoke a token") { Status = 204, Query = [QueryWord.DryRun] }, RemoveAsync);
    }

    private Task<Answer> ListAsync(Call call) => Task.FromResult(Listing.Answer(
        call.State.Tokens.Entries.Where(entry => Sees(call, entry.Value)), call.Query, call.State, entry => Show(call.State, entry.Value)));

    private Task<Answer> ShowAsync(Call call) =>
        Task.FromResult<Answer>(Named(call, out var refusal) is { } entry ? Answer.Of(Show(call.State, entry.Value), entry.Revision) : refusal!);

    private async Task<Answer> AddAsync(Call call)
    {
        if (!call.TryRead<TokenResource>(out var sent, out var refusal))
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var reading = new Reading(call.State, IsAdmin(call) ? call.Caller : call.Caller with { Grants = [new Grant(AccessRole.Admin)] }, now);
        var user = sent.User is null ? call.Caller.UserId!.Value : reading.Find(FleetKinds.Users, sent.User, "user");
        var name = reading.Text(sent.Name, "name");
        foreach (var member in new[] { (sent.Id is not null, "id"), (sent.Created is not null, "created"), (sent.LastUsed is not null, "lastUsed"), (sent.Secret is not null, "secret") })
        {
            if (member.Item1)
            {
                reading.Add(new Problem(ServerCode.ReadOnly, $"{member.Item2} is set by the engine", $"leave {member.Item2} out", member.Item2));
            }
        }

        if (sent.Expires <= now)
        {
            reading.Add(new Problem(ProblemCode.OutOfRange, "expires lies in the past", "give a later time, or leave it out", "expires"));
        }

        if (!reading.Problems.IsEmpty && (IsAdmin(call) || sent.User is null))
        {
            return Answer.Refuse(reading.Problems);
        }

        if (user != call.Caller.UserId && !IsAdmin(call))
        {
            return Answer.Refuse(new Problem(EngineCode.Forbidden, $"{call.Caller.Name} may not make tokens for others", "ask an administrator", "user"));
        }

        if (call.State.Tokens.Values.Count(token => token.UserId == user && !token.IsSession) >= MostOfOne)
        {
            return Answer.Refuse(new Problem(ProblemCode.OptionsConflict, $"the user has {MostOfOne} tokens", "revoke those that nobody needs", "user"));
        }

        var secret = Secret.New(Secret.ApiPrefix);
        var made = new ApiToken(secret.Id, user, secret.Hash, now) { Name = name, Expires = sent.Expires };
        return await call.Engine.Changes.AddAsync(FleetKinds.Tokens, made, Acting(call), call.IsDryRun, call.Token) switch
        {
            ChangeResult<ApiToken>.Done when call.IsDryRun => Answer.Of(Show(call.State, made)),

            // A repeated request made another token than this one, whose secret nobody knows any more.
            ChangeResult<ApiToken>.Done done => Answer.Of(Show(call.State, done.Entry.Value) with { Secret = done.IsRepeated ? null : secret.Text }, done.Entry.Revision) with
            {
                Status = 201,
                Location = $"{Routes.Tokens}/{FleetKinds.Text(done.Entry.Value.Id)}",
            },
            var other => ChangeAnswers.No(other),
        };
    }

    private async Task<Answer> RemoveAsync(Call call)
    {
        if (Named(call, out var refusal) is not { } entry)
        {
            return refusal!;
        }

        var result = await call.Engine.Changes.RemoveAsync(
            FleetKinds.Tokens, FleetKinds.Text(entry.Value.Id), call.Expected, Acting(call), new ChangeOptions { DryRun = call.IsDryRun }, call.Token);
        if (result is not ChangeResult<ApiToken>.Done)
        {
            return ChangeAnswers.No(result);
        }

        callers.Forget(entry.Value.Id);
        return new Answer.Nothing();
    }

    private static Entry<ApiToken>? Named(Call call, out Answer? refusal)
    {
        var found = Guid.TryParseExact(call.Part("id"), "D", out var id) && call.State.Tokens.TryGet(FleetKinds.Text(id), out var entry) && Sees(call, entry.Value) ? entry : null;
        refusal = found is null ? Answer.Refuse(new Problem(EngineCode.Unknown, "there is no such token", "see which there are: vfleet token list")) : null;
        return found;
    }

    private static bool Sees(Call call, ApiToken token) => token.UserId == call.Caller.UserId || IsAdmin(call);

    private static bool IsAdmin(Call call) => call.Caller.May(AccessRole.Admin, default);

    // What is one's own one may make and revoke without being an administrator.
    private static Caller Acting(Call call) => call.Caller with { Grants = [new Grant(AccessRole.Admin)] };

    private TokenResource Show(FleetState state, ApiToken token) => new()
    {
        Id = token.Id,
        Name = token.Name,
        User = state.To(FleetKinds.Users, token.UserId),
        Created = token.Created,
        Expires = token.Expires,
        LastUsed = callers.LastUsed(token.Id),
    };
}
