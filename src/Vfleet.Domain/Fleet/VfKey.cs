using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet;

/// <summary>A virtual function of the fleet. Its own PCI address may change, this does not.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Pf">The PF's address.</param>
/// <param name="Index">The index, from 0.</param>
public readonly record struct VfKey(Guid HostId, PciAddress Pf, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"{HostId}/{Pf}/{Index}";
}
