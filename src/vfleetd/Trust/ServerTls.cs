using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Vfleet.Server.Agents;

namespace Vfleet.Server.Trust;

/// <summary>
/// How the engine shows itself, and how agents show themselves: TLS 1.2 and later. A client certificate is asked for but not demanded, for people have none; what is
/// shown is judged once for the connection, and said in an answer rather than by breaking the handshake.
/// </summary>
/// <param name="authority">The fleet's authority.</param>
/// <param name="outside">A certificate from outside, with its key; null for one of the authority.</param>
/// <param name="chain">The certificates between <paramref name="outside"/> and its authority.</param>
/// <param name="names">The names that the authority's certificate is for.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerTls(Authority authority, X509Certificate2? outside, X509Certificate2Collection chain, ImmutableArray<string> names, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly X509ChainPolicy _clients = authority.ClientPolicy();
    private X509Certificate2? _certificate;
    private SslStreamCertificateContext? _context;

    /// <summary>The certificate that the engine shows.</summary>
    public X509Certificate2 Certificate => Current().TargetCertificate;

    /// <summary>The options of a connection.</summary>
    /// <param name="handshake">The handshake.</param>
    /// <returns>They.</returns>
    public ValueTask<SslServerAuthenticationOptions> OptionsFor(TlsHandshakeCallbackContext handshake)
    {
        var connection = handshake.Connection;
        return ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Current(),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = true,
            CertificateChainPolicy = _clients,

            // A resumed session would not be judged anew.
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => AgentDoor.Note(connection, certificate as X509Certificate2, errors == SslPolicyErrors.None),
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate?.Dispose();

    private SslStreamCertificateContext Current()
    {
        lock (_lock)
        {
            // Made anew when a third of its time is left. The old one is not disposed: handshakes may still use it.
            var isOld = outside is null && _certificate is not null && time.GetUtcNow() > new DateTimeOffset(_certificate.NotAfter) - (Authority.EngineLifetime / 3);
            if (_context is null || isOld)
            {
                _certificate = outside ?? authority.ForEngine(names);

                // The list of authorities keeps browsers from asking people for certificates that would not do.
                var root = X509CertificateLoader.LoadCertificate(authority.Certificate.RawData);
                var trust = SslCertificateTrust.CreateForX509Collection([root], sendTrustInHandshake: true);
                _context = SslStreamCertificateContext.Create(_certificate, outside is null ? [root] : chain, offline: true, trust);
            }

            return _context;
        }
    }
}
