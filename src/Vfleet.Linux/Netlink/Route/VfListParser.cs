using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>What one link message says about VFs.</summary>
/// <param name="LinkIndex">Interface index of the PF's link.</param>
/// <param name="KernelCount">IFLA_NUM_VF, or null when it is missing (the link has no parent device).</param>
/// <param name="Entries">The reported VFs, in the kernel's order; default when there is no list.</param>
/// <param name="Overflowed">Whether the stated length of the list was wrong by a multiple of 65,536.</param>
internal readonly record struct VfReport(int LinkIndex, int? KernelCount, ImmutableArray<VfAttributes> Entries, bool Overflowed);

/// <summary>Reads IFLA_VFINFO_LIST, also where its length has overflowed.</summary>
/// <remarks>
/// <para>
/// Kernels up to at least 6.18 close the list with nla_nest_end(), which stores the length in 16 bits unchecked, in a message sized for
/// every VF (net/core/rtnetlink.c: rtnl_fill_vf, rtnl_vfinfo_size; the message's own length has 32 bits). From about 334 VFs of 196
/// bytes, or 221 of 296 with counters, the stated length is the true one modulo 65,536, while every entry is there. With 600 VFs
/// <c>ip</c> stops in the middle of entry 265.
/// </para>
/// <para>
/// So the entries are walked by their own lengths. Going past the stated end is believed only if it is needed (fewer entries than
/// IFLA_NUM_VF), each entry starts as the kernel's do, and the walk ends a multiple of 65,536 after the stated end.
/// </para>
/// </remarks>
internal static class VfListParser
{
    private const int Wrap = 0x1_0000;

    /// <summary>ARPHRD_INFINIBAND (linux/if_arp.h) and the octets of its addresses.</summary>
    private const ushort InfiniBandType = 32;
    private const int InfiniBandAddressLength = 20;

    /// <summary>Header of the entry, header of IFLA_VF_MAC, and the VF index in it.</summary>
    private const int SmallestEntry = (2 * NetlinkWriter.AttributeHeaderLength) + sizeof(uint);

    /// <summary>Reads the VFs of one link message.</summary>
    /// <exception cref="MalformedNetlinkException">A length does not fit.</exception>
    public static VfReport Parse(in NetlinkMessage message)
    {
        var header = message.Header<LinkHeader>();
        var attributes = message.Attributes<LinkHeader>();
        int? count = null;
        var addressLength = header.Type == InfiniBandType ? InfiniBandAddressLength : Primitives.MacAddress.Length;
        var entries = default(ImmutableArray<VfAttributes>);
        var overflowed = false;
        while (attributes.TryPeekType(out var type))
        {
            if (type == LinkAttribute.VfList && entries.IsDefault)
            {
                var length = TrueLength(attributes.Rest, count);
                overflowed = length != StatedLength(attributes.Rest);
                entries = ParseEntries(attributes.Rest[NetlinkWriter.AttributeHeaderLength..length], addressLength);
                attributes.Skip(length);
            }
            else if (attributes.TryRead(out var attribute) && attribute.Type == LinkAttribute.VfCount)
            {
                count = Math.Clamp(attribute.As<int>(), 0, ushort.MaxValue);
            }
        }

        return new VfReport(header.Index, count, entries, overflowed);
    }

    private static int StatedLength(ReadOnlySpan<byte> list) => MemoryMarshal.Read<ushort>(list);

    /// <summary>Bytes of the list attribute with its header.</summary>
    private static int TrueLength(ReadOnlySpan<byte> list, int? count)
    {
        var stated = StatedLength(list);
        var end = NetlinkWriter.AttributeHeaderLength;
        var entries = 0;
        while (entries < (count ?? int.MaxValue) && IsEntry(list[end..], out var length))
        {
            end = Math.Min(end + NetlinkWriter.Align(length), list.Length);
            entries++;
        }

        if (end > stated && end - stated >= Wrap && (end - stated) % Wrap == 0)
        {
            return end;
        }

        return stated >= NetlinkWriter.AttributeHeaderLength && stated <= list.Length
            ? stated
            : throw new MalformedNetlinkException($"the VF list claims {stated} bytes; its entries have {end}, {list.Length} are there");
    }

    private static bool IsEntry(ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        var reader = new AttributeReader(rest);
        if (!reader.TryPeekType(out var type) || type != VfAttributeType.Entry)
        {
            return false;
        }

        length = MemoryMarshal.Read<ushort>(rest);
        if (length < SmallestEntry || length > rest.Length)
        {
            return false;
        }

        var inside = new AttributeReader(rest[NetlinkWriter.AttributeHeaderLength..length]);
        return inside.TryPeekType(out var first) && first == VfAttributeType.Mac;
    }

    private static ImmutableArray<VfAttributes> ParseEntries(ReadOnlySpan<byte> list, int addressLength)
    {
        var entries = ImmutableArray.CreateBuilder<VfAttributes>();
        var reader = new AttributeReader(list);
        while (reader.TryRead(out var entry))
        {
            if (entry.Type == VfAttributeType.Entry)
            {
                entries.Add(VfEntryParser.Parse(entry.Nested(), addressLength));
            }
        }

        return entries.DrainToImmutable();
    }
}
