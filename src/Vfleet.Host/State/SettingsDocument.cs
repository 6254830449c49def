using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Host.State;

/// <summary>Settings as JSON; a missing member means that the kernel did not report it.</summary>
internal sealed record SettingsDocument
{
    public string? Mac { get; init; }

    public ushort? Vlan { get; init; }

    public byte? VlanQos { get; init; }

    public VlanProtocol? VlanProtocol { get; init; }

    public bool? SpoofCheck { get; init; }

    public bool? Trust { get; init; }

    public uint? MinRate { get; init; }

    public uint? MaxRate { get; init; }

    public VfLinkState? LinkState { get; init; }

    public bool? RssQuery { get; init; }

    public ulong? NodeGuid { get; init; }

    public ulong? PortGuid { get; init; }

    public static SettingsDocument Of(VfSettings settings) => new()
    {
        Mac = settings.Mac?.ToString(),
        Vlan = settings.Vlan?.Id,
        VlanQos = settings.Vlan?.Qos,
        VlanProtocol = settings.Vlan?.Protocol,
        SpoofCheck = settings.SpoofCheck,
        Trust = settings.Trust,
        MinRate = settings.MinRate,
        MaxRate = settings.MaxRate,
        LinkState = settings.LinkState,
        RssQuery = settings.RssQuery,
        NodeGuid = settings.NodeGuid,
        PortGuid = settings.PortGuid,
    };

    public VfSettings ToSettings() => new()
    {
        Mac = Mac is null ? null : MacAddress.Parse(Mac),
        Vlan = Vlan is { } id ? new VlanTag(id, VlanQos ?? 0, VlanProtocol ?? Primitives.VlanProtocol.Dot1Q) : null,
        SpoofCheck = SpoofCheck,
        Trust = Trust,
        MinRate = MinRate,
        MaxRate = MaxRate,
        LinkState = LinkState,
        RssQuery = RssQuery,
        NodeGuid = NodeGuid,
        PortGuid = PortGuid,
    };
}
