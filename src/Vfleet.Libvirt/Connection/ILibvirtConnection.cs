using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Networks;
using Vfleet.Libvirt.NodeDevices;

namespace Vfleet.Libvirt.Connection;

/// <summary>
/// An open connection. Its parts may be used by many callers at once. A call that reads stops waiting when cancelled;
/// a call that changes something is waited for once it has reached libvirt, since its effect could not be known otherwise.
/// </summary>
/// <remarks>Every call throws <see cref="LibvirtException"/> on a fault.</remarks>
public interface ILibvirtConnection : IAsyncDisposable
{
    /// <summary>The URI that was asked for.</summary>
    string Uri { get; }

    /// <summary>Whether changes are refused.</summary>
    bool IsReadOnly { get; }

    /// <summary>Version of the library in this process.</summary>
    LibvirtVersion LibraryVersion { get; }

    /// <summary>Version of libvirt at the other end of the connection.</summary>
    LibvirtVersion DaemonVersion { get; }

    /// <summary>Ends when the connection is lost or disposed, with the reason; never faults.</summary>
    Task<ConnectionLoss> Closed { get; }

    /// <summary>Finding and reading domains.</summary>
    IDomains Domains { get; }

    /// <summary>Devices of domains.</summary>
    IDomainDevices Devices { get; }

    /// <summary>Defining, starting and stopping domains.</summary>
    IDomainLifecycle Lifecycle { get; }

    /// <summary>Our own records inside domains.</summary>
    IDomainMetadata Metadata { get; }

    /// <summary>What happens to domains.</summary>
    IDomainEvents Events { get; }

    /// <summary>Virtual networks.</summary>
    INetworks Networks { get; }

    /// <summary>The host's devices as libvirt sees them.</summary>
    INodeDevices NodeDevices { get; }

    /// <summary>Reads what the host can run.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The host's capabilities document (libvirt <c>docs/formatcaps.rst</c>).</returns>
    Task<string> ReadCapabilitiesAsync(CancellationToken cancellationToken);
}
