namespace Vfleet.Api.Resources;

/// <summary>A wish to start a VM.</summary>
public sealed record StartRequest
{
    /// <summary>The only host that is meant; the best one when left out.</summary>
    public Reference? Host { get; init; }
}

/// <summary>A wish to shut a VM down.</summary>
public sealed record ShutdownRequest
{
    /// <summary>How long the guest may take, in seconds, 1-86400; 120 when left out.</summary>
    public int? Seconds { get; init; }
}

/// <summary>A wish to take a vNIC from a running VM.</summary>
public sealed record UnplugRequest
{
    /// <summary>How long the guest may take to let go, in seconds, 1-86400; 30 when left out.</summary>
    public int? Seconds { get; init; }

    /// <summary>Whether a guest that does not let go is cut off from the network there; false when left out.</summary>
    public bool? Force { get; init; }
}

/// <summary>A wish to take over a guest that a host's libvirt has.</summary>
public sealed record AdoptRequest
{
    /// <summary>The guest: its name or UUID in libvirt.</summary>
    public Reference? Guest { get; init; }

    /// <summary>Profiles to choose from for its vNICs; every one of the data centre when left out.</summary>
    public IReadOnlyList<Reference>? Profiles { get; init; }
}
