using System.Buffers.Text;

namespace Vfleet.Api.Agents;

/// <summary>POST to <see cref="Routes.AgentJoin"/>, over TLS whose certificate the host checks against the fingerprint in the token.</summary>
/// <param name="Token">The token.</param>
/// <param name="HostName">What the host calls itself.</param>
/// <param name="Request">PKCS#10 request in PEM, signed by the host's key (ECDSA P-256). Its subject does not matter: the engine decides it.</param>
/// <param name="AgentVersion">The agent's version.</param>
public sealed record JoinRequest(string Token, string HostName, string Request, string AgentVersion);

/// <summary>What a host gets that joined, or renewed.</summary>
/// <param name="HostId">Its id.</param>
/// <param name="HostName">Its name in the fleet.</param>
/// <param name="Certificate">Its certificate in PEM.</param>
/// <param name="Authority">The authority's certificate in PEM: the engines' certificates are of it too.</param>
public sealed record JoinAnswer(Guid HostId, string HostName, string Certificate, string Authority);

/// <summary>POST to <see cref="Routes.AgentRenew"/>.</summary>
/// <param name="Request">PKCS#10 request in PEM, signed by the new key.</param>
public sealed record RenewRequest(string Request);

/// <summary>A join token: <c>vfj1.SECRET.FINGERPRINT</c>; the fingerprint is the SHA-256 of the authority's certificate (DER), both in base64url.</summary>
/// <param name="Secret">What the engine knows it by.</param>
/// <param name="Fingerprint">The authority's fingerprint, 32 bytes.</param>
public sealed record JoinToken(string Secret, byte[] Fingerprint)
{
    private const string Prefix = "vfj1";

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The token; null when the text is none.</returns>
    public static JoinToken? Parse(string text)
    {
        var parts = text.Trim().Split('.');
        if (parts is not [Prefix, { Length: > 0 } secret, { Length: > 0 } fingerprint] || !Base64Url.IsValid(fingerprint))
        {
            return null;
        }

        var bytes = new byte[32];
        return Base64Url.TryDecodeFromChars(fingerprint, bytes, out var length) && length == bytes.Length ? new JoinToken(secret, bytes) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}.{Secret}.{Base64Url.EncodeToString(Fingerprint)}";
}
