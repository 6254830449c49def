using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What the bridges of a host's networks must be.</summary>
internal static class BridgeRule
{
    /// <summary>Characters of a netdev's name: <c>IFNAMSIZ</c> without the final zero.</summary>
    private const int Longest = 15;

    /// <summary>A bridge that was there before is not looked for on the host: it may be away for a moment.</summary>
    public static IEnumerable<Problem> Check(FleetHost? before, FleetHost host, IFleetView view)
    {
        var dataCenter = ReferenceRule.DataCenterOf(host.ClusterId, view);
        var known = view.InventoryOf(host.Id)?.Bridges;
        for (var i = 0; i < host.Bridges.Length; i++)
        {
            var bridge = host.Bridges[i];
            var path = $"bridges[{i}]";
            foreach (var problem in ReferenceRule.Network(bridge.NetworkId, dataCenter, view, $"{path}.network"))
            {
                yield return problem;
            }

            if (host.Bridges.Take(i).Any(other => other.NetworkId == bridge.NetworkId))
            {
                yield return new Problem(
                    FleetCode.BridgeGivenTwice,
                    "the network has a bridge of this host already",
                    "give one bridge for each network",
                    $"{path}.network");
            }

            if (bridge.Pf is { } pf && view.InventoryOf(host.Id)?.Pf(pf) is null && before?.Bridges.Contains(bridge) != true)
            {
                yield return new Problem(
                    FleetCode.PfNotOnHost, $"the host {host.Name} has not reported a PF {pf}", $"run 'vfleet pf list' on {host.Name} and name one of those", $"{path}.pf");
            }

            if (!IsNetdevName(bridge.Bridge))
            {
                yield return new Problem(
                    FleetCode.BridgeNameInvalid,
                    $"'{bridge.Bridge}' cannot be the name of a netdev",
                    $"give 1 to {Longest} characters without blanks, / and :",
                    $"{path}.bridge");
            }
            else if (known is { } bridges && !bridges.Contains(bridge.Bridge, StringComparer.Ordinal) && before?.Bridges.Contains(bridge) != true)
            {
                yield return new Problem(
                    FleetCode.BridgeMissing,
                    $"the host {host.Name} has no bridge {bridge.Bridge}",
                    bridges.Length == 0 ? "make it on the host first" : $"make it on the host first, or name one of {Users.Text(bridges)}",
                    $"{path}.bridge");
            }
        }
    }

    // net/core/dev.c, dev_valid_name.
    private static bool IsNetdevName(string name) => name.Length is > 0 and <= Longest && name is not ("." or "..")
        && !name.Any(character => character is '/' or ':' || char.IsWhiteSpace(character) || char.IsControl(character));
}
