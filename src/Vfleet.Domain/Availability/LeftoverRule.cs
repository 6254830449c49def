using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Availability;

/// <summary>
/// What a former user left on a VF that nobody has and that no note of ours explains. A VF that waits on a vfio driver is ready, not left over, unless its PF is
/// kept with VFs on the host's driver.
/// </summary>
public static class LeftoverRule
{
    // igb reports the zero address until the PF sets one (igb_ndo_get_vf_config); on other drivers an address of their own stands there.
    private const string ShowsOnlySetMacs = "igb";

    private static readonly MacAddress s_standsForNone = new(0x0200_0000_0000);

    /// <summary>Everything that was left, each in a few words, as <c>VLAN 100</c>.</summary>
    /// <param name="pf">The VF's PF.</param>
    /// <param name="vf">The VF.</param>
    /// <param name="kept">What its PF is kept as: that is meant to be there.</param>
    /// <returns>The words in a fixed order; empty for a clean VF, and while somebody has it.</returns>
    public static ImmutableArray<string> Of(ObservedPf pf, ObservedVf vf, KeptPf kept)
    {
        ArgumentNullException.ThrowIfNull(pf);
        ArgumentNullException.ThrowIfNull(vf);
        ArgumentNullException.ThrowIfNull(kept);
        if (vf.Record is not null || !FreeRule.Users(vf).IsEmpty)
        {
            return [];
        }

        var settings = vf.Settings is { } found ? Settings(pf, vf, found, kept.Settings.GetValueOrDefault(vf.Id.Index)) : [];
        return IsOffHost(vf, kept) ? settings.Add(vf.Driver is { } driver ? $"driver {driver}" : $"driver_override {vf.DriverOverride}") : settings;
    }

    /// <summary>Whether a VF is not on the host's driver although its PF is kept so.</summary>
    /// <param name="vf">The VF; nobody has it.</param>
    /// <param name="kept">What its PF is kept as.</param>
    /// <returns>Whether a former user left it on a vfio driver, or meant for one.</returns>
    public static bool IsOffHost(ObservedVf vf, KeptPf kept)
    {
        ArgumentNullException.ThrowIfNull(vf);
        ArgumentNullException.ThrowIfNull(kept);
        return kept.Driver == VfDriverChoice.Host && (vf.IsOnVfio || (vf.Driver is null && vf.DriverOverride is { Length: > 0 }));
    }

    private static ImmutableArray<string> Settings(ObservedPf pf, ObservedVf vf, VfSettings found, VfSettings? kept)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        void Add(bool isThere, string text)
        {
            if (isThere)
            {
                words.Add(text);
            }
        }

        // What was made so on purpose, or stands as it does on every VF, tells nothing of a guest.
        Add(found.Vlan is { Id: > 0 } && found.Vlan != kept?.Vlan, $"VLAN {found.Vlan?.Id}");
        Add(IsSetMac(pf, vf, found) && found.Mac != kept?.Mac, $"MAC address {found.Mac}");
        Add(found.Trust == true && kept?.Trust != true, "trusted");
        Add(found.MaxRate is > 0 && found.MaxRate != kept?.MaxRate, $"limit of {found.MaxRate} Mbit/s");
        Add(found.MinRate is > 0 && found.MinRate != kept?.MinRate, $"guarantee of {found.MinRate} Mbit/s");
        return words.DrainToImmutable();
    }

    // A host driver sets the address of its own VF through the same place.
    private static bool IsSetMac(ObservedPf pf, ObservedVf vf, VfSettings found) =>
        pf.Driver == ShowsOnlySetMacs && (vf.IsOnVfio || vf.Driver is null) && found.Mac is { IsZero: false } mac && mac != s_standsForNone;
}
