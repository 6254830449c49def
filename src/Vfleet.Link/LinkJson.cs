using System.Text.Json.Serialization;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Link.Operating;

namespace Vfleet.Link;

/// <summary>How the files of a link are written: readable, camel case.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PciAddressConverter), typeof(WordConverter<OperationState>)])]
[JsonSerializable(typeof(LinkRecord))]
[JsonSerializable(typeof(LinkStatus))]
[JsonSerializable(typeof(DesiredState))]
[JsonSerializable(typeof(KeptOperations))]
internal sealed partial class LinkJson : JsonSerializerContext;
