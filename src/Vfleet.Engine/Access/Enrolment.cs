namespace Vfleet.Engine.Access;

/// <summary>A token with which one host may join, once.</summary>
/// <param name="Id">The id.</param>
/// <param name="Hash">SHA-256 of the secret, hexadecimal.</param>
/// <param name="ClusterId">The cluster that the host will belong to.</param>
/// <param name="Expires">When it ends.</param>
public sealed record Enrolment(Guid Id, string Hash, Guid ClusterId, DateTimeOffset Expires)
{
    /// <summary>The host's name; null for the one that it gives.</summary>
    public string? HostName { get; init; }

    /// <summary>The host that joined with it; null while it is unused.</summary>
    public Guid? HostId { get; init; }
}
