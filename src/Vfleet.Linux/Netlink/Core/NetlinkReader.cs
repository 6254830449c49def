using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vfleet.Linux.Netlink.Core;

/// <summary>One netlink message inside a datagram; valid as long as the datagram's buffer.</summary>
internal readonly ref struct NetlinkMessage
{
    public NetlinkMessage(ushort type, ushort flags, uint sequence, uint portId, ReadOnlySpan<byte> payload)
    {
        Type = type;
        Flags = flags;
        Sequence = sequence;
        PortId = portId;
        Payload = payload;
    }

    public ushort Type { get; }

    public ushort Flags { get; }

    public uint Sequence { get; }

    public uint PortId { get; }

    /// <summary>What follows the 16 bytes of the header.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads the fixed structure that the family puts first.</summary>
    /// <exception cref="MalformedNetlinkException">The message is shorter than the structure.</exception>
    public T Header<T>()
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (Payload.Length < size)
        {
            throw new MalformedNetlinkException($"message of type {Type} has {Payload.Length} bytes where {size} are needed");
        }

        return MemoryMarshal.Read<T>(Payload);
    }

    /// <summary>The attributes after a fixed structure of type <typeparamref name="T"/>.</summary>
    /// <exception cref="MalformedNetlinkException">The message is shorter than the structure.</exception>
    public AttributeReader Attributes<T>()
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (Payload.Length < size)
        {
            throw new MalformedNetlinkException($"message of type {Type} has {Payload.Length} bytes where {size} are needed");
        }

        return new AttributeReader(Payload[Math.Min(NetlinkWriter.Align(size), Payload.Length)..]);
    }
}

/// <summary>Takes the messages of a datagram one by one and checks each length against what is there.</summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>Reads the next message.</summary>
    /// <exception cref="MalformedNetlinkException">The length is smaller than a header or larger than the datagram.</exception>
    public bool TryRead([MaybeNullWhen(false)] out NetlinkMessage message)
    {
        message = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < NetlinkWriter.HeaderLength)
        {
            throw new MalformedNetlinkException($"{_rest.Length} bytes are left where a message header needs {NetlinkWriter.HeaderLength}");
        }

        var length = MemoryMarshal.Read<uint>(_rest);
        if (length < NetlinkWriter.HeaderLength || length > (uint)_rest.Length)
        {
            throw new MalformedNetlinkException($"a message claims {length} bytes; {_rest.Length} are there");
        }

        message = new NetlinkMessage(
            MemoryMarshal.Read<ushort>(_rest[4..]),
            MemoryMarshal.Read<ushort>(_rest[6..]),
            MemoryMarshal.Read<uint>(_rest[8..]),
            MemoryMarshal.Read<uint>(_rest[12..]),
            _rest[NetlinkWriter.HeaderLength..(int)length]);
        _rest = _rest[Math.Min(NetlinkWriter.Align((int)length), _rest.Length)..];
        return true;
    }
}
