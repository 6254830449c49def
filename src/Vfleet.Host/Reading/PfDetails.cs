using System.Collections.Immutable;
using Vfleet.Linux.Pci;

namespace Vfleet.Host.Reading;

/// <summary>What takes more than a glance: config space and devlink.</summary>
/// <param name="Ari">Whether the function has Alternative Routing-ID; null when config space is not readable.</param>
/// <param name="Acs">Whether the port above can isolate; null when config space is not readable.</param>
/// <param name="EswitchMode">Eswitch mode; null when the driver has none.</param>
/// <param name="InfiniBandPorts">InfiniBand ports.</param>
internal sealed record PfDetails(bool? Ari, bool? Acs, string? EswitchMode, ImmutableArray<string> InfiniBandPorts)
{
    public static PfDetails Read(HostParts parts, PhysicalFunction pf)
    {
        var detail = FunctionDetail.Read(parts.Root, pf.Address);
        return new PfDetails(detail?.Features.HasAri, detail?.UpstreamFeatures?.HasAcs, Eswitch(parts, pf), InfiniBandReading.Ports(parts.Root, pf.Function));
    }

    private static string? Eswitch(HostParts parts, PhysicalFunction pf) => parts.Answers.Eswitch(pf.Address)?.Mode switch
    {
        Linux.Netlink.Devlink.EswitchMode.Switchdev => "switchdev",
        Linux.Netlink.Devlink.EswitchMode.Legacy => "legacy",
        _ => null,
    };
}
