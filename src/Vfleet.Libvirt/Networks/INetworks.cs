using System.Collections.Immutable;

namespace Vfleet.Libvirt.Networks;

/// <summary>A network in a listing.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Name">Its name: the key in every call.</param>
/// <param name="IsActive">Whether it runs.</param>
/// <param name="IsPersistent">Whether it has a definition.</param>
/// <param name="StartsWithHost">Whether the daemon starts it by itself.</param>
public sealed record NetworkEntry(Guid Uuid, string Name, bool IsActive, bool IsPersistent, bool StartsWithHost);

/// <summary>Virtual networks of libvirt.</summary>
public interface INetworks
{
    /// <summary>Lists every network, running or not.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The networks by name.</returns>
    Task<ImmutableArray<NetworkEntry>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads a network's document.</summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="inactive">
    /// Whether to read its definition: a running pool shows its PF and the addresses found when it was started.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The XML, or null when there is no such network.</returns>
    Task<string?> FindXmlAsync(string name, bool inactive, CancellationToken cancellationToken);

    /// <summary>Defines a network, or changes the definition of the one with the same name and UUID.</summary>
    /// <param name="xml">The network's document.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>The network.</returns>
    Task<NetworkEntry> DefineAsync(string xml, CancellationToken cancellationToken);

    /// <summary>Starts a defined network. A pool looks for its VFs now and not again until it is restarted.</summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it runs.</returns>
    Task StartAsync(string name, CancellationToken cancellationToken);

    /// <summary>Sets whether the daemon starts the network by itself.</summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="startsWithHost">Whether it does.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it is set.</returns>
    Task SetAutostartAsync(string name, bool startsWithHost, CancellationToken cancellationToken);

    /// <summary>
    /// Stops a running network. libvirt does not refuse it while guests hold functions of its pool, and forgets their
    /// ports (<c>src/network/bridge_driver.c</c>): check with <see cref="ListPortsAsync"/> first.
    /// </summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it is stopped.</returns>
    Task DestroyAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes a network's definition.</summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="cancellationToken">Gives up before the call, not during it.</param>
    /// <returns>Ends when it is gone.</returns>
    Task UndefineAsync(string name, CancellationToken cancellationToken);

    /// <summary>Lists the ports of a running network: who holds which function of its pool.</summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The ports' documents, or null where the driver has no ports (before libvirt 5.5, <c>test:///</c>).</returns>
    Task<ImmutableArray<string>?> ListPortsAsync(string name, CancellationToken cancellationToken);
}
