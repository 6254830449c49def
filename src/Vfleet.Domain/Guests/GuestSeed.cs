namespace Vfleet.Domain.Guests;

/// <summary>What cloud-init in the guest reads from its seed image (cloud-init's data source NoCloud).</summary>
public sealed record GuestSeed
{
    /// <summary>The file <c>user-data</c>, as cloud-init wants it (<c>#cloud-config</c> ...).</summary>
    public string UserData { get; init; } = "";

    /// <summary>The file <c>network-config</c>; null lets cloud-init do what it does without one.</summary>
    public string? NetworkConfig { get; init; }

    /// <summary>The guest's host name; the VM's name when null.</summary>
    public string? HostName { get; init; }
}
