using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Vfleet.Client;

/// <summary>Decides whether the certificate that an engine shows is the right one.</summary>
public static class CertificateCheck
{
    /// <summary>Decides it.</summary>
    /// <param name="trust">What is accepted.</param>
    /// <param name="shown">The engine's certificate.</param>
    /// <param name="chain">What this machine made of it, with the other certificates that the engine sent.</param>
    /// <param name="errors">What this machine has against it.</param>
    /// <returns>Why it is not accepted; null when it is.</returns>
    public static string? Refusal(EngineTrust trust, X509Certificate2 shown, X509Chain chain, SslPolicyErrors errors) => trust switch
    {
        EngineTrust.OfSystem => errors == SslPolicyErrors.None ? null : OfSystem(chain, errors),
        EngineTrust.Pinned pinned => OfPinned(pinned.Certificate, shown, chain, errors),
        EngineTrust.ByFingerprint wanted => Shown(shown, chain).FirstOrDefault(each => CertificateFingerprint.Of(each) == wanted.Value) is { } found
            ? OfPinned(found, shown, chain, errors)
            : $"no certificate that it shows has the fingerprint {wanted.Value}",
        _ => throw new InvalidOperationException($"unknown trust {trust}"),
    };

    /// <summary>The certificate to pin when somebody trusts what an engine shows: its authority's if that was sent, else its own.</summary>
    /// <param name="shown">The engine's certificate.</param>
    /// <param name="chain">The chain with what else it sent.</param>
    public static X509Certificate2 Anchor(X509Certificate2 shown, X509Chain chain) =>
        Shown(shown, chain).FirstOrDefault(each => IsSelfSigned(each) && Vouches(each, shown, chain)) ?? shown;

    private static string? OfPinned(X509Certificate2 pinned, X509Certificate2 shown, X509Chain chain, SslPolicyErrors errors)
    {
        if (shown.RawDataMemory.Span.SequenceEqual(pinned.RawDataMemory.Span))
        {
            return null;
        }

        if (!Vouches(pinned, shown, chain))
        {
            return "its certificate is not of the authority that was trusted";
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? NameMismatch(shown) : null;
    }

    private static bool Vouches(X509Certificate2 anchor, X509Certificate2 shown, X509Chain chain)
    {
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.DisableCertificateDownloads = true;
        own.ChainPolicy.CustomTrustStore.Add(anchor);
        own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return own.Build(shown);
    }

    /// <summary>What an engine showed, its own certificate first.</summary>
    /// <param name="shown">The engine's certificate.</param>
    /// <param name="chain">The chain with what else it sent.</param>
    internal static IEnumerable<X509Certificate2> Shown(X509Certificate2 shown, X509Chain chain) => chain.ChainPolicy.ExtraStore
        .Where(each => !each.RawDataMemory.Span.SequenceEqual(shown.RawDataMemory.Span))
        .Prepend(shown);

    private static bool IsSelfSigned(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static string OfSystem(X509Chain chain, SslPolicyErrors errors) => errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
        ? chain.ChainStatus is [{ StatusInformation: { Length: > 0 } why }, ..] ? why.Trim().TrimEnd('.') : "no authority that this machine knows vouches for it"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "its certificate is for another name" : "it shows no certificate";

    private static string NameMismatch(X509Certificate2 shown) => $"its certificate is for {shown.GetNameInfo(X509NameType.DnsName, forIssuer: false)}";
}
