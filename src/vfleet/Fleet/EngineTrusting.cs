using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Fleet;

/// <summary>Decides, when somebody logs in, which certificate of an engine is trusted from then on. Never silently.</summary>
internal static class EngineTrusting
{
    /// <summary>Decides it.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="asked">What was asked for; null when nothing was.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What to trust, or why nothing is.</returns>
    public static async Task<(EngineTrust? Trust, Problem? Problem)> DecideAsync(
        Invocation invocation, Uri engine, EngineTrust? asked, CancellationToken cancellationToken)
    {
        switch (asked)
        {
            case EngineTrust.Pinned:
                return (asked, null);
            case EngineTrust.ByFingerprint { Value: var wanted }:
                var found = (await invocation.Around.Engines.LookAsync(engine, cancellationToken)).Certificates.FirstOrDefault(each => CertificateFingerprint.Of(each) == wanted);
                return found is null
                    ? (null, new Problem(EngineCode.Untrusted, $"no certificate that {engine.Host} shows has the fingerprint {wanted}", "compare the fingerprint with its source; if it is right, somebody stands between", "fingerprint"))
                    : (new EngineTrust.Pinned(found), null);
            default:
                var shown = await invocation.Around.Engines.LookAsync(engine, cancellationToken);
                return shown.IsKnown ? (new EngineTrust.OfSystem(), null) : Ask(invocation, engine, shown);
        }
    }

    private static (EngineTrust? Trust, Problem? Problem) Ask(Invocation invocation, Uri engine, ShownCertificate shown)
    {
        var fingerprint = CertificateFingerprint.Of(shown.Anchor);
        var whose = shown.Anchor.RawDataMemory.Span.SequenceEqual(shown.Certificates[0].RawDataMemory.Span) ? "Its certificate" : "The certificate of its authority";
        var prompt = invocation.Around.Prompt;
        if (invocation.IsJson || !prompt.IsTerminal)
        {
            return (null, new Problem(
                EngineCode.Untrusted,
                $"no authority that this machine knows vouches for the engine at {engine.Host}, and nobody can be asked whether to trust it",
                $"give --ca FILE, or --fingerprint once you know that it is right (it shows SHA-256 {fingerprint})"));
        }

        invocation.Error.Line($"No authority that this machine knows vouches for the engine at {engine.Host}:{engine.Port}.");
        invocation.Error.Line($"{whose} has the fingerprint SHA-256 {fingerprint}");
        invocation.Error.Write("Trust it from now on? [y/N] ");
        invocation.Error.Flush();
        return prompt.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes"
            ? (new EngineTrust.Pinned(shown.Anchor), null)
            : (null, new Problem(EngineCode.Untrusted, $"the engine at {engine.Host} was not trusted", "ask its admin for the fingerprint, and compare"));
    }
}
