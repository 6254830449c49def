using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Problems;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Ethtool;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Answers;

/// <summary>The answers of this machine, asked when they are wanted.</summary>
/// <param name="parts">Its interfaces.</param>
internal sealed class LiveAnswers(HostParts parts) : IHostAnswers
{
    // What mlx5 calls its whole firmware, what others do, and the part of ice's that manages the card
    // (Documentation/networking/devlink/devlink-info.rst, mlx5.rst, ice.rst).
    private static readonly ImmutableArray<string> FirmwareNames = ["fw.version", "fw", "fw.mgmt"];

    /// <inheritdoc/>
    public bool HasNetwork => true;

    /// <inheritdoc/>
    public DateTimeOffset? ReadAt => parts.Time.GetUtcNow();

    /// <inheritdoc/>
    public Problem? Damage => null;

    /// <inheritdoc/>
    public IReadOnlyList<Link> Links() => parts.Route.GetLinks();

    /// <inheritdoc/>
    public IReadOnlyList<LinkIpAddress> Addresses() => parts.Route.GetAddresses();

    /// <inheritdoc/>
    public IReadOnlyList<IpRoute> DefaultRoutes() => parts.Route.GetDefaultRoutes();

    /// <inheritdoc/>
    public CallerRoute? Caller() =>
        parts.Caller() is { } address && parts.Route.GetRouteTo(address)?.LinkIndices is [var link, ..] ? new CallerRoute(address, link) : null;

    /// <inheritdoc/>
    public VfList? Vfs(int linkIndex, int count) => parts.Route.GetVfs(linkIndex, count);

    /// <inheritdoc/>
    public IReadOnlyList<ForwardingEntry>? Forwarding(int linkIndex) => parts.Route.GetForwarding(linkIndex);

    /// <inheritdoc/>
    public Eswitch? Eswitch(PciAddress pf) =>
        parts.Devlink.IsAvailable ? Known(() => parts.Devlink.GetEswitch(DevlinkHandle.OfPci(pf)).ValueOrNull) : null;

    /// <inheritdoc/>
    public bool? HwTcOffload(int linkIndex) => Known(() => parts.Ethtool.GetFeatures(linkIndex))?.IsOn(LinkFeatures.HwTcOffload);

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, int> BridgeVlans() => parts.Route.GetBridgeVlanCounts();

    /// <inheritdoc/>
    public string? SteeringMode(PciAddress pf) =>
        Known(() => parts.Devlink.GetParameter(DevlinkHandle.OfPci(pf), "flow_steering_mode").ValueOrNull)?.Values.GetValueOrDefault(DevlinkParameterMode.Runtime);

    /// <inheritdoc/>
    public string? FirmwareVersion(PciAddress pf) => Known(() => parts.Devlink.GetDescription(DevlinkHandle.OfPci(pf)).ValueOrNull) is { } description
        ? FirmwareNames.Select(name => description.Running.FirstOrDefault(version => version.Name == name)?.Value).FirstOrDefault(version => version is not null)
        : null;

    /// <inheritdoc/>
    public async Task<ImmutableArray<FirmwareSetting>> FirmwareAsync(PciAddress function, CancellationToken cancellationToken) =>
        await parts.RunProgram(CardFirmware.Program, CardFirmware.Arguments(function), cancellationToken) is { Succeeded: true } run
            ? CardFirmware.Parse(run.Output)
            : [];

    /// <inheritdoc/>
    public Task<ImmutableDictionary<string, string>?> OpenVswitchAsync(CancellationToken cancellationToken) =>
        OpenVswitchDatabase.OtherConfigAsync(parts.Root, parts.Time, cancellationToken);

    /// <inheritdoc/>
    public ImmutableArray<VfioHolder> Holders() => VfioHolder.ReadAll(parts.Root);

    /// <inheritdoc/>
    public async Task<GuestAnswer> GuestsAsync(bool withNetworks, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.LibvirtAsync(cancellationToken) switch
            {
                Opened { Connection: var connection } => new GuestAnswer(
                    await connection.Domains.ListAsync(DomainScope.Both, cancellationToken),
                    withNetworks ? await NetworksAsync(connection, cancellationToken) : [],
                    null),
                LibvirtUnavailable unavailable => GuestAnswer.Failed(HostParts.ToProblem(unavailable)),
                var outcome => throw new InvalidOperationException($"unknown outcome {outcome}"),
            };
        }
        catch (LibvirtException fault)
        {
            return GuestAnswer.Failed(new Problem(
                ProblemCode.LibvirtFailed,
                $"libvirt does not list its guests: {fault.Message}",
                "see the daemon's log: journalctl -u libvirtd -u virtqemud"));
        }
    }

    // A card whose firmware is out of order refuses. The kernel's log says so, and nobody shall have to do without the rest for it.
    private static T? Known<T>(Func<T?> ask)
        where T : class
    {
        try
        {
            return ask();
        }
        catch (NetlinkException)
        {
            return null;
        }
    }

    private static async Task<ImmutableArray<NetworkDocument>> NetworksAsync(ILibvirtConnection connection, CancellationToken cancellationToken)
    {
        var documents = ImmutableArray.CreateBuilder<NetworkDocument>();
        foreach (var network in await connection.Networks.ListAsync(cancellationToken))
        {
            if (await connection.Networks.FindXmlAsync(network.Name, network.IsPersistent, cancellationToken) is { } xml)
            {
                documents.Add(new NetworkDocument(network.Uuid, network.Name, xml));
            }
        }

        return documents.DrainToImmutable();
    }
}
