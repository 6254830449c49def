using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Vfleet.Server.Access;

/// <summary>
/// Random words that open something. Only their SHA-256 is kept: 256 random bits need no slow hash. The id under which one is kept is the beginning of
/// that hash, so that it is found without looking through all.
/// </summary>
/// <param name="Text">The word.</param>
internal sealed record Secret(string Text)
{
    /// <summary>How API tokens begin, so that scanners for leaked secrets know them.</summary>
    public const string ApiPrefix = "vft_";

    private const int Bytes = 32;
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    /// <summary>The id under which it is kept.</summary>
    public Guid Id => new(_hash.AsSpan(0, 16), bigEndian: true);

    /// <summary>SHA-256, hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(_hash);

    /// <summary>Makes one.</summary>
    /// <param name="prefix">How it begins.</param>
    /// <returns>It.</returns>
    public static Secret New(string prefix) => new(prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>Whether it is the one that is kept.</summary>
    /// <param name="hash">The hash that is kept.</param>
    /// <returns>Whether it is.</returns>
    public bool Is(string hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash));

    /// <inheritdoc/>
    public override string ToString() => "(secret)";
}
