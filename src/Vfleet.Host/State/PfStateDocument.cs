using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Host.State;

/// <summary>
/// The state file as JSON. A version newer than this program's is refused rather than guessed at. Version 2 added what is kept over
/// reboots, unfinished changes and forwarding entries; a file without any is still written as version 1, for programs that know no more.
/// </summary>
internal sealed record PfStateDocument
{
    public const int CurrentVersion = 2;
    private const int RecordsOnly = 1;

    public required int Version { get; init; }

    public required string Pf { get; init; }

    public CardDocument? Card { get; init; }

    public KeptDocument? Kept { get; init; }

    public UnfinishedDocument? Unfinished { get; init; }

    public required Dictionary<int, VfDocument> Vfs { get; init; }

    public Dictionary<int, UnfinishedDocument>? UnfinishedVfs { get; init; }

    public string[]? Forwarded { get; init; }

    public static PfStateDocument Of(PfState state) => new()
    {
        Version = state is { Forwarded.IsEmpty: true, Kept.IsEmpty: true, Unfinished: null, UnfinishedVfs.IsEmpty: true } ? RecordsOnly : CurrentVersion,
        Pf = state.Pf.ToString(),
        Card = state.Card is { } card ? CardDocument.Of(card) : null,
        Kept = state.Kept.IsEmpty ? null : KeptDocument.Of(state.Kept),
        Unfinished = state.Unfinished is { } unfinished ? UnfinishedDocument.Of(unfinished) : null,
        Vfs = state.Vfs.ToDictionary(entry => entry.Key, entry => VfDocument.Of(entry.Value)),
        UnfinishedVfs = state.UnfinishedVfs.IsEmpty ? null : state.UnfinishedVfs.ToDictionary(entry => entry.Key, entry => UnfinishedDocument.Of(entry.Value)),
        Forwarded = state.Forwarded.IsEmpty ? null : [.. state.Forwarded.Select(mac => mac.ToString())],
    };

    public PfState ToState() => new(PciAddress.Parse(Pf))
    {
        Card = Card?.ToCard(),
        Kept = Kept?.ToKept() ?? KeptPf.Nothing,
        Unfinished = Unfinished?.ToChange(),
        Vfs = Vfs.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.ToRecord()),
        UnfinishedVfs = (UnfinishedVfs ?? []).ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.ToChange()),
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

    public string? Boot { get; init; }

    public static VfDocument Of(VfRecord record) => new()
    {
        Phase = record.Phase,
        Since = record.Since,
        Original = SettingsDocument.Of(record.Original),
        OriginalDriver = record.OriginalDriver,
        OriginalOverride = record.OriginalOverride,
        Applied = SettingsDocument.Of(record.Applied),
        Boot = record.Boot,
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
        Boot = Boot,
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

/// <summary>How state files are written: readable, camel case, words for enumerations.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PfStateDocument))]
internal sealed partial class PfStateJson : JsonSerializerContext;
