using System.Buffers;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>Bytes that are written one after another into memory that is given back at the end.</summary>
internal sealed class PooledBytes : IBufferWriter<byte>, IDisposable
{
    private const int First = 4096;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(First);
    private int _filled;

    /// <summary>What was written; valid until this is disposed of.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _filled);

    /// <inheritdoc/>
    public void Advance(int count) => _filled += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsMemory(_filled);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsSpan(_filled);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _filled = 0;
    }

    private void Grow(int more)
    {
        more = Math.Max(more, 1);
        if (_buffer.Length - _filled >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _filled + more));
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
