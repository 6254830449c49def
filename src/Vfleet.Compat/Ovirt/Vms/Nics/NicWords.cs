using System.Collections.Frozen;
using Vfleet.Domain.Fleet;

namespace Vfleet.Compat.Ovirt.Vms.Nics;

/// <summary>oVirt's words for what a vNIC is to its guest (NicInterface of ovirt-engine-api-model).</summary>
internal static class NicWords
{
    /// <summary>The words that a vNIC of the fleet can be; null for those that it cannot.</summary>
    public static readonly FrozenDictionary<string, VnicType?> Words = new Dictionary<string, VnicType?>(StringComparer.Ordinal)
    {
        ["virtio"] = VnicType.Virtio,
        ["pci_passthrough"] = VnicType.PciPassthrough,
        ["e1000"] = null,
        ["e1000e"] = null,
        ["rtl8139"] = null,
        ["rtl8139_virtio"] = null,
        ["spapr_vlan"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A type's word.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The word.</returns>
    public static string Of(VnicType type) => type == VnicType.PciPassthrough ? "pci_passthrough" : "virtio";
}
