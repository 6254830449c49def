using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>A place where another program is told to create or change VFs.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">Whose file it is.</param>
/// <param name="Text">The line that does it.</param>
public sealed record Configurator(string Path, ConfiguratorKind Kind, string Text)
{
    /// <summary>The PF's netdev that the line names; null when it names none.</summary>
    public string? Netdev { get; init; }

    /// <summary>The PF's address that the line names; null when it names none.</summary>
    public PciAddress? Pf { get; init; }

    /// <summary>The driver that a module's option is for; null otherwise.</summary>
    public string? Module { get; init; }

    /// <summary>How many VFs it asks for; null when it does not say.</summary>
    public int? Vfs { get; init; }
}

/// <summary>Programs that create or change VFs.</summary>
public enum ConfiguratorKind
{
    /// <summary>sysfsutils: <c>/etc/sysfs.conf</c>, <c>/etc/sysfs.d</c>.</summary>
    Sysfs,

    /// <summary>netplan: virtual-function-count, embedded-switch-mode.</summary>
    Netplan,

    /// <summary>NetworkManager: a section [sriov] of a connection.</summary>
    NetworkManager,

    /// <summary>systemd: SR-IOVVirtualFunctions= of a .link file, or a section [SR-IOV] of a .network file.</summary>
    Systemd,

    /// <summary>A start-up script: rc.local, ifup hooks.</summary>
    Script,

    /// <summary>modprobe: an option max_vfs, num_vfs or the like, in <c>/etc/modprobe.d</c> or on the kernel's command line.</summary>
    Modprobe,

    /// <summary>A udev rule that writes sriov_numvfs.</summary>
    Udev,

    /// <summary>A cluster's agent: the SR-IOV network operator, vdsm, os-net-config.</summary>
    Agent,
}
