using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vfleet.Link.Tests;

/// <summary>The authority of a fleet: it signs the certificates of engines and hosts.</summary>
internal sealed class FakeAuthority : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromDays(3650);
    private readonly X509Certificate2 _root;

    public FakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fleet authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _root = request.CreateSelfSigned(Now - s_long, Now + s_long);
    }

    public string Pem => _root.ExportCertificatePem();

    public byte[] Fingerprint => SHA256.HashData(_root.RawData);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>An engine's certificate for names, good from some time before now to some time after.</summary>
    public X509Certificate2 Server(string name, TimeSpan before, TimeSpan after)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.Create(_root, Now - before, Now + after, RandomNumberGenerator.GetBytes(8));
        return X509CertificateLoader.LoadPkcs12(certificate.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A host's certificate for a request.</summary>
    public string Sign(string request, string name, TimeSpan before, TimeSpan after)
    {
        var asked = CertificateRequest.LoadSigningRequestPem(request, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default);
        asked.PublicKey.Oid.FriendlyName.ShouldBe("ECC");
        var signed = new CertificateRequest(new X500DistinguishedName($"CN={name}"), asked.PublicKey, HashAlgorithmName.SHA256);
        signed.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var certificate = signed.Create(_root, Now - before, Now + after, RandomNumberGenerator.GetBytes(8));
        return certificate.ExportCertificatePem();
    }

    /// <summary>Whether a certificate is of this authority.</summary>
    public bool Signed(X509Certificate2? certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is not null && chain.Build(certificate);
    }

    public void Dispose() => _root.Dispose();
}
