using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Desired;

/// <summary>Which PFs of a host are meant.</summary>
/// <param name="Place">Where it stands in the document.</param>
public abstract record PfPattern(Place Place)
{
    /// <summary>Whether it names exactly one PF, and so wins over patterns that match it too.</summary>
    public virtual bool IsExact => false;

    /// <summary>Whether it means a PF.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="networks">The physical networks of the document.</param>
    /// <returns>Whether it does.</returns>
    public abstract bool Matches(ObservedPf pf, ImmutableSortedDictionary<string, ImmutableArray<PfPattern>> networks);

    /// <summary>The PF at an address.</summary>
    /// <param name="Place">Where it stands.</param>
    /// <param name="Address">Its address.</param>
    public sealed record ByAddress(Place Place, PciAddress Address) : PfPattern(Place)
    {
        /// <inheritdoc/>
        public override bool IsExact => true;

        /// <inheritdoc/>
        public override bool Matches(ObservedPf pf, ImmutableSortedDictionary<string, ImmutableArray<PfPattern>> networks) => pf.Address == Address;

        /// <inheritdoc/>
        public override string ToString() => $"address {Address}";
    }

    /// <summary>PFs with a netdev of a name, or alternative name, where * stands for any letters and ? for one.</summary>
    /// <param name="Place">Where it stands.</param>
    /// <param name="Pattern">The pattern.</param>
    public sealed record ByNetdev(Place Place, string Pattern) : PfPattern(Place)
    {
        /// <inheritdoc/>
        public override bool Matches(ObservedPf pf, ImmutableSortedDictionary<string, ImmutableArray<PfPattern>> networks) =>
            pf.Netdevs.Any(netdev => netdev.AlternativeNames.Add(netdev.Name).Any(IsMeant));

        /// <inheritdoc/>
        public override string ToString() => $"netdev {Pattern}";

        private bool IsMeant(string name) => NamePattern.Matches(Pattern, name);
    }

    /// <summary>PFs of a make.</summary>
    /// <param name="Place">Where it stands.</param>
    /// <param name="Vendor">PCI vendor id.</param>
    /// <param name="Device">PCI device id.</param>
    public sealed record ByDevice(Place Place, ushort Vendor, ushort Device) : PfPattern(Place)
    {
        /// <inheritdoc/>
        public override bool Matches(ObservedPf pf, ImmutableSortedDictionary<string, ImmutableArray<PfPattern>> networks) =>
            pf.VendorId == Vendor && pf.DeviceId == Device;

        /// <inheritdoc/>
        public override string ToString() => $"device {Vendor:x4}:{Device:x4}";
    }

    /// <summary>PFs that lead to a physical network.</summary>
    /// <param name="Place">Where it stands.</param>
    /// <param name="Network">Name of the network in the document.</param>
    public sealed record ByNetwork(Place Place, string Network) : PfPattern(Place)
    {
        /// <inheritdoc/>
        public override bool Matches(ObservedPf pf, ImmutableSortedDictionary<string, ImmutableArray<PfPattern>> networks) =>
            networks.TryGetValue(Network, out var patterns) && patterns.Any(pattern => pattern.Matches(pf, networks));

        /// <inheritdoc/>
        public override string ToString() => $"network {Network}";
    }
}
