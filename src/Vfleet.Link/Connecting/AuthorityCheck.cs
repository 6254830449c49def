using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vfleet.Domain.Problems;

namespace Vfleet.Link.Connecting;

/// <summary>Whether who answers is an engine of the fleet: its certificate must be of the authority, for the name in the address, and valid now.</summary>
/// <param name="engine">The address.</param>
/// <param name="authority">The authority's certificate.</param>
/// <param name="time">The clock.</param>
internal sealed class AuthorityCheck(Uri engine, X509Certificate2 authority, TimeProvider time)
{
    // id-kp-serverAuth (RFC 5280, 4.2.1.12).
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Why the last certificate was not trusted; null when it was.</summary>
    public Problem? Why { get; private set; }

    /// <summary>Whether a certificate has a fingerprint.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="fingerprint">SHA-256 of its DER.</param>
    public static bool Has(X509Certificate2 certificate, ReadOnlySpan<byte> fingerprint) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.RawData), fingerprint);

    /// <summary>Judges what an engine shows.</summary>
    /// <param name="shown">Its certificate.</param>
    /// <param name="sent">What it sent with it.</param>
    /// <param name="errors">What the platform makes of it; only whether the name fits counts here.</param>
    /// <returns>Whether it is trusted.</returns>
    public bool Judge(X509Certificate? shown, X509Chain? sent, SslPolicyErrors errors)
    {
        Why = shown is null ? Untrusted("shows no certificate") : JudgeOf(shown, sent, errors);
        return Why is null;
    }

    private Problem? JudgeOf(X509Certificate shown, X509Chain? sent, SslPolicyErrors errors)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        foreach (var between in sent?.ChainPolicy.ExtraStore ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(between);
        }

        var isOfAuthority = chain.Build(certificate);
        if (!isOfAuthority && chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.NotTimeValid))
        {
            return new Problem(
                ProblemCode.ClockWrong,
                $"the certificate of the engine at {engine.Authority} is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to "
                    + $"{certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, and this host's clock says {time.GetUtcNow():yyyy-MM-dd HH:mm} UTC",
                "set this host's clock ('timedatectl'), or look at the engine's",
                engine.Authority);
        }

        if (!isOfAuthority)
        {
            return Untrusted("shows a certificate that is not of this fleet's authority");
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? Untrusted($"shows a certificate that is not for the name '{engine.Host}'")
            : null;
    }

    private Problem Untrusted(string what) => new(
        ProblemCode.EngineUntrusted,
        $"who answers at {engine.Authority} {what}",
        "use the address by which the engine knows itself, and look whether something stands between",
        engine.Authority);
}
