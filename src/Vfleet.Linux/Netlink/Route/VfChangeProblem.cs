using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>A value in a <see cref="VfChange"/> that no driver could accept.</summary>
/// <param name="Code">Stable code, for example <c>vf.vlan.range</c>.</param>
/// <param name="Field">Path of the field, for example <c>[3].Vlan</c>.</param>
/// <param name="Message">What is wrong, with the value and the range.</param>
public sealed record VfChangeProblem(string Code, string Field, string Message)
{
    /// <summary>The largest VF index: SR-IOV counts VFs in 16 bits.</summary>
    private const int MaxIndex = ushort.MaxValue - 1;

    /// <summary>Finds every problem.</summary>
    /// <param name="changes">The changes for one PF.</param>
    /// <returns>The problems; empty when the changes can be sent.</returns>
    public static ImmutableArray<VfChangeProblem> Find(IReadOnlyList<VfChange> changes)
    {
        var problems = ImmutableArray.CreateBuilder<VfChangeProblem>();
        var seen = new HashSet<int>();
        for (var i = 0; i < changes.Count; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"[{i}].");
            problems.AddRange(Check(changes[i], path));
            if (!seen.Add(changes[i].Index))
            {
                problems.Add(new("vf.duplicate", path + nameof(VfChange.Index), $"VF {changes[i].Index} is changed twice"));
            }
        }

        return problems.DrainToImmutable();
    }

    private static IEnumerable<VfChangeProblem> Check(VfChange change, string path)
    {
        if (change.Index is < 0 or > MaxIndex)
        {
            yield return new("vf.index.range", path + nameof(VfChange.Index), $"VF index {change.Index} is not in 0-{MaxIndex}");
        }

        if (change.Mac is { IsMulticast: true } mac)
        {
            yield return new("vf.mac.multicast", path + nameof(VfChange.Mac), $"{mac} is a multicast address");
        }

        if (change.Vlan is { IsValid: false } vlan)
        {
            yield return new(
                "vf.vlan.range",
                path + nameof(VfChange.Vlan),
                $"VLAN {vlan.Id} priority {vlan.Qos} is not in 0-{VlanTag.MaxId} and 0-{VlanTag.MaxQos}, with protocol 802.1Q or 802.1ad");
        }

        if (change.LinkState is { } state && !Enum.IsDefined(state))
        {
            yield return new("vf.link-state.range", path + nameof(VfChange.LinkState), $"link state {(int)state} is none of auto, enable, disable");
        }

        foreach (var problem in CheckRates(change, path))
        {
            yield return problem;
        }
    }

    private static IEnumerable<VfChangeProblem> CheckRates(VfChange change, string path)
    {
        // The kernel's numbers are signed where drivers see them.
        if (change.MinTxRate > int.MaxValue || change.MaxTxRate > int.MaxValue)
        {
            yield return new("vf.rate.range", path + nameof(VfChange.MaxTxRate), $"a rate is above {int.MaxValue} Mbit/s");
        }

        switch (change.MinTxRate, change.MaxTxRate)
        {
            case (not null, null):
                yield return new(
                    "vf.rate.min-alone", path + nameof(VfChange.MinTxRate), "the kernel sets both rates at once: give the maximum too (0 for none)");
                break;
            case ({ } min, { } max) when max != 0 && min > max:
                yield return new("vf.rate.order", path + nameof(VfChange.MinTxRate), $"the minimum of {min} Mbit/s is above the maximum of {max}");
                break;
        }
    }
}
