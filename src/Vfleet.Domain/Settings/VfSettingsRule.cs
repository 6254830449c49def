using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Settings;

/// <summary>Which settings make sense at all, whatever the driver.</summary>
public static class VfSettingsRule
{
    /// <summary>The largest rate we write, in Mbit/s: 1.6 Tbit/s is the fastest Ethernet (IEEE 802.3dj).</summary>
    public const uint MaxRate = 1_600_000;

    /// <summary>Every problem of a wish at once.</summary>
    /// <param name="wish">The settings wanted.</param>
    /// <returns>The problems; empty when the wish makes sense.</returns>
    public static ImmutableArray<Problem> Check(VfSettings wish)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (wish.Mac is { IsMulticast: true } mac)
        {
            problems.Add(new Problem(
                ProblemCode.MacInvalid,
                $"{mac} is a multicast address, which no station may have",
                "give a unicast address: an even first octet, for example 52:54:00:12:34:56",
                "mac"));
        }

        if (wish.Vlan is { } vlan)
        {
            CheckVlan(vlan, problems);
        }

        if (wish.LinkState is { } state && !Enum.IsDefined(state))
        {
            problems.Add(new Problem(ProblemCode.OutOfRange, $"there is no link state {(int)state}", "give auto, enable or disable", "link-state"));
        }

        CheckRate("min-rate", wish.MinRate, problems);
        CheckRate("max-rate", wish.MaxRate, problems);
        if (wish is { MinRate: { } least, MaxRate: { } most } && most != 0 && least > most)
        {
            problems.Add(new Problem(
                ProblemCode.OutOfRange,
                $"the guaranteed rate of {least} Mbit/s is above the limit of {most} Mbit/s",
                "give a min-rate that is at most the max-rate",
                "min-rate"));
        }

        return problems.DrainToImmutable();
    }

    private static void CheckVlan(VlanTag vlan, ImmutableArray<Problem>.Builder problems)
    {
        if (vlan.Id > VlanTag.MaxId)
        {
            problems.Add(new Problem(
                ProblemCode.VlanInvalid,
                vlan.Id == 4095 ? "VLAN 4095 is reserved by IEEE 802.1Q" : $"VLAN {vlan.Id} does not exist",
                "give a VLAN id from 1 to 4094, or 0 for none",
                "vlan"));
        }

        if (vlan.Qos > VlanTag.MaxQos)
        {
            problems.Add(new Problem(
                ProblemCode.OutOfRange,
                $"VLAN priority {vlan.Qos} does not exist",
                "give a priority from 0 to 7",
                "qos"));
        }

        if (!Enum.IsDefined(vlan.Protocol))
        {
            problems.Add(new Problem(
                ProblemCode.OutOfRange, $"there is no VLAN protocol 0x{(int)vlan.Protocol:x4}", "give 802.1q or 802.1ad", "vlan-protocol"));
        }

        if (vlan.Id == 0 && (vlan.Qos != 0 || vlan.Protocol != VlanProtocol.Dot1Q))
        {
            problems.Add(new Problem(
                ProblemCode.OptionsConflict,
                "a VLAN priority or protocol was given without a VLAN",
                "give a VLAN id from 1 to 4094 too",
                "vlan"));
        }
    }

    private static void CheckRate(string name, uint? rate, ImmutableArray<Problem>.Builder problems)
    {
        if (rate > MaxRate)
        {
            problems.Add(new Problem(
                ProblemCode.OutOfRange,
                $"{rate} Mbit/s is more than any Ethernet link carries",
                $"give the rate in Mbit/s, from 0 (none) to {MaxRate}",
                name));
        }
    }
}
