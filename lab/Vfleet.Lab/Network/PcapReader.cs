using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Vfleet.Lab.Network;

/// <summary>Reads the classic capture format of libpcap (pcap-savefile(5)) for Ethernet.</summary>
internal static class PcapReader
{
    private const int FileHeader = 24;
    private const int PacketHeader = 16;
    private const uint MagicMicroseconds = 0xa1b2c3d4;
    private const uint MagicNanoseconds = 0xa1b23c4d;
    private const uint Ethernet = 1;

    /// <summary>Reads all whole frames; a last one that is cut, as in a file still being written, is left out.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>The frames; none when the file is shorter than its header.</returns>
    /// <exception cref="FormatException">It is no capture of Ethernet frames in this format.</exception>
    public static ImmutableArray<EthernetFrame> Read(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < FileHeader)
        {
            return [];
        }

        var little = BinaryPrimitives.ReadUInt32LittleEndian(span) is MagicMicroseconds or MagicNanoseconds;
        if ((!little && BinaryPrimitives.ReadUInt32BigEndian(span) is not (MagicMicroseconds or MagicNanoseconds))
            || Number(span[20..], little) != Ethernet)
        {
            throw new FormatException("not a pcap capture of Ethernet frames");
        }

        var frames = ImmutableArray.CreateBuilder<EthernetFrame>();
        var at = FileHeader;
        while (span.Length - at >= PacketHeader)
        {
            var length = Number(span[(at + 8)..], little);
            at += PacketHeader;
            if (length > span.Length - at)
            {
                break;
            }

            if (EthernetFrame.Parse(bytes.Slice(at, (int)length)) is { } frame)
            {
                frames.Add(frame);
            }

            at += (int)length;
        }

        return frames.ToImmutable();
    }

    private static uint Number(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
