using System.Text.Json;
using System.Text.Json.Serialization;
using Vfleet.Api.Agents;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Api;

/// <summary>
/// The one way in which the engine and its clients read and write JSON. Members that are not known are passed over, so that old and new
/// understand each other; the engine refuses them in what people send.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    Converters =
    [
        typeof(MacAddressConverter), typeof(PciAddressConverter), typeof(WordConverter<PlacementPolicy>), typeof(WordConverter<Passthrough>),
        typeof(WordConverter<VfLinkState>), typeof(WordConverter<HostStatus>), typeof(WordConverter<VmStatus>), typeof(WordConverter<VnicType>),
        typeof(WordConverter<AffinityKind>), typeof(WordConverter<GuestFirmware>), typeof(WordConverter<GuestDiskFormat>), typeof(WordConverter<GuestDiskBus>),
        typeof(WordConverter<OperationState>), typeof(WordConverter<Role>), typeof(WordConverter<VlanProtocol>),
    ])]
[JsonSerializable(typeof(Page<DataCenterResource>))]
[JsonSerializable(typeof(Page<ClusterResource>))]
[JsonSerializable(typeof(Page<NetworkResource>))]
[JsonSerializable(typeof(Page<ProfileResource>))]
[JsonSerializable(typeof(Page<MacPoolResource>))]
[JsonSerializable(typeof(Page<HostResource>))]
[JsonSerializable(typeof(Page<PfResource>))]
[JsonSerializable(typeof(Page<VfResource>))]
[JsonSerializable(typeof(Page<VmResource>))]
[JsonSerializable(typeof(Page<NicResource>))]
[JsonSerializable(typeof(Page<OperationResource>))]
[JsonSerializable(typeof(Page<EventResource>))]
[JsonSerializable(typeof(Page<UserResource>))]
[JsonSerializable(typeof(Page<TokenResource>))]
[JsonSerializable(typeof(Page<EnrolmentResource>))]
[JsonSerializable(typeof(Page<VfProblemResource>))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(ShutdownRequest))]
[JsonSerializable(typeof(UnplugRequest))]
[JsonSerializable(typeof(AdoptRequest))]
[JsonSerializable(typeof(DrainRequest))]
[JsonSerializable(typeof(DrainResource))]
[JsonSerializable(typeof(FenceRequest))]
[JsonSerializable(typeof(PlacementRequestResource))]
[JsonSerializable(typeof(PlacementAnswer))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinAnswer))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(HostReport))]
[JsonSerializable(typeof(HostFacts))]
[JsonSerializable(typeof(ReportAnswer))]
[JsonSerializable(typeof(DesiredState))]
[JsonSerializable(typeof(InventoryPf))]
[JsonSerializable(typeof(InventoryGuest[]))]
public sealed partial class ApiJson : JsonSerializerContext;
