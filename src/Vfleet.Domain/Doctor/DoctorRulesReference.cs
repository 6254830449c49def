using System.Collections.Immutable;
using System.Text;

namespace Vfleet.Domain.Doctor;

/// <summary>The page about the doctor's rules, made from the rules.</summary>
public static class DoctorRulesReference
{
    private static readonly ImmutableArray<(string Prefix, string Title)> s_areas =
    [
        ("PLT", "Platform: firmware, IOMMU, kernel"),
        ("PCI", "PCI resources and the number of VFs"),
        ("NIC", "Cards, their firmware and drivers"),
        ("NET", "Network state of PFs and VFs"),
        ("UDV", "Other programs, names, restarts"),
        ("VFO", "vfio, binding, guests"),
        ("SWD", "switchdev, offload, bonds"),
        ("IB", "InfiniBand"),
    ];

    /// <summary>Order of a look at a host, from the platform up to guests.</summary>
    internal static int AreaOf(DoctorRule rule) => s_areas.IndexOf(s_areas.First(area => area.Prefix == rule.Id[..^2]));

    /// <summary>The page in Markdown.</summary>
    /// <returns>The text, with a line feed at its end.</returns>
    public static string Markdown()
    {
        var page = new StringBuilder(
            $"""
            # What the doctor looks for

            The doctor reads a host, live or from a recording, and checks it against {DoctorRules.All.Length} rules. Each is a pure function of what was read; it says
            nothing about what could not be read. A finding names its subject, quotes the values or the line of the kernel's log that it stands on, and says what to
            do. Ids are stable.

            *Blocks*: something that SR-IOV is for does not work. *Degrades*: it works, but slower, less safely, or not after the next change. *Advice*: worth knowing
            before the next step.

            This page is written from the rules in `src/Vfleet.Domain/Doctor`; its test says how.

            """);
        foreach (var area in DoctorRules.All.GroupBy(AreaOf).OrderBy(area => area.Key))
        {
            page.Append($"\n## {s_areas[area.Key].Title}\n");
            foreach (var rule in area)
            {
                page.Append($"\n### {rule.Id}: {rule.Title}\n\n");
                page.Append($"- Severity: {rule.Severity}\n- Seen by: {rule.Detection}\n- Remedy: {rule.Remedy}\n- Source: {rule.Source}\n");
            }
        }

        return page.ToString();
    }
}
