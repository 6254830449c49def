using System.Collections.Immutable;
using Vfleet.Domain.Doctor.InfiniBand;
using Vfleet.Domain.Doctor.Interference;
using Vfleet.Domain.Doctor.Network;
using Vfleet.Domain.Doctor.Nic;
using Vfleet.Domain.Doctor.Pci;
using Vfleet.Domain.Doctor.Platform;
using Vfleet.Domain.Doctor.Switchdev;
using Vfleet.Domain.Doctor.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor;

/// <summary>Everything that the doctor knows to look for.</summary>
public static class DoctorRules
{
    /// <summary>Every rule, by area from the platform up to guests, and by number.</summary>
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        .. Tables().OrderBy(DoctorRulesReference.AreaOf).ThenBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    // What somebody who looks at one PF wants to be told there.
    private static readonly ImmutableHashSet<string> s_aboutPf = ["NET01", "NET03", "NET04", "NET05", "NET07", "NET09", "NET11", "NET14", "NET15"];

    /// <summary>Looks at a host with every rule.</summary>
    /// <param name="examination">What was read of it.</param>
    /// <returns>What was found, by severity, subject and rule.</returns>
    public static ImmutableArray<Finding> Examine(Examination examination)
    {
        var host = new ExaminedHost(examination);
        return [.. All.SelectMany(rule => rule.Check(host)).Order()];
    }

    /// <summary>Looks for what keeps one PF's VFs from passing traffic: link, MAC addresses, VLANs, MTU, filters of the card.</summary>
    /// <param name="examination">What was read of the host; less than the doctor needs is enough.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>What was found on it and its VFs, by severity, subject and rule.</returns>
    public static ImmutableArray<Finding> AboutPf(Examination examination, PciAddress pf)
    {
        var alone = examination with { Host = examination.Host with { Pfs = [.. examination.Host.Pfs.Where(known => known.Address == pf)] } };
        var host = new ExaminedHost(alone);
        return [.. All.Where(rule => s_aboutPf.Contains(rule.Id)).SelectMany(rule => rule.Check(host)).Where(finding => finding.Subject.Pf == pf).Order()];
    }

    private static ImmutableArray<DoctorRule> Tables() =>
    [
        .. IommuRules.All, .. BootRules.All, .. IsolationRules.All, .. PortRules.All,
        .. CapabilityRules.All, .. ResourceRules.All, .. CountRules.All, .. DriverRules.All,
        .. FirmwareRules.All, .. CardRules.All,
        .. LinkRules.All, .. MacRules.All, .. SettingRules.All,
        .. UdevRules.All, .. IntentRules.All,
        .. BindingRules.All, .. GuestRules.All, .. MigrationRules.All,
        .. EswitchRules.All, .. OffloadRules.All,
        .. InfiniBandRules.All,
    ];
}
