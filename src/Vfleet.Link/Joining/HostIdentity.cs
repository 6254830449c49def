using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Vfleet.Link.Joining;

/// <summary>The key and the certificate by which a host shows who it is.</summary>
internal static class HostIdentity
{
    /// <summary>Makes a key: ECDSA P-256.</summary>
    /// <returns>The key.</returns>
    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A request for a certificate (PKCS#10, RFC 2986).</summary>
    /// <param name="key">The key that it is for.</param>
    /// <param name="hostName">What the host calls itself; the engine decides the name that counts.</param>
    /// <returns>It in PEM.</returns>
    public static string RequestOf(ECDsa key, string hostName)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(hostName);
        return new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    /// <summary>Reads the host's certificate with its key. When a renewal was interrupted after the certificate had come, its key takes its place now.</summary>
    /// <param name="folder">Where they lie.</param>
    /// <returns>It.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">The files are no key and certificate, or do not belong together.</exception>
    public static X509Certificate2 Read(LinkFolder folder)
    {
        var certificate = File.ReadAllText(folder.Certificate);
        if (!File.Exists(folder.NextKey))
        {
            return X509Certificate2.CreateFromPem(certificate, File.ReadAllText(folder.Key));
        }

        if (TryRead(certificate, folder.NextKey) is { } renewed)
        {
            LinkFolder.Write(folder.Key, File.ReadAllBytes(folder.NextKey));
            Linux.Files.DurableFile.Delete(folder.NextKey);
            return renewed;
        }

        return X509Certificate2.CreateFromPem(certificate, File.ReadAllText(folder.Key));
    }

    /// <summary>Puts a new certificate in place of the old one. The key goes first under another name: a kill leaves a pair that belongs together.</summary>
    /// <param name="folder">Where they lie.</param>
    /// <param name="key">The new key.</param>
    /// <param name="certificate">The new certificate in PEM.</param>
    /// <returns>The certificate with its key.</returns>
    /// <exception cref="IOException">They cannot be written; the old pair still stands.</exception>
    /// <exception cref="CryptographicException">The certificate is none, or not for that key; the old pair still stands.</exception>
    public static X509Certificate2 Replace(LinkFolder folder, ECDsa key, string certificate)
    {
        var pem = key.ExportPkcs8PrivateKeyPem();
        X509Certificate2.CreateFromPem(certificate, pem).Dispose();
        LinkFolder.Write(folder.NextKey, Encoding.ASCII.GetBytes(pem));
        LinkFolder.Write(folder.Certificate, Encoding.ASCII.GetBytes(certificate));
        return Read(folder);
    }

    /// <summary>When a certificate begins to be good.</summary>
    /// <param name="certificate">The certificate.</param>
    public static DateTimeOffset BeginOf(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>When a certificate ends.</summary>
    /// <param name="certificate">The certificate.</param>
    public static DateTimeOffset EndOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    private static X509Certificate2? TryRead(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, File.ReadAllText(key));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            // The renewal ended before its certificate came.
            return null;
        }
    }
}
