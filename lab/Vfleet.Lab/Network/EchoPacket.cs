using System.Buffers.Binary;
using System.Net;

namespace Vfleet.Lab.Network;

/// <summary>An ICMP echo request or reply in an IPv4 packet (RFC 791, RFC 792), without IP options.</summary>
/// <param name="IsReply">A reply; otherwise a request.</param>
/// <param name="Source">Source address.</param>
/// <param name="Destination">Destination address.</param>
/// <param name="Identifier">Tells one pinging program from another.</param>
/// <param name="Sequence">Number within one ping.</param>
/// <param name="Content">What the reply must repeat.</param>
internal sealed record EchoPacket(
    bool IsReply, IPAddress Source, IPAddress Destination, ushort Identifier, ushort Sequence, ReadOnlyMemory<byte> Content)
{
    private const int IpLength = 20;
    private const int IcmpLength = 8;
    private const byte IcmpProtocol = 1;
    private const byte EchoRequest = 8;
    private const byte EchoReply = 0;
    private const byte TimeToLive = 64;
    private const int FragmentMask = 0x3fff;

    /// <summary>Reads the payload of a frame of type IPv4.</summary>
    /// <returns>The packet, or <see langword="null"/> when it is no echo, a fragment, cut, or its checksums are wrong.</returns>
    public static EchoPacket? Parse(ReadOnlyMemory<byte> payload)
    {
        var ip = payload.Span;
        if (ip.Length < IpLength || ip[0] >> 4 != 4 || ip[9] != IcmpProtocol)
        {
            return null;
        }

        var header = (ip[0] & 0xf) * 4;
        var total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        if (header < IpLength || total < header + IcmpLength || total > ip.Length
            || (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & FragmentMask) != 0 || Checksum(ip[..header]) != 0)
        {
            return null;
        }

        var icmp = ip[header..total];
        if (icmp[0] is not (EchoRequest or EchoReply) || icmp[1] != 0 || Checksum(icmp) != 0)
        {
            return null;
        }

        return new(
            icmp[0] == EchoReply,
            new IPAddress(ip[12..16]),
            new IPAddress(ip[16..20]),
            BinaryPrimitives.ReadUInt16BigEndian(icmp[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(icmp[6..]),
            payload[(header + IcmpLength)..total]);
    }

    /// <summary>Writes it as the payload of a frame.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[IpLength + IcmpLength + Content.Length];
        var ip = bytes.AsSpan(0, IpLength);
        ip[0] = (4 << 4) | (IpLength / 4);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)bytes.Length);
        ip[8] = TimeToLive;
        ip[9] = IcmpProtocol;
        Source.TryWriteBytes(ip[12..], out _);
        Destination.TryWriteBytes(ip[16..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(ip));

        var icmp = bytes.AsSpan(IpLength);
        icmp[0] = IsReply ? EchoReply : EchoRequest;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[4..], Identifier);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], Sequence);
        Content.Span.CopyTo(icmp[IcmpLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], Checksum(icmp));
        return bytes;
    }

    /// <summary>The Internet checksum (RFC 1071); 0 over data that includes a right one.</summary>
    internal static ushort Checksum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        for (var i = 0; i < data.Length; i++)
        {
            sum += i % 2 == 0 ? (uint)data[i] << 8 : data[i];
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
