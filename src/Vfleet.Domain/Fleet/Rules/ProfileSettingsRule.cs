using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>Which settings of a vNIC profile go together.</summary>
internal static class ProfileSettingsRule
{
    public static IEnumerable<Problem> Check(VnicProfile profile, Network? network) =>
    [
        .. NameRule.CheckChoice<Passthrough>(profile.Passthrough, "passthrough", "passthrough"),
        .. NameRule.CheckChoice(profile.LinkState, "link state", "linkState"),
        .. profile.HasVfs() ? CheckExcluded(profile) : CheckNeeded(profile),
        .. NameRule.CheckNumber(profile.VlanQos, 0, VlanTag.MaxQos, "a VLAN priority", "vlanQos"),
        .. CheckVlanQos(profile, network),
        .. NameRule.CheckNumber(profile.MinRate, 0, VfSettingsRule.MaxRate, "a rate in Mbit/s", "minRate"),
        .. NameRule.CheckNumber(profile.MaxRate, 0, VfSettingsRule.MaxRate, "a rate in Mbit/s", "maxRate"),
        .. CheckRates(profile),
        .. CheckTags(profile.Requires, "requires"),
    ];

    /// <summary>The tags of a PF that are texts.</summary>
    public static IEnumerable<Problem> CheckTags(FunctionTags tags, string path)
    {
        if (tags.VendorDevice is { } ids && !IsVendorDevice(ids))
        {
            yield return new Problem(
                FleetCode.VendorDeviceInvalid,
                $"'{ids}' is no PCI vendor and device id",
                "give four hexadecimal digits, a colon and four more, as 8086:154c",
                $"{path}.vendorDevice");
        }

        if (tags.Model is { } model)
        {
            foreach (var problem in NameRule.Check(model, $"{path}.model"))
            {
                yield return problem;
            }
        }

        foreach (var problem in NameRule.CheckPhysicalNetwork(tags.PhysicalNetwork, $"{path}.physicalNetwork"))
        {
            yield return problem;
        }
    }

    private static IEnumerable<Problem> CheckExcluded(VnicProfile profile) =>
    [
        .. Excluded(profile.PortMirroring, "port mirroring", "portMirroring"),
        .. Excluded(profile.Qos is not null, "a network QoS", "qos"),
        .. Excluded(profile.NetworkFilter is not null, "a network filter", "networkFilter"),
    ];

    private static IEnumerable<Problem> Excluded(bool isAsked, string what, string path) => !isAsked ? [] :
    [
        new Problem(
            FleetCode.PassthroughExcludes,
            $"{what} needs the host's software, which passthrough goes past",
            "leave it out, or set passthrough to disabled",
            path),
    ];

    private static IEnumerable<Problem> CheckNeeded(VnicProfile profile) =>
    [
        .. Needed(profile.MinRate is not null, "a guaranteed rate", "minRate"),
        .. Needed(profile.MaxRate is not null, "a rate limit", "maxRate"),
        .. Needed(profile.Trust is not null, "trust", "trust"),
        .. Needed(profile.SpoofCheck is not null, "a spoof check", "spoofCheck"),
        .. Needed(profile.LinkState is not null, "a link state", "linkState"),
        .. Needed(profile.VlanQos != 0, "a VLAN priority", "vlanQos"),
        .. Needed(!profile.Requires.IsEmpty, "a requirement of the PF", "requires"),
    ];

    private static IEnumerable<Problem> Needed(bool isAsked, string what, string path) => !isAsked ? [] :
    [
        new Problem(
            FleetCode.PassthroughNeeded,
            $"{what} is a setting of VFs, and vNICs of this profile have none",
            "set passthrough, or leave it out",
            path),
    ];

    private static IEnumerable<Problem> CheckVlanQos(VnicProfile profile, Network? network)
    {
        if (profile.VlanQos != 0 && network is { Vlan: null })
        {
            yield return new Problem(
                FleetCode.VlanQosNeedsVlan,
                $"the network {network.Name} has no VLAN for the priority",
                "give the network a VLAN, or give 0",
                "vlanQos");
        }
    }

    private static IEnumerable<Problem> CheckRates(VnicProfile profile)
    {
        // 0 is what the kernel calls "no limit" (IFLA_VF_RATE).
        if (profile is { MinRate: { } least, MaxRate: { } most } && most != 0 && least > most)
        {
            yield return new Problem(
                FleetCode.RatesContradict,
                $"the guaranteed rate of {least} Mbit/s is above the limit of {most} Mbit/s",
                "give a minRate that is at most the maxRate",
                "minRate");
        }
    }

    private static bool IsVendorDevice(string ids) => ids.Length == 9 && ids[4] == ':'
        && ids.Where((_, i) => i != 4).All(digit => char.IsAsciiHexDigitLower(digit) || char.IsAsciiDigit(digit));
}
