using System.Buffers.Binary;
using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Lab.Network;

/// <summary>An Ethernet frame as it is on the wire, without its checksum.</summary>
/// <param name="Destination">Destination MAC address.</param>
/// <param name="Source">Source MAC address.</param>
/// <param name="Tags">VLAN tags, the outer one first; empty when untagged.</param>
/// <param name="EtherType">Type of the payload, e.g. <see cref="Arp"/>; a value below 0x600 is a length (IEEE 802.3).</param>
/// <param name="Payload">What follows, padding included.</param>
public sealed record EthernetFrame(
    MacAddress Destination, MacAddress Source, ImmutableArray<VlanTag> Tags, ushort EtherType, ReadOnlyMemory<byte> Payload)
{
    /// <summary>EtherType of IPv4.</summary>
    public const ushort Ipv4 = 0x0800;

    /// <summary>EtherType of ARP.</summary>
    public const ushort Arp = 0x0806;

    private const int HeaderLength = 14;
    private const int TagLength = 4;
    private const int ShortestLength = 60;

    /// <summary>The broadcast address.</summary>
    public static MacAddress Broadcast { get; } = new(0xffff_ffff_ffff);

    /// <summary>The VLAN of the outer tag, or <see langword="null"/> when untagged.</summary>
    public ushort? Vlan => Tags.IsEmpty ? null : Tags[0].Id;

    /// <summary>Reads a frame.</summary>
    /// <param name="bytes">The frame, from the destination address on.</param>
    /// <returns>The frame, or <see langword="null"/> when it is cut within its headers.</returns>
    public static EthernetFrame? Parse(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < HeaderLength)
        {
            return null;
        }

        var tags = ImmutableArray.CreateBuilder<VlanTag>();
        var at = 2 * MacAddress.Length;
        var type = BinaryPrimitives.ReadUInt16BigEndian(span[at..]);
        while (type is (ushort)VlanProtocol.Dot1Q or (ushort)VlanProtocol.Dot1Ad)
        {
            if (span.Length < at + TagLength + 2)
            {
                return null;
            }

            var control = BinaryPrimitives.ReadUInt16BigEndian(span[(at + 2)..]);
            tags.Add(new VlanTag((ushort)(control & 0xfff), (byte)(control >> 13), (VlanProtocol)type));
            at += TagLength;
            type = BinaryPrimitives.ReadUInt16BigEndian(span[at..]);
        }

        return new(new MacAddress(span), new MacAddress(span[MacAddress.Length..]), tags.ToImmutable(), type, bytes[(at + 2)..]);
    }

    /// <summary>Writes the frame, padded to the shortest length that Ethernet allows (60 bytes without checksum).</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToBytes()
    {
        var bytes = new byte[Math.Max(ShortestLength, HeaderLength + (Tags.Length * TagLength) + Payload.Length)];
        Destination.WriteTo(bytes);
        Source.WriteTo(bytes.AsSpan(MacAddress.Length));
        var at = 2 * MacAddress.Length;
        foreach (var tag in Tags)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)tag.Protocol);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 2), (ushort)((tag.Qos << 13) | tag.Id));
            at += TagLength;
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), EtherType);
        Payload.Span.CopyTo(bytes.AsSpan(at + 2));
        return bytes;
    }

    /// <summary>For example <c>02:00:00:00:01:01 > ff:ff:ff:ff:ff:ff vlan 100 type 0806 length 46</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{Source} > {Destination}{string.Concat(Tags.Select(tag => $" vlan {tag}"))} type {EtherType:x4} length {Payload.Length}";
}
