using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Planning;

/// <summary>Which settings a PF's driver is known to refuse, so that a wish is refused before anything is touched.</summary>
internal static class DriverRule
{
    public static ImmutableArray<Problem> Check(ObservedPf pf, VfSettings wish)
    {
        if (pf.Netdevs.IsEmpty)
        {
            return [NoNetdev(pf)];
        }

        var problems = ImmutableArray.CreateBuilder<Problem>();
        void Refuse(string setting, string what, string remedy) => problems.Add(new Problem(
            ProblemCode.Unsupported, $"{pf.Driver ?? "no driver"}, the driver of {pf.Name}, cannot {what}", remedy, setting));
        if (pf.EswitchMode == "switchdev")
        {
            CheckSwitchdev(pf, wish, problems);
        }

        if (wish.LinkState is not (null or VfLinkState.Auto) && pf.Facts.LinkState == false)
        {
            Refuse("link-state", "set the link state of a VF", "leave it out: VFs of this card follow the PF's link");
        }

        if (wish.MinRate is > 0 && pf.Facts.MinRate == false)
        {
            Refuse("min-rate", "guarantee a rate", "leave min-rate out; max-rate may be possible");
        }

        if (wish.MaxRate is > 0 && pf.Facts.MaxRate == false)
        {
            Refuse("max-rate", "limit a rate", "leave max-rate out, or limit inside the guest");
        }

        if (wish.MaxRate is > 0 and var rate && pf.Facts.RateNeedsCarrier == true)
        {
            // igb_ndo_set_vf_bw and ixgbe_ndo_set_vf_bw of the kernel: EINVAL without a link, and for more than its speed.
            if (pf.Netdevs.All(netdev => netdev.HasCarrier != true))
            {
                Refuse("max-rate", "limit a rate while it has no carrier", $"connect {pf.Name} and set it up: vfleet pf set {pf.Name} --up");
            }
            else if (pf.Netdevs.Max(netdev => netdev.Speed) is { } speed && speed > 0 && rate > speed)
            {
                Refuse("max-rate", $"limit a rate to {rate} Mbit/s on a link of {speed} Mbit/s", $"give a max-rate of at most {speed}");
            }
        }

        if (wish.Vlan is { Protocol: VlanProtocol.Dot1Ad } && pf.Facts.Dot1Ad == false)
        {
            Refuse("vlan-protocol", "tag with 802.1ad", "use 802.1Q");
        }

        if (wish.Trust == true && pf.Facts.Trust == false)
        {
            Refuse("trust", "trust a VF", "leave trust out");
        }

        if (wish.SpoofCheck == false && pf.Facts.SpoofCheck == false)
        {
            Refuse("spoof-check", "switch the spoof check", "leave spoof-check out");
        }

        return problems.DrainToImmutable();
    }

    /// <summary>
    /// A wish without the settings that the driver is known not to have. After <see cref="Check"/> they ask only for what holds anyway
    /// (trust off where nothing is trusted), and writing them would be answered with EOPNOTSUPP.
    /// </summary>
    public static VfSettings Writable(ObservedPf pf, VfSettings wish) => wish with
    {
        LinkState = pf.Facts.LinkState == false ? null : wish.LinkState,
        MinRate = pf.Facts.MinRate == false ? null : wish.MinRate,
        MaxRate = pf.Facts.MaxRate == false ? null : wish.MaxRate,
        Trust = pf.Facts.Trust == false ? null : wish.Trust,
        SpoofCheck = pf.Facts.SpoofCheck == false ? null : wish.SpoofCheck,
    };

    /// <summary>What to say of a PF without a netdev: settings of its VFs are written through one.</summary>
    public static Problem NoNetdev(ObservedPf pf) => new(
        ProblemCode.Unsupported,
        $"{pf.Name} has no netdev (driver: {pf.Driver ?? "none"}), so MAC and VLAN of its VFs cannot be set",
        "bind the PF to its network driver",
        pf.Name);

    // In switchdev mode forwarding belongs to the representors: the legacy settings answer EOPNOTSUPP, a VLAN of 0 apart
    // (mlx5_eswitch_set_vport_vlan; nsim_set_vf_rate).
    private static void CheckSwitchdev(ObservedPf pf, VfSettings wish, ImmutableArray<Problem>.Builder problems)
    {
        if (wish.Vlan is { Id: > 0 })
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"{pf.Name} is in switchdev mode, where a VF's VLAN belongs to its representor",
                "tag there (Open vSwitch: ovs-vsctl set port REPRESENTOR tag=ID), or leave the VLAN out",
                "vlan"));
        }

        if (wish.MinRate is > 0 || wish.MaxRate is > 0)
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"{pf.Name} is in switchdev mode, where a VF's rate is set through devlink",
                "use 'devlink port function rate set', or leave the rates out",
                wish.MaxRate is > 0 ? "max-rate" : "min-rate"));
        }
    }
}
