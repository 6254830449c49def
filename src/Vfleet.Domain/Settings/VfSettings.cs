using Vfleet.Primitives;

namespace Vfleet.Domain.Settings;

/// <summary>
/// The settings that a PF keeps for one VF. As a wish, <see langword="null"/> means "leave as it is"; as an observation it means
/// "the driver does not report it".
/// </summary>
/// <remarks>Meanings and ranges: kernel <c>include/uapi/linux/if_link.h</c> (IFLA_VF_*), <c>net/core/rtnetlink.c</c> (do_setvfinfo).</remarks>
public sealed record VfSettings
{
    /// <summary>No setting at all.</summary>
    public static VfSettings Nothing { get; } = new();

    /// <summary>The administrative MAC address; zero means that none is set.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>The port VLAN with priority and protocol; <see cref="VlanTag.None"/> for none.</summary>
    public VlanTag? Vlan { get; init; }

    /// <summary>Whether frames with a foreign source MAC or VLAN are dropped.</summary>
    public bool? SpoofCheck { get; init; }

    /// <summary>Whether the guest may change its MAC, join many multicast groups and go promiscuous.</summary>
    public bool? Trust { get; init; }

    /// <summary>Guaranteed transmit rate in Mbit/s; 0 for none.</summary>
    public uint? MinRate { get; init; }

    /// <summary>Transmit limit in Mbit/s; 0 for none.</summary>
    public uint? MaxRate { get; init; }

    /// <summary>The link that the VF sees.</summary>
    public VfLinkState? LinkState { get; init; }

    /// <summary>Whether the guest may read the RSS table and key of the VF.</summary>
    public bool? RssQuery { get; init; }

    /// <summary>InfiniBand node GUID.</summary>
    public ulong? NodeGuid { get; init; }

    /// <summary>InfiniBand port GUID.</summary>
    public ulong? PortGuid { get; init; }

    /// <summary>
    /// What a VF has when nobody asked for anything: no VLAN, spoof check on, not trusted, no rate limits, link following the PF.
    /// The MAC address is left open.
    /// </summary>
    public static VfSettings Neutral { get; } = new()
    {
        Vlan = VlanTag.None,
        SpoofCheck = true,
        Trust = false,
        MinRate = 0,
        MaxRate = 0,
        LinkState = VfLinkState.Auto,
    };

    /// <summary>These settings, and where they are silent those of <paramref name="other"/>.</summary>
    /// <param name="other">What fills the gaps.</param>
    /// <returns>The union.</returns>
    public VfSettings Or(VfSettings other) => new()
    {
        Mac = Mac ?? other.Mac,
        Vlan = Vlan ?? other.Vlan,
        SpoofCheck = SpoofCheck ?? other.SpoofCheck,
        Trust = Trust ?? other.Trust,
        MinRate = MinRate ?? other.MinRate,
        MaxRate = MaxRate ?? other.MaxRate,
        LinkState = LinkState ?? other.LinkState,
        RssQuery = RssQuery ?? other.RssQuery,
        NodeGuid = NodeGuid ?? other.NodeGuid,
        PortGuid = PortGuid ?? other.PortGuid,
    };

    /// <summary>What must still be written to come from <paramref name="observed"/> to these settings.</summary>
    /// <param name="observed">What the kernel reports; a setting that it does not report counts as different.</param>
    /// <returns>These settings without those that hold already.</returns>
    public VfSettings Without(VfSettings observed) => new()
    {
        Mac = Mac == observed.Mac ? null : Mac,
        Vlan = Vlan == observed.Vlan ? null : Vlan,
        SpoofCheck = SpoofCheck == observed.SpoofCheck ? null : SpoofCheck,
        Trust = Trust == observed.Trust ? null : Trust,
        MinRate = MinRate == observed.MinRate ? null : MinRate,
        MaxRate = MaxRate == observed.MaxRate ? null : MaxRate,
        LinkState = LinkState == observed.LinkState ? null : LinkState,
        RssQuery = RssQuery == observed.RssQuery ? null : RssQuery,
        NodeGuid = NodeGuid == observed.NodeGuid ? null : NodeGuid,
        PortGuid = PortGuid == observed.PortGuid ? null : PortGuid,
    };

    /// <summary>The settings that say something, for people: <c>mac 52:54:00:00:00:01, vlan 100, trust off</c>.</summary>
    /// <returns>The text, <c>nothing</c> when there is none.</returns>
    public override string ToString()
    {
        var parts = VfSettingsText.Parts(this).Select(part => $"{part.Name} {part.Value}").ToList();
        return parts.Count == 0 ? "nothing" : string.Join(", ", parts);
    }
}
