using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <content>The VFs of a PF.</content>
public sealed partial class RouteClient
{
    /// <summary>Reads the administrative attributes of the VFs of one PF.</summary>
    /// <param name="linkIndex">Interface index of the PF's link.</param>
    /// <param name="count">VFs that the PF has (<c>sriov_numvfs</c>), or <see langword="null"/> to believe the kernel's IFLA_NUM_VF.</param>
    /// <param name="withCounters">Whether to ask for counters, which costs a driver call per VF and a larger message.</param>
    /// <returns>One entry for each VF 0 to <paramref name="count"/> - 1, with what the kernel reported.</returns>
    /// <exception cref="NetlinkException">There is no such link (ENODEV), or the socket failed.</exception>
    /// <exception cref="MalformedNetlinkException">The answer contradicts itself.</exception>
    public VfList GetVfs(int linkIndex, int? count = null, bool withCounters = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(linkIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(count.GetValueOrDefault(), nameof(count));
        return _vfs.Get(linkIndex, count, withCounters);
    }

    /// <summary>
    /// Writes attributes of VFs of one PF, all in one round trip when the kernel accepts them all. Attributes that were refused do not
    /// keep the others from being written. An unknown link is an outcome (ENODEV), as is a missing permission (EPERM).
    /// </summary>
    /// <param name="linkIndex">Interface index of the PF's link.</param>
    /// <param name="changes">At most one change per VF, free of the problems that <see cref="VfChangeProblem.Find"/> reports.</param>
    /// <returns>What became of each attribute.</returns>
    /// <exception cref="ArgumentException">A change has a problem; nothing was sent.</exception>
    /// <exception cref="NetlinkException">The socket failed; what was applied is not known.</exception>
    public VfSetResult SetVfs(int linkIndex, IReadOnlyList<VfChange> changes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(linkIndex);
        ArgumentNullException.ThrowIfNull(changes);
        var problems = VfChangeProblem.Find(changes);
        return problems.IsEmpty
            ? _vfWrites.Set(linkIndex, changes)
            : throw new ArgumentException(string.Join("; ", problems.Select(p => $"{p.Field}: {p.Message} ({p.Code})")), nameof(changes));
    }
}
