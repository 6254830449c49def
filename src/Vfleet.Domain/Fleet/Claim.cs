namespace Vfleet.Domain.Fleet;

/// <summary>That a VF belongs to a vNIC: made before anything touches the host, ended when the host reports the VF clean.</summary>
/// <param name="Vf">The VF; there is at most one claim for it.</param>
/// <param name="VmId">The VM.</param>
/// <param name="NicId">The vNIC.</param>
public sealed record Claim(VfKey Vf, Guid VmId, Guid NicId)
{
    /// <summary>Counts the claims that this VF has had, from 1: who comes with an older number comes too late.</summary>
    public long Generation { get; init; }

    /// <summary>How far it is.</summary>
    public ClaimState State { get; init; }

    /// <summary>When it ends by itself unless it is confirmed; null when it stays until it is released.</summary>
    public DateTimeOffset? Lease { get; init; }
}

/// <summary>How far a claim is.</summary>
public enum ClaimState
{
    /// <summary>The vNIC has the VF.</summary>
    Held,

    /// <summary>The vNIC gave it up; it ends when the host reports the VF clean.</summary>
    Releasing,

    /// <summary>The host could not give the VF to the guest although it had looked free: nobody gets it until the host has reported it clean for some minutes.</summary>
    Suspect,
}
