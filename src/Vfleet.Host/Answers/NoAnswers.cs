using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
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
    public bool? HwTcOffload(int linkIndex) => null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, int> BridgeVlans() => ImmutableDictionary<int, int>.Empty;

    /// <inheritdoc/>
    public string? SteeringMode(PciAddress pf) => null;

    /// <inheritdoc/>
    public string? FirmwareVersion(PciAddress pf) => null;

    /// <inheritdoc/>
    public Task<ImmutableArray<FirmwareSetting>> FirmwareAsync(PciAddress function, CancellationToken cancellationToken) =>
        Task.FromResult(ImmutableArray<FirmwareSetting>.Empty);

    /// <inheritdoc/>
    public Task<ImmutableDictionary<string, string>?> OpenVswitchAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableDictionary<string, string>?>(null);

    /// <inheritdoc/>
    public ImmutableArray<VfioHolder> Holders() => VfioHolder.ReadAll(root);

    /// <inheritdoc/>
    public Task<GuestAnswer> GuestsAsync(bool withNetworks, CancellationToken cancellationToken) => Task.FromResult(GuestAnswer.Nothing);
}
