using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Vfleet.Client;

/// <summary>The connection to an engine: TLS whose certificate is checked as was agreed.</summary>
internal static class EngineHandler
{
    /// <summary>Makes it.</summary>
    /// <param name="trust">Which certificate is accepted.</param>
    public static SocketsHttpHandler Create(EngineTrust trust) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AutomaticDecompression = DecompressionMethods.None,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(trust, certificate, chain, errors),
        },
    };

    private static bool Check(EngineTrust trust, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown || chain is null)
        {
            throw new UntrustedException("it shows no certificate", null);
        }

        return CertificateCheck.Refusal(trust, shown, chain, errors) is { } why ? throw new UntrustedException(why, CertificateFingerprint.Of(shown)) : true;
    }
}

/// <summary>Carries out of a TLS handshake why it was ended.</summary>
/// <param name="message">Why.</param>
/// <param name="fingerprint">The fingerprint of what was shown.</param>
internal sealed class UntrustedException(string message, CertificateFingerprint? fingerprint) : Exception(message)
{
    /// <summary>The fingerprint of what was shown; null when nothing was.</summary>
    public CertificateFingerprint? Fingerprint => fingerprint;
}
