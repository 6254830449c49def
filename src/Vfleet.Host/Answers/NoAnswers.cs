using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.Host.Answers;

/// <summary>A recorded folder that holds files and nothing else.</summary>
internal sealed class NoAnswers : IHostAnswers
{
    /// <inheritdoc/>
    public bool HasNetwork => false;

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
    public Task<GuestAnswer> GuestsAsync(bool withNetworks, CancellationToken cancellationToken) => Task.FromResult(GuestAnswer.Nothing);
}
