using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Answers;

/// <summary>A recorded folder that holds files and nothing else.</summary>
/// <param name="root">Its files.</param>
internal sealed class NoAnswers(SysfsRoot root) : IHostAnswers
{
    /// <inheritdoc/>
    public bool HasNetwork => false;

    /// <inheritdoc/>
    public DateTimeOffset? ReadAt => null;

    /// <inheritdoc/>
    public Problem? Damage { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Link> Links() => [];

    /// <inheritdoc/>
    public IReadOnlyList<LinkIpAddress> Addresses() => [];

    /// <inheritdoc/>
    public IReadOnlyList<IpRoute> DefaultRoutes() => [];

    /// <inheritdoc/>
    public CallerRoute? Caller() => null;

    /// <inheritdoc/>
    public VfList? Vfs(int linkIndex, int count) => null;

    /// <inheritdoc/>
    public IReadOnlyList<ForwardingEntry>? Forwarding(int linkIndex) => null;

    /// <inheritdoc/>
    public Eswitch? Eswitch(PciAddress pf) => null;

    /// <inheritdoc/>
    public ImmutableArray<VfioHolder> Holders() => VfioHolder.ReadAll(root);

    /// <inheritdoc/>
    public Task<GuestAnswer> GuestsAsync(bool withNetworks, CancellationToken cancellationToken) => Task.FromResult(GuestAnswer.Nothing);
}
