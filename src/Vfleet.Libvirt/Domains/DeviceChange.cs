namespace Vfleet.Libvirt.Domains;

/// <summary>What asking for a change of a device came to: <see cref="Accepted"/> or <see cref="Refused"/>.</summary>
public abstract record DeviceChange
{
    private protected DeviceChange()
    {
    }
}

/// <summary>libvirt took it. A removal from a running domain has only been asked of the guest.</summary>
public sealed record Accepted : DeviceChange
{
    /// <summary>The only one.</summary>
    public static Accepted Instance { get; } = new();
}

/// <summary>libvirt refused it, for a reason that a caller can act on; nothing was changed.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">libvirt's own words.</param>
public sealed record Refused(RefusalReason Reason, string Message) : DeviceChange;

/// <summary>Why libvirt refused to change a device.</summary>
public enum RefusalReason
{
    /// <summary>The PCI function is used by another domain: take another one.</summary>
    FunctionInUse,

    /// <summary>The network's pool has no free function: take another network or function.</summary>
    PoolExhausted,

    /// <summary>The domain does not run, and the running domain was to be changed.</summary>
    NotRunning,

    /// <summary>The domain is transient and has no definition to change.</summary>
    NotPersistent,

    /// <summary>The domain has no such device.</summary>
    NoSuchDevice,

    /// <summary>The domain already has a device of that alias or address.</summary>
    AlreadyPresent,

    /// <summary>No free slot of the right kind in the guest: it needs a spare pcie-root-port.</summary>
    NoFreeSlot,

    /// <summary>Another job on the domain holds it; try again later.</summary>
    Busy,

    /// <summary>This driver, domain or host cannot do it.</summary>
    NotSupported,

    /// <summary>The device's document is wrong.</summary>
    BadDocument,
}
