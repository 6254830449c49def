using Vfleet.Domain.Observed;

namespace Vfleet.Host.Reading;

/// <summary>The netdevs of a host, what stands on what, and what is reached through what: read once, asked often.</summary>
internal interface INetworkPicture
{
    /// <summary>Every netdev of this network namespace.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>The netdev of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The netdev; just its name when it is not in this network namespace (any more).</returns>
    ObservedNetdev Netdev(string name);

    /// <summary>What is reached through a netdev, or through what stands on it.</summary>
    /// <param name="name">The netdev.</param>
    /// <returns>The uses.</returns>
    IEnumerable<ManagementUse> Management(string name);
}
