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
        var problems = ImmutableArray.CreateBuilder<Problem>();
        void Refuse(string setting, string what, string remedy) => problems.Add(new Problem(
            ProblemCode.Unsupported, $"{pf.Driver}, the driver of {pf.Name}, cannot {what}", remedy, setting));

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

        if (wish.MaxRate is > 0 && pf.Facts.RateNeedsCarrier == true && pf.Netdevs.All(netdev => netdev.HasCarrier != true))
        {
            Refuse("max-rate", "limit a rate while it has no carrier", $"set {pf.Name} up and connect it, then try again");
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
}
