using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vfleet.Client;

/// <summary>The SHA-256 of a certificate (DER), as <c>openssl x509 -fingerprint -sha256</c> prints it.</summary>
/// <param name="Text">32 octets of two upper-case hexadecimal digits, with colons.</param>
public sealed record CertificateFingerprint(string Text)
{
    /// <summary>The fingerprint of a certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    public static CertificateFingerprint Of(X509Certificate2 certificate) => From(SHA256.HashData(certificate.RawDataMemory.Span));

    /// <summary>Reads one: hexadecimal with or without colons, or base64url as in a join token.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The fingerprint; null when the text is none.</returns>
    public static CertificateFingerprint? Parse(string text)
    {
        var digits = text.Trim().Replace(":", "", StringComparison.Ordinal);
        if (digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit))
        {
            return From(Convert.FromHexString(digits));
        }

        var octets = new byte[SHA256.HashSizeInBytes];
        return Base64Url.IsValid(digits, out var length) && length == octets.Length && Base64Url.TryDecodeFromChars(digits, octets, out _)
            ? From(octets)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static CertificateFingerprint From(byte[] octets) => new(string.Join(':', octets.Select(octet => octet.ToString("X2"))));
}
