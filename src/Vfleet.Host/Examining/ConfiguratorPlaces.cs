using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>Where programs that make VFs are told to.</summary>
/// <param name="Kind">Whose files these are.</param>
/// <param name="Folder">The folder, or the file itself.</param>
/// <param name="Suffix">How the files in it end; null when <paramref name="Folder"/> is the file.</param>
internal sealed record ConfiguratorPlaces(ConfiguratorKind Kind, string Folder, string? Suffix = null)
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<ConfiguratorPlaces> All { get; } =
    [
        new(ConfiguratorKind.Sysfs, "etc/sysfs.conf"),
        new(ConfiguratorKind.Sysfs, "etc/sysfs.d", ".conf"),
        new(ConfiguratorKind.Netplan, "etc/netplan", ".yaml"),
        new(ConfiguratorKind.NetworkManager, "etc/NetworkManager/system-connections", ".nmconnection"),
        new(ConfiguratorKind.Systemd, "etc/systemd/network", ".link"),
        new(ConfiguratorKind.Systemd, "etc/systemd/network", ".network"),
        new(ConfiguratorKind.Systemd, "run/systemd/network", ".link"),
        new(ConfiguratorKind.Systemd, "run/systemd/network", ".network"),
        new(ConfiguratorKind.Script, "etc/rc.local"),
        new(ConfiguratorKind.Script, "etc/rc.d/rc.local"),
        new(ConfiguratorKind.Script, "etc/network/interfaces"),
        new(ConfiguratorKind.Script, "etc/network/interfaces.d", ""),
        new(ConfiguratorKind.Script, "etc/network/if-pre-up.d", ""),
        new(ConfiguratorKind.Script, "etc/network/if-up.d", ""),
        new(ConfiguratorKind.Script, "etc/NetworkManager/dispatcher.d", ""),
        new(ConfiguratorKind.Script, "etc/systemd/system", ".service"),
        new(ConfiguratorKind.Modprobe, "etc/modprobe.d", ".conf"),
        new(ConfiguratorKind.Modprobe, "usr/lib/modprobe.d", ".conf"),
        new(ConfiguratorKind.Udev, "etc/udev/rules.d", ".rules"),
        new(ConfiguratorKind.Agent, "etc/os-net-config/sriov_config.yaml"),
        new(ConfiguratorKind.Agent, "etc/sriov-operator/pci", ""),
        new(ConfiguratorKind.Agent, "var/lib/vdsm/persistence/netconf/devices", ""),
    ];

    /// <summary>The files that are there.</summary>
    /// <param name="root">The host.</param>
    /// <returns>Paths relative to the root.</returns>
    public IEnumerable<string> Files(SysfsRoot root) => Suffix is { } suffix
        ? root.List(Folder).Where(name => name.EndsWith(suffix, StringComparison.Ordinal)).Select(name => $"{Folder}/{name}")
        : root.Exists(Folder) ? [Folder] : [];
}
