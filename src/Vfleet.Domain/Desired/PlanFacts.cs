using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>What a PF's plan depends on, by name: while all of it holds, the plan is the right one.</summary>
public static class PlanFacts
{
    private const string None = "none";

    /// <summary>The facts now.</summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="wish">What it shall be.</param>
    /// <returns>Each fact by its name, for people.</returns>
    public static ImmutableSortedDictionary<string, string> Of(ObservedHost host, ObservedPf pf, DesiredPf wish)
    {
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts["driver"] = pf.Driver ?? None;
        facts["most VFs"] = $"{pf.TotalVfs}";
        facts["number of VFs"] = $"{pf.NumVfs}";
        facts["driver autoprobe"] = pf.Autoprobe is { } autoprobe ? VfSettingsText.OnOff(autoprobe) : "unknown";
        facts["eswitch mode"] = pf.EswitchMode ?? None;
        facts["IOMMU"] = pf.IommuGroup is null ? "off" : "on";
        facts["carries"] = pf.ManagementUses.IsEmpty ? "nothing of the host's" : string.Join(", ", pf.ManagementUses.Select(use => use.Kind).Distinct());
        facts["libvirt"] = host.Guests.IsDefault || host.LibvirtProblem is not null ? "silent" : "answers";

        // igb and ixgbe take rates only with a carrier, and no more than its speed; nothing else asks for it.
        var needsCarrier = pf.Facts.RateNeedsCarrier == true && wish.Settings.Any(vfs => vfs.Settings.MaxRate > 0);
        foreach (var netdev in pf.Netdevs)
        {
            facts[$"netdev {netdev.Name}"] = $"{(netdev.IsUp ? "up" : "down")}, MTU {netdev.Mtu}"
                + (needsCarrier ? netdev.HasCarrier == true ? $", {netdev.Speed} Mbit/s" : ", no carrier" : "");
        }

        foreach (var vf in pf.Vfs)
        {
            facts[$"VF {vf.Id.Index}"] = Of(vf);
        }

        var macs = wish.Settings.Select(vfs => vfs.Settings.Mac).OfType<MacAddress>().Where(mac => mac.IsUnicast).ToList();
        var users = macs.Count == 0 ? [] : MacRule.UsersOutside(host, pf);
        foreach (var mac in macs)
        {
            facts[$"MAC {mac}"] = users.GetValueOrDefault(mac) ?? "free elsewhere";
        }

        return facts.ToImmutable();
    }

    /// <summary>What differs between two moments.</summary>
    /// <param name="then">The facts when the plan was made.</param>
    /// <param name="now">The facts now.</param>
    /// <returns>Each difference for people; empty when the plan still fits.</returns>
    public static ImmutableArray<string> Differences(ImmutableSortedDictionary<string, string> then, ImmutableSortedDictionary<string, string> now) =>
    [
        .. then.Keys.Union(now.Keys, StringComparer.Ordinal)
            .Where(name => then.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name => $"{name} was {then.GetValueOrDefault(name) ?? "not there"}, is {now.GetValueOrDefault(name) ?? "not there"}"),
    ];

    /// <summary>Refuses a plan that is no longer the right one.</summary>
    /// <param name="pf">What people call the PF.</param>
    /// <param name="differences">What differs; when it is much, the first of it is told.</param>
    /// <returns>The problem.</returns>
    public static Problem Stale(string pf, ImmutableArray<string> differences)
    {
        const int Most = 3;
        var more = differences.Length > Most ? $"; and {differences.Length - Most} more" : "";
        return new Problem(
            ProblemCode.PlanStale,
            $"{pf} has changed since the plan was made: {string.Join("; ", differences.Take(Most))}{more}",
            "make a new plan: vfleet plan --out FILE",
            pf);
    }

    /// <summary>A digest of the facts.</summary>
    /// <param name="facts">The facts.</param>
    /// <returns>SHA-256 in hexadecimal.</returns>
    public static string Digest(ImmutableSortedDictionary<string, string> facts) =>
        Digest(Encoding.UTF8.GetBytes(string.Concat(facts.Select(fact => $"{fact.Key}\0{fact.Value}\n"))));

    /// <summary>A digest of a document.</summary>
    /// <param name="content">Its bytes.</param>
    /// <returns>SHA-256 in hexadecimal.</returns>
    public static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string Of(ObservedVf vf)
    {
        var users = FreeRule.Users(vf).Select(hold => hold is Hold.ByProcess { Holder: var holder } ? $"opened by {holder.Command}" : hold.Reason);
        var record = vf.Record is { } known ? $"; given to {known.Owner.Guest} ({known.Phase})" : "";
        var mtu = vf.Netdevs.IsEmpty ? "" : $"; MTU {vf.Netdevs.Max(netdev => netdev.Mtu)}";
        return $"driver {vf.Driver ?? None}, override {vf.DriverOverride ?? None}; {vf.Settings?.ToString() ?? "settings unknown"}"
            + $"; {(users.Any() ? string.Join(", ", users) : "free")}{record}{mtu}";
    }
}
