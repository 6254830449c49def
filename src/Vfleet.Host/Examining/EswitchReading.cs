using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Representor = Vfleet.Domain.Doctor.Facts.Representor;

namespace Vfleet.Host.Examining;

/// <summary>The eswitches of PFs that have one.</summary>
internal static class EswitchReading
{
    public static ImmutableDictionary<PciAddress, EswitchFacts> Read(HostParts parts, ObservedHost host) => host.Pfs
        .Where(pf => pf.EswitchMode is not null)
        .ToImmutableDictionary(pf => pf.Address, pf => Read(parts, pf));

    /// <summary>Where mlx5 says whether both ports of a card work as one (drivers/net/ethernet/mellanox/mlx5/core/lag/debugfs.c). Root may read it, unless
    /// the kernel is locked down.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>Path relative to the root.</returns>
    public static string LagState(PciAddress pf) => $"sys/kernel/debug/mlx5/{pf}/lag/state";

    private static EswitchFacts Read(HostParts parts, ObservedPf pf)
    {
        var answers = parts.Answers;
        var facts = new EswitchFacts
        {
            InlineMode = answers.Eswitch(pf.Address)?.InlineMode switch
            {
                EswitchInlineMode.None => "none",
                EswitchInlineMode.Link => "link",
                EswitchInlineMode.Network => "network",
                EswitchInlineMode.Transport => "transport",
                _ => null,
            },
            SteeringMode = answers.SteeringMode(pf.Address),
            LagState = parts.Root.TryReadText(LagState(pf.Address), out var state) == Errno.None && state.Length > 0 ? state.Trim() : null,
        };
        if (pf.EswitchMode != "switchdev" || !answers.HasNetwork)
        {
            return facts;
        }

        var links = answers.Links();
        var ports = links.ToDictionary(link => link.Index, link => link.PhysPortName);
        var names = pf.Netdevs.Select(netdev => netdev.Name).ToHashSet(StringComparer.Ordinal);
        return links.FirstOrDefault(link => names.Contains(link.Name) && link.PhysSwitchId is not null) is not { } uplink
            ? facts
            : facts with
            {
                Uplink = uplink.Name,
                Representors =
                [
                    .. Representors.Of(links, uplink).Select(found => new Representor(
                        found.LinkName, ports.GetValueOrDefault(found.LinkIndex) ?? "", found.VfIndex)),
                ],
            };
    }
}
