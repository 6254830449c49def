using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Host.State;

/// <summary>
/// The state file as JSON. A version newer than this program's is refused rather than guessed at. Version 2 added forwarding entries; a file
/// without any is still written as version 1, so that the programs that know no more can read it.
/// </summary>
internal sealed record PfStateDocument
{
    public const int CurrentVersion = 2;
    private const int WithoutForwarding = 1;

    public required int Version { get; init; }

    public required string Pf { get; init; }

    public required Dictionary<int, VfDocument> Vfs { get; init; }

    public string[]? Forwarded { get; init; }

    public static PfStateDocument Of(PfState state) => new()
    {
        Version = state.Forwarded.IsEmpty ? WithoutForwarding : CurrentVersion,
        Pf = state.Pf.ToString(),
        Vfs = state.Vfs.ToDictionary(entry => entry.Key, entry => VfDocument.Of(entry.Value)),
        Forwarded = state.Forwarded.IsEmpty ? null : [.. state.Forwarded.Select(mac => mac.ToString())],
    };

    public PfState ToState() => new(PciAddress.Parse(Pf))
    {
        Vfs = Vfs.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.ToRecord()),
        Forwarded = [.. (Forwarded ?? []).Select(mac => MacAddress.Parse(mac))],
    };
}

/// <summary>One VF's record as JSON.</summary>
internal sealed record VfDocument
{
    public required VfPhase Phase { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required SettingsDocument Original { get; init; }

    public string? OriginalDriver { get; init; }

    public string? OriginalOverride { get; init; }

    public required SettingsDocument Applied { get; init; }

    public required OwnerDocument Owner { get; init; }

    public static VfDocument Of(VfRecord record) => new()
    {
        Phase = record.Phase,
        Since = record.Since,
        Original = SettingsDocument.Of(record.Original),
        OriginalDriver = record.OriginalDriver,
        OriginalOverride = record.OriginalOverride,
        Applied = SettingsDocument.Of(record.Applied),
        Owner = new OwnerDocument
        {
            Guest = record.Owner.Guest,
            Uuid = record.Owner.Uuid,
            Alias = record.Owner.Alias,
            Live = record.Owner.Live,
            Config = record.Owner.Config,
        },
    };

    public VfRecord ToRecord() => new(Phase, Since)
    {
        Original = Original.ToSettings(),
        OriginalDriver = OriginalDriver,
        OriginalOverride = OriginalOverride,
        Applied = Applied.ToSettings(),
        Owner = new VfOwner(Owner.Guest, Owner.Uuid, Owner.Alias, Owner.Live, Owner.Config),
    };
}

/// <summary>The owner of a VF as JSON.</summary>
internal sealed record OwnerDocument
{
    public required string Guest { get; init; }

    public required Guid Uuid { get; init; }

    public required string Alias { get; init; }

    public required bool Live { get; init; }

    public required bool Config { get; init; }
}

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

/// <summary>How state files are written: readable, camel case, words for enumerations.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PfStateDocument))]
internal sealed partial class PfStateJson : JsonSerializerContext;
