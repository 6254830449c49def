using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Answers;

/// <summary>What a host says besides its files: the kernel over netlink, and libvirt. Asked now, or as somebody recorded it.</summary>
internal interface IHostAnswers
{
    /// <summary>Whether netlink's answers are there; when not, the files of sysfs tell less of the same.</summary>
    bool HasNetwork { get; }

    /// <summary>When the host was read, by its own clock; null when nobody wrote it down.</summary>
    DateTimeOffset? ReadAt { get; }

    /// <summary>Why recorded answers cannot be understood; null when they can, or there are none.</summary>
    Problem? Damage { get; }

    /// <summary>Every link of the network namespace, by index.</summary>
    /// <returns>The links.</returns>
    IReadOnlyList<Link> Links();

    /// <summary>IP addresses of all links.</summary>
    /// <returns>The addresses.</returns>
    IReadOnlyList<LinkIpAddress> Addresses();

    /// <summary>Default routes of all tables.</summary>
    /// <returns>The routes.</returns>
    IReadOnlyList<IpRoute> DefaultRoutes();

    /// <summary>The connection of the person who runs the command, and the link that it goes through.</summary>
    /// <returns>The connection; null when there is none.</returns>
    CallerRoute? Caller();

    /// <summary>What a PF keeps for its VFs.</summary>
    /// <param name="linkIndex">Index of the PF's link.</param>
    /// <param name="count">VFs that the PF has.</param>
    /// <returns>The list; null when it is not known.</returns>
    VfList? Vfs(int linkIndex, int count);

    /// <summary>Forwarding entries of a link.</summary>
    /// <param name="linkIndex">Its index.</param>
    /// <returns>The entries; null when they are not known.</returns>
    IReadOnlyList<ForwardingEntry>? Forwarding(int linkIndex);

    /// <summary>The embedded switch of a PF.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>The switch; null when it has none that devlink knows.</returns>
    Eswitch? Eswitch(PciAddress pf);

    /// <summary>Processes that have vfio devices open.</summary>
    /// <returns>The processes.</returns>
    ImmutableArray<VfioHolder> Holders();

    /// <summary>libvirt's guests and networks.</summary>
    /// <param name="withNetworks">Whether networks are wanted too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The guests, or why there are none.</returns>
    Task<GuestAnswer> GuestsAsync(bool withNetworks, CancellationToken cancellationToken);
}

/// <summary>The connection of the person who runs the command.</summary>
/// <param name="Address">The other end.</param>
/// <param name="LinkIndex">The link that leads there.</param>
internal sealed record CallerRoute(System.Net.IPAddress Address, int LinkIndex);
