using System.Text.Json.Serialization;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Settings;
using Vfleet.Link.Operating;

namespace Vfleet.Link;

/// <summary>How the files of a link are written: readable, camel case.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(MacAddressConverter), typeof(PciAddressConverter), typeof(WordConverter<OperationState>), typeof(WordConverter<VfLinkState>),
        typeof(WordConverter<GuestFirmware>), typeof(WordConverter<GuestDiskFormat>), typeof(WordConverter<GuestDiskBus>),
    ])]
[JsonSerializable(typeof(LinkRecord))]
[JsonSerializable(typeof(LinkStatus))]
[JsonSerializable(typeof(DesiredState))]
[JsonSerializable(typeof(KeptOperations))]
internal sealed partial class LinkJson : JsonSerializerContext;
