using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Vfleet.Linux.Netlink.Core;

/// <summary>One attribute: a type and its bytes. The accessors check the length and never read past it.</summary>
internal readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> payload)
{
    /// <summary>The type without the flag bits for "nested" and "network byte order".</summary>
    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Reads a number or structure; extra bytes are allowed, as the kernel may extend a structure.</summary>
    /// <exception cref="MalformedNetlinkException">Fewer bytes than <typeparamref name="T"/> has.</exception>
    public T As<T>()
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (Payload.Length < size)
        {
            throw new MalformedNetlinkException($"attribute {Type} has {Payload.Length} bytes where {size} are needed");
        }

        return MemoryMarshal.Read<T>(Payload);
    }

    /// <summary>Reads text up to the first zero byte or the end; bytes that are not UTF-8 become U+FFFD.</summary>
    public string AsString()
    {
        var end = Payload.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Payload : Payload[..end]);
    }

    /// <summary>The attributes inside this one.</summary>
    public AttributeReader Nested() => new(Payload);
}

/// <summary>Takes attributes one by one and checks each length against what is there.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    private const ushort TypeMask = 0x3fff;

    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>What has not been read yet, from the next attribute's header on.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads the next attribute; up to three trailing bytes are ignored, as the kernel ignores them.</summary>
    /// <exception cref="MalformedNetlinkException">The length is smaller than a header or larger than what is left.</exception>
    public bool TryRead(out NetlinkAttribute attribute)
    {
        attribute = default;
        if (_rest.Length < NetlinkWriter.AttributeHeaderLength)
        {
            return false;
        }

        var length = MemoryMarshal.Read<ushort>(_rest);
        var type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask);
        if (length < NetlinkWriter.AttributeHeaderLength || length > _rest.Length)
        {
            throw new MalformedNetlinkException($"attribute {type} claims {length} bytes; {_rest.Length} are there");
        }

        attribute = new NetlinkAttribute(type, _rest[NetlinkWriter.AttributeHeaderLength..length]);
        Skip(length);
        return true;
    }

    /// <summary>Looks at the next attribute's type without reading it.</summary>
    public readonly bool TryPeekType(out ushort type)
    {
        var there = _rest.Length >= NetlinkWriter.AttributeHeaderLength;
        type = there ? (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask) : (ushort)0;
        return there;
    }

    /// <summary>Goes past <paramref name="length"/> bytes and their alignment.</summary>
    public void Skip(int length) => _rest = _rest[Math.Min(NetlinkWriter.Align(length), _rest.Length)..];
}
