using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Vfleet.Engine;
using Vfleet.Engine.Documents;

namespace Vfleet.Server.Trust;

/// <summary>
/// The fleet's certificate authority (RFC 5280): made when the first engine starts, kept in the store, so that every engine of the fleet has the same. Its key is
/// as secret as the store is.
/// </summary>
internal sealed class Authority : IDisposable
{
    private const string Id = "authority";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string HostOrganization = "vfleet-host";
    private const int SerialBytes = 16;
    private const int Years = 10;

    /// <summary>How long a host's certificate holds.</summary>
    public static readonly TimeSpan HostLifetime = TimeSpan.FromDays(90);

    /// <summary>How long an engine's certificate holds.</summary>
    public static readonly TimeSpan EngineLifetime = TimeSpan.FromDays(90);

    // Clocks differ a little.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);
    private readonly TimeProvider _time;

    private Authority(X509Certificate2 certificate, TimeProvider time) => (Certificate, _time) = (certificate, time);

    /// <summary>Its own certificate, with the key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Its certificate in PEM.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>SHA-256 of its certificate (DER): by it a host that joins knows the fleet.</summary>
    public byte[] Fingerprint => SHA256.HashData(Certificate.RawData);

    /// <summary>The fleet's authority; makes it when there is none.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>It.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public static async Task<Authority> OpenAsync(FleetEngine engine, TimeProvider time, CancellationToken cancellationToken)
    {
        var kept = engine.State.Keepsakes.Find(Id) ?? await engine.KeepAsync(new Keepsake(Id, JsonSerializer.SerializeToElement(Make(time.GetUtcNow()))), cancellationToken);
        var pair = kept.Body.Deserialize<KeptAuthority>() ?? throw new InvalidOperationException("the authority that is kept is null");
        return new Authority(X509Certificate2.CreateFromPem(pair.Certificate, pair.Key), time);
    }

    /// <summary>Makes a host's certificate.</summary>
    /// <param name="host">The host's id: the common name.</param>
    /// <param name="key">The host's public key.</param>
    /// <returns>It.</returns>
    public X509Certificate2 ForHost(Guid host, PublicKey key)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={host:D}, O={HostOrganization}"), key, HashAlgorithmName.SHA256);
        Describe(request, ClientAuthentication);
        return Sign(request, HostLifetime);
    }

    /// <summary>Makes an engine's certificate, with a new key.</summary>
    /// <param name="names">The names and addresses that it is reached by; at least one.</param>
    /// <returns>It, with the key.</returns>
    public X509Certificate2 ForEngine(IReadOnlyList<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var common = names[0].Length <= 64 ? names[0] : names[0][..64];
        var request = new CertificateRequest(new X500DistinguishedName($"CN={common}, O=vfleet"), key, HashAlgorithmName.SHA256);
        Describe(request, ServerAuthentication);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (System.Net.IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using var bare = Sign(request, EngineLifetime);
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>The host that a certificate of this authority was made for.</summary>
    /// <param name="certificate">The certificate; that it is of this authority has been checked.</param>
    /// <returns>Its id; null when it was made for no host.</returns>
    public static Guid? HostOf(X509Certificate2 certificate)
    {
        var (common, organization) = ((string?)null, (string?)null);
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements)
            {
                var value = part.GetSingleElementValue();
                (common, organization) = part.GetSingleElementType().Value switch
                {
                    "2.5.4.3" => (value, organization),
                    "2.5.4.10" => (common, value),
                    _ => (common, organization),
                };
            }
        }

        return organization == HostOrganization && Guid.TryParseExact(common, "D", out var id) ? id : null;
    }

    /// <summary>How a client's certificate is checked in the handshake: only this authority counts, and nothing is asked of the network.</summary>
    /// <returns>The policy.</returns>
    public X509ChainPolicy ClientPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(Certificate.RawData));
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private static KeptAuthority Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=Vfleet authority, O=vfleet"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - Slack, now.AddYears(Years));
        return new KeptAuthority(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static void Describe(CertificateRequest request, string use)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
    }

    private X509Certificate2 Sign(CertificateRequest request, TimeSpan lifetime)
    {
        var now = _time.GetUtcNow();
        var end = now + lifetime;
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        // Positive and without leading zeros, so that its text is the same everywhere.
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        var last = new DateTimeOffset(Certificate.NotAfter);
        return request.Create(Certificate, now - Slack, end < last ? end : last, serial);
    }

    private sealed record KeptAuthority(string Certificate, string Key);
}
