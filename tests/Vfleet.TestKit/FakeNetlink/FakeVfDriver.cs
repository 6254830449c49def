using Vfleet.Linux.Netlink.Route;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>What a PF driver answers when one attribute of one VF is set: 0, or a positive error number.</summary>
public delegate int FakeVfRule(FakeLink pf, VfChange change);

/// <summary>The per-driver support of a fake PF: attributes without a rule are not supported (EOPNOTSUPP).</summary>
/// <param name="Name">The driver's name.</param>
/// <param name="Rules">One rule for each attribute that the driver can set.</param>
public sealed record FakeVfDriver(string Name, IReadOnlyDictionary<VfAttribute, FakeVfRule> Rules)
{
    private const int EINVAL = 22;
    private const int EOPNOTSUPP = 95;
    private const int EPROTONOSUPPORT = 93;

    /// <summary>Takes everything (drivers/net/netdevsim/netdev.c); rates not in switchdev mode.</summary>
    public static FakeVfDriver Netdevsim { get; } = new("netdevsim", new Dictionary<VfAttribute, FakeVfRule>
    {
        [VfAttribute.Mac] = (_, change) => change.Mac is { IsMulticast: true } ? EINVAL : 0,
        [VfAttribute.Vlan] = (_, _) => 0,
        [VfAttribute.Rate] = (pf, _) => pf.IsSwitchdev ? EOPNOTSUPP : 0,
        [VfAttribute.SpoofCheck] = (_, _) => 0,
        [VfAttribute.LinkState] = (_, _) => 0,
        [VfAttribute.RssQuery] = (_, _) => 0,
        [VfAttribute.Trust] = (_, _) => 0,
    });

    /// <summary>
    /// Intel 82576 (drivers/net/ethernet/intel/igb/igb_main.c): no link state, no RSS query, 802.1Q only; a rate needs a carrier, must
    /// not exceed the link speed, and the minimum must be 0.
    /// </summary>
    public static FakeVfDriver Igb { get; } = new("igb", new Dictionary<VfAttribute, FakeVfRule>
    {
        [VfAttribute.Mac] = (_, change) => change.Mac is { IsMulticast: true } ? EINVAL : 0,
        [VfAttribute.Vlan] = (_, change) => change.Vlan?.Protocol == Primitives.VlanProtocol.Dot1Q ? 0 : EPROTONOSUPPORT,
        [VfAttribute.Rate] = (pf, change) =>
            change.MinTxRate.GetValueOrDefault() != 0 || !pf.HasCarrier || change.MaxTxRate > pf.SpeedMbit ? EINVAL : 0,
        [VfAttribute.SpoofCheck] = (_, _) => 0,
        [VfAttribute.Trust] = (_, _) => 0,
    });

    /// <summary>An InfiniBand PF: GUIDs and link state only.</summary>
    public static FakeVfDriver InfiniBand { get; } = new("mlx5_core", new Dictionary<VfAttribute, FakeVfRule>
    {
        [VfAttribute.LinkState] = (_, _) => 0,
        [VfAttribute.NodeGuid] = (_, _) => 0,
        [VfAttribute.PortGuid] = (_, _) => 0,
    });

    /// <summary>The same driver with another rule for one attribute.</summary>
    public FakeVfDriver With(VfAttribute attribute, FakeVfRule rule) =>
        this with { Rules = new Dictionary<VfAttribute, FakeVfRule>(Rules) { [attribute] = rule } };

    /// <summary>The same driver without one attribute.</summary>
    public FakeVfDriver Without(VfAttribute attribute) =>
        this with { Rules = Rules.Where(rule => rule.Key != attribute).ToDictionary(rule => rule.Key, rule => rule.Value) };
}
