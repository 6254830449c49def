using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Host.Answers;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Primitives;
using Representor = Vfleet.Domain.Doctor.Facts.Representor;

namespace Vfleet.Host.Examining;

/// <summary>The eswitches of PFs that have one.</summary>
internal static class EswitchReading
{
    public static ImmutableDictionary<PciAddress, EswitchFacts> Read(IHostAnswers answers, ObservedHost host) => host.Pfs
        .Where(pf => pf.EswitchMode is not null)
        .ToImmutableDictionary(pf => pf.Address, pf => Read(answers, pf));

    private static EswitchFacts Read(IHostAnswers answers, ObservedPf pf)
    {
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
