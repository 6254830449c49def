using Vfleet.Domain.Desired;
using Vfleet.Primitives;

namespace Vfleet.Host.Forwarding;

/// <summary>
/// The forwarding entries of a host's PFs: the MAC addresses behind the bridge of a PF that its embedded switch delivers to the PF, so that
/// guests with VFs reach guests on the bridge.
/// </summary>
public interface IForwarding
{
    /// <summary>Reads the entries of every PF, and plans what they should be. Nothing is touched.</summary>
    /// <param name="desired">The host's document; an empty one when there is none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The PFs in order of address, with what could not be read.</returns>
    Task<ForwardingReading> ReadAsync(DesiredHost desired, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the entries of a PF what they should be: under the PF's lock it reads the host, plans, writes down what it is about to add,
    /// writes to the kernel and reads back. May be called again at any time, whenever guests, bridges or VFs may have changed.
    /// </summary>
    /// <param name="pf">The PF.</param>
    /// <param name="desired">The host's document; an empty one when there is none.</param>
    /// <param name="cancellationToken">Stops it before it writes; what was begun is finished.</param>
    /// <returns>What became of it. Expected failures are outcomes, not exceptions.</returns>
    Task<ForwardingOutcome> SyncAsync(PciAddress pf, DesiredHost desired, CancellationToken cancellationToken);

    /// <summary>Removes every entry of a PF that we added, and no other.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="cancellationToken">Stops it before it writes; what was begun is finished.</param>
    /// <returns>What became of it.</returns>
    Task<ForwardingOutcome> ClearAsync(PciAddress pf, CancellationToken cancellationToken);
}
