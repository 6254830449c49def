using System.Buffers.Binary;
using System.Net;
using Vfleet.Primitives;

namespace Vfleet.Lab.Network;

/// <summary>An ARP request or reply for IPv4 over Ethernet (RFC 826).</summary>
/// <param name="IsReply">A reply; otherwise a request.</param>
/// <param name="SenderMac">Sender's hardware address.</param>
/// <param name="SenderIp">Sender's IPv4 address.</param>
/// <param name="TargetMac">Target's hardware address; zero in a request.</param>
/// <param name="TargetIp">Target's IPv4 address.</param>
internal sealed record ArpPacket(bool IsReply, MacAddress SenderMac, IPAddress SenderIp, MacAddress TargetMac, IPAddress TargetIp)
{
    private const int Length = 28;
    private const ushort Request = 1;
    private const ushort Reply = 2;

    // Hardware type Ethernet, protocol IPv4, address lengths 6 and 4.
    private static ReadOnlySpan<byte> Prefix => [0, 1, 8, 0, 6, 4];

    /// <summary>Reads the payload of a frame of type ARP.</summary>
    /// <returns>The packet, or <see langword="null"/> when it is of another kind or cut.</returns>
    public static ArpPacket? Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Length || !payload.StartsWith(Prefix))
        {
            return null;
        }

        return BinaryPrimitives.ReadUInt16BigEndian(payload[6..]) is var operation and (Request or Reply)
            ? new(operation == Reply, new(payload[8..]), new(payload[14..18]), new(payload[18..]), new(payload[24..28]))
            : null;
    }

    /// <summary>Writes it as the payload of a frame.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Prefix.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), IsReply ? Reply : Request);
        SenderMac.WriteTo(bytes.AsSpan(8));
        SenderIp.TryWriteBytes(bytes.AsSpan(14), out _);
        TargetMac.WriteTo(bytes.AsSpan(18));
        TargetIp.TryWriteBytes(bytes.AsSpan(24), out _);
        return bytes;
    }
}
