using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Keeping;
using Vfleet.Primitives;

namespace Vfleet.Host.State;

/// <summary>What a PF is kept as, as JSON.</summary>
internal sealed record KeptDocument
{
    public int? Vfs { get; init; }

    public VfDriverChoice Driver { get; init; }

    public VfOwnership Ownership { get; init; }

    public string? EswitchMode { get; init; }

    public int? Mtu { get; init; }

    public bool? Up { get; init; }

    public Dictionary<int, SettingsDocument>? Settings { get; init; }

    public static KeptDocument Of(KeptPf kept) => new()
    {
        Vfs = kept.Vfs,
        Driver = kept.Driver,
        Ownership = kept.Ownership,
        EswitchMode = kept.EswitchMode,
        Mtu = kept.Mtu,
        Up = kept.Up,
        Settings = kept.Settings.IsEmpty ? null : kept.Settings.ToDictionary(entry => entry.Key, entry => SettingsDocument.Of(entry.Value)),
    };

    public KeptPf ToKept() => new()
    {
        Vfs = Vfs,
        Driver = Driver,
        Ownership = Ownership,
        EswitchMode = EswitchMode,
        Mtu = Mtu,
        Up = Up,
        Settings = (Settings ?? []).ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.ToSettings()),
    };
}

/// <summary>By what a card is known again, as JSON.</summary>
internal sealed record CardDocument
{
    public required string Vendor { get; init; }

    public required string Device { get; init; }

    public string? Mac { get; init; }

    public string? Netdev { get; init; }

    public static CardDocument Of(CardIdentity card) => new()
    {
        Vendor = card.Vendor.ToString("x4", System.Globalization.CultureInfo.InvariantCulture),
        Device = card.Device.ToString("x4", System.Globalization.CultureInfo.InvariantCulture),
        Mac = card.Mac?.ToString(),
        Netdev = card.Netdev,
    };

    public CardIdentity ToCard() => new(Id(Vendor), Id(Device), Mac is null ? null : MacAddress.Parse(Mac), Netdev);

    private static ushort Id(string text) =>
        ushort.Parse(text, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
}
