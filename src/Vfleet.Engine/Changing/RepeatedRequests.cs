using System.Security.Cryptography;
using System.Text;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Changing;

/// <summary>Requests with an idempotency key are done once: that they were is committed together with what they did.</summary>
internal sealed class RepeatedRequests(FleetState state, TimeProvider time)
{
    /// <summary>How long a key is known.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>Whether a request was done before.</summary>
    /// <param name="caller">Who asks, with which key.</param>
    /// <param name="reused">Set when the key was used for another request.</param>
    /// <returns>What it made; null when it is new.</returns>
    public DoneRequest? Find(Caller caller, out Problem? reused)
    {
        reused = null;
        if (caller.IdempotencyKey is null || state.Requests.Find(IdOf(caller)) is not { } done)
        {
            return null;
        }

        if (done.Digest == caller.RequestDigest)
        {
            return done;
        }

        reused = new Problem(
            EngineCode.KeyReused, $"the idempotency key '{caller.IdempotencyKey}' was used for another request at {done.Time:u}", "use a new key for each request", "Idempotency-Key");
        return null;
    }

    /// <summary>Notes in its commit that a request is done.</summary>
    public void Note(FleetCommit commit, Caller caller, string kind, params string[] made)
    {
        if (caller.IdempotencyKey is not null)
        {
            commit.Write(FleetKinds.Requests, null, new DoneRequest(IdOf(caller), caller.RequestDigest, time.GetUtcNow(), kind, made), 0);
        }
    }

    private static string IdOf(Caller caller) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Name}\n{caller.IdempotencyKey}")))[..32];
}
