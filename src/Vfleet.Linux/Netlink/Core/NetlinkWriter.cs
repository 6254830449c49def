using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Vfleet.Linux.Netlink.Core;

/// <summary>Where a nested attribute starts; given back to <see cref="NetlinkWriter.EndNest"/>.</summary>
internal readonly record struct NestStart(int Offset);

/// <summary>
/// Builds one or several netlink messages in a pooled buffer. Messages and nested attributes patch their own length when they end.
/// </summary>
/// <remarks>Numbers are in the machine's byte order, as netlink wants; attributes are aligned to four bytes (linux/netlink.h).</remarks>
internal ref struct NetlinkWriter
{
    public const int HeaderLength = 16;
    public const int AttributeHeaderLength = 4;

    /// <summary>The length field of an attribute has 16 bits and counts its own header.</summary>
    public const int LongestAttribute = ushort.MaxValue;

    private const ushort NestedFlag = 0x8000;

    private byte[] _buffer;
    private int _length;
    private int _messageStart;

    public NetlinkWriter(int capacity)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, HeaderLength));
    }

    /// <summary>Finished messages begun so far.</summary>
    public int MessageCount { get; private set; }

    public readonly int Length => _length;

    /// <summary>The messages; valid until the next write. Writable, because the connection puts the sequence numbers in.</summary>
    public readonly Span<byte> Written => _buffer.AsSpan(0, _length);

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Starts a message; the connection fills in sequence number and port.</summary>
    public void BeginMessage(ushort type, ushort flags)
    {
        _messageStart = _length;
        var header = Append(HeaderLength);
        Put(header, 4, type);
        Put(header, 6, flags);
    }

    public void EndMessage()
    {
        Put(_buffer.AsSpan(_messageStart), 0, (uint)(_length - _messageStart));
        Append(Align(_length) - _length);
        MessageCount++;
    }

    /// <summary>Writes the fixed structure that a family puts before its attributes.</summary>
    public void Header<T>(in T value)
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        MemoryMarshal.Write(Append(Align(size)), in value);
    }

    public void Attribute<T>(ushort type, in T value)
        where T : unmanaged =>
        Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        var length = AttributeHeaderLength + value.Length;
        CheckLength(type, length);
        var target = Append(Align(length));
        Put(target, 0, (ushort)length);
        Put(target, 2, type);
        value.CopyTo(target[AttributeHeaderLength..]);
    }

    /// <summary>Writes a string with the closing zero byte (NLA_NUL_STRING).</summary>
    public void StringAttribute(ushort type, string value)
    {
        var length = AttributeHeaderLength + Encoding.UTF8.GetByteCount(value) + 1;
        CheckLength(type, length);
        var target = Append(Align(length));
        Put(target, 0, (ushort)length);
        Put(target, 2, type);
        Encoding.UTF8.GetBytes(value, target[AttributeHeaderLength..]);
    }

    /// <summary>Starts an attribute that holds attributes.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="flagged">Whether NLA_F_NESTED is set; rtnetlink's older attributes do without, generic netlink insists on it.</param>
    public NestStart BeginNest(ushort type, bool flagged = false)
    {
        var start = new NestStart(_length);
        var header = Append(AttributeHeaderLength);
        Put(header, 2, (ushort)(type | (flagged ? NestedFlag : 0)));
        return start;
    }

    public readonly void EndNest(NestStart start)
    {
        var length = _length - start.Offset;
        var header = _buffer.AsSpan(start.Offset);
        CheckLength(MemoryMarshal.Read<ushort>(header[2..]), length);
        Put(header, 0, (ushort)length);
    }

    public static int Align(int length) => (length + 3) & ~3;

    private static void Put<T>(Span<byte> target, int offset, T value)
        where T : unmanaged =>
        MemoryMarshal.Write(target[offset..], in value);

    private static void CheckLength(ushort type, int length)
    {
        if (length > LongestAttribute)
        {
            throw new InvalidOperationException($"netlink attribute {type} needs {length} bytes; the kernel's limit is {LongestAttribute}");
        }
    }

    private Span<byte> Append(int length)
    {
        var end = checked(_length + length);
        if (end > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(end, _buffer.Length * 2));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var span = _buffer.AsSpan(_length, length);
        span.Clear();
        _length = end;
        return span;
    }
}
