using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Answers;

/// <summary>The answers of this machine, asked when they are wanted.</summary>
/// <param name="parts">Its interfaces.</param>
internal sealed class LiveAnswers(HostParts parts) : IHostAnswers
{
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
        parts.Devlink.IsAvailable ? parts.Devlink.GetEswitch(DevlinkHandle.OfPci(pf)).ValueOrNull : null;

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
