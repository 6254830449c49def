using System.Security.Cryptography.X509Certificates;

namespace Vfleet.Client;

/// <summary>Which certificate of an engine is accepted.</summary>
public abstract record EngineTrust
{
    private EngineTrust()
    {
    }

    /// <summary>One that an authority of this machine vouches for.</summary>
    public sealed record OfSystem : EngineTrust;

    /// <summary>This very certificate under any name, or one that it vouches for under the engine's name.</summary>
    /// <param name="Certificate">The engine's certificate, or its authority's.</param>
    public sealed record Pinned(X509Certificate2 Certificate) : EngineTrust;

    /// <summary>The one with a fingerprint, or one that it vouches for, provided that the engine shows it.</summary>
    /// <param name="Value">The fingerprint.</param>
    public sealed record ByFingerprint(CertificateFingerprint Value) : EngineTrust;
}
