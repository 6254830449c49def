using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Vfleet.Primitives;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>
/// Ids of what oVirt gives ids to and the fleet does not: UUIDs made of names (RFC 9562, 5.5), in the host's own space. They are the same after every boot and on
/// every engine.
/// </summary>
internal static class NicIds
{
    /// <summary>The NIC of a PF.</summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>Its id.</returns>
    public static Guid OfPf(Guid host, PciAddress pf) => Named(host, pf.ToString());

    /// <summary>The NIC of a VF.</summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="index">The VF's index.</param>
    /// <returns>Its id.</returns>
    public static Guid OfVf(Guid host, PciAddress pf, int index) => Named(host, $"{pf}/{index}");

    /// <summary>What the feature page calls a NIC's vfsConfig.</summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>Its id.</returns>
    public static Guid OfVfsConfig(Guid host, PciAddress pf) => Named(host, $"{pf}/vfsConfig");

    /// <summary>That a network is attached to a host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="network">The network.</param>
    /// <returns>Its id.</returns>
    public static Guid OfAttachment(Guid host, Guid network) => Named(host, $"network/{network:D}");

    /// <summary>A NUMA node.</summary>
    /// <param name="host">The host.</param>
    /// <param name="node">Its number.</param>
    /// <returns>Its id.</returns>
    public static Guid OfNode(Guid host, int node) => Named(host, $"node/{node}");

    /// <summary>A statistic.</summary>
    /// <param name="host">The host.</param>
    /// <param name="name">Its name.</param>
    /// <returns>Its id.</returns>
    public static Guid OfStatistic(Guid host, string name) => Named(host, $"statistic/{name}");

    /// <summary>The id of something that has a name in a space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="name">The name.</param>
    /// <returns>The id.</returns>
    [SuppressMessage("Security", "CA5350", Justification = "The standard makes these ids with SHA-1; nothing is kept secret by them.")]
    internal static Guid Named(Guid space, string name)
    {
        Span<byte> bytes = stackalloc byte[16 + Encoding.UTF8.GetMaxByteCount(name.Length)];
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        space.TryWriteBytes(bytes, bigEndian: true, out _);
        SHA1.HashData(bytes[..(16 + Encoding.UTF8.GetBytes(name, bytes[16..]))], hash);

        // The version stands in the high bits of octet 6, the variant in those of octet 8.
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0fff) | 0x5000));
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
