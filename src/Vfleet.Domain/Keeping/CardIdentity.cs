using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Keeping;

/// <summary>By what a card is known again. An address names a slot, and bus numbers move when a card is added.</summary>
/// <param name="Vendor">PCI vendor id.</param>
/// <param name="Device">PCI device id.</param>
/// <param name="Mac">The MAC address burnt into it; null when its driver does not tell (kernel before 5.6, or no driver).</param>
/// <param name="Netdev">What its first netdev was called; null when it had none.</param>
public sealed record CardIdentity(ushort Vendor, ushort Device, MacAddress? Mac, string? Netdev)
{
    /// <summary>That of a PF as the host shows it.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>It.</returns>
    public static CardIdentity Of(ObservedPf pf) => new(
        pf.VendorId,
        pf.DeviceId,
        pf.Netdevs.IsEmpty ? null : pf.Netdevs[0].PermanentMac,
        pf.Netdevs.IsEmpty ? null : pf.Netdevs[0].Name);

    /// <summary>That of a PF on which a change has just been carried out.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="earlier">What was known of it before; of another model's it is forgotten.</param>
    /// <returns>It.</returns>
    public static CardIdentity Of(ObservedPf pf, CardIdentity? earlier) =>
        Of(pf) is var now && earlier is not null && (earlier.Vendor, earlier.Device) == (now.Vendor, now.Device) ? now.Or(earlier) : now;

    /// <summary>What is known of it, with the gaps filled by what was known before.</summary>
    /// <param name="earlier">What was known before; null for nothing.</param>
    /// <returns>It.</returns>
    public CardIdentity Or(CardIdentity? earlier) => this with { Mac = Mac ?? earlier?.Mac, Netdev = Netdev ?? earlier?.Netdev };
}
