using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vfleet.Domain.Problems;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Trust;

/// <summary>Reads requests for certificates (PKCS#10, RFC 2986). Only the key is taken from one: the engine decides all that stands in the certificate.</summary>
internal static class HostKey
{
    private const int Most = 16 * 1024;

    // secp256r1 and secp384r1 (RFC 5480, 2.1.1.1).
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34"];

    /// <summary>Reads one.</summary>
    /// <param name="pem">It in PEM.</param>
    /// <param name="key">The key.</param>
    /// <param name="problem">Why it cannot be used.</param>
    /// <returns>Whether it can.</returns>
    public static bool TryRead(
        string pem,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PublicKey? key,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Problem? problem)
    {
        (key, problem) = (null, null);
        try
        {
            // Reading one checks that it is signed with the key that it is for.
            var request = pem.Length > Most ? null : CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
            using var ecdsa = request?.PublicKey.GetECDsaPublicKey();
            if (ecdsa?.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value is { } curve && Curves.Contains(curve))
            {
                key = request!.PublicKey;
                return true;
            }
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            // What it says is of no use to who sent it.
        }

        problem = new Problem(
            ServerCode.CertificateRequest,
            "the request for a certificate is none, is not signed by its own key, or its key is not ECDSA P-256 or P-384",
            "send a PKCS#10 request in PEM, as 'vfleet join' does",
            "request");
        return false;
    }
}
