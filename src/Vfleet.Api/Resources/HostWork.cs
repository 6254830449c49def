namespace Vfleet.Api.Resources;

/// <summary>What draining a host would disturb.</summary>
public sealed record DrainResource
{
    /// <summary>The host.</summary>
    public required Reference Host { get; init; }

    /// <summary>Its VMs.</summary>
    public required IReadOnlyList<DrainedVmResource> Vms { get; init; }
}

/// <summary>A VM of a host that is drained.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Vfs">How many VFs it has there.</param>
/// <param name="To">The host that it would be started on; null when there is none.</param>
/// <param name="WhyNot">Why it can go nowhere; null when it can.</param>
public sealed record DrainedVmResource(Reference Vm, int Vfs, Reference? To, string? WhyNot);

/// <summary>A wish to drain a host.</summary>
public sealed record DrainRequest
{
    /// <summary>How many hosts may be drained at once, 1-1000; 1 when left out.</summary>
    public int? Budget { get; init; }

    /// <summary>How long each guest may take to shut down, in seconds, 1-86400; 120 when left out.</summary>
    public int? Seconds { get; init; }
}

/// <summary>Somebody's word that a host is fenced: it runs nothing any more, and cannot come back by itself.</summary>
public sealed record FenceRequest
{
    /// <summary>The host's name once more: VMs that are started elsewhere while they still run there destroy their disks.</summary>
    public string? Confirm { get; init; }
}
