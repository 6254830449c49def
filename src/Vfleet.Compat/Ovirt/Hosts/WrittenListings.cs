using System.IO.Compression;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>
/// Keeps listings of hosts' NICs as they were written, with the view of the host that they were written from. One is given out only while the host looks the very same:
/// then it is what would be written now. Those that were not asked for longest go first when there are too many.
/// </summary>
/// <param name="mostBytes">How many bytes are kept.</param>
internal sealed class WrittenListings(long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Kept>> _kept = [];
    private readonly LinkedList<Kept> _order = [];
    private long _bytes;

    /// <summary>How many bytes are kept now.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>The listing of a host's NICs.</summary>
    /// <param name="view">The host.</param>
    /// <param name="isAll">Whether all content is wanted.</param>
    /// <param name="spelling">How it is spelt.</param>
    /// <param name="isCompressed">Whether it is compressed (gzip).</param>
    /// <returns>It.</returns>
    public ReadOnlyMemory<byte> Of(HostView view, bool isAll, Spelling spelling, bool isCompressed)
    {
        var key = new Key(view.Host.Value.Id, isAll, spelling, isCompressed);
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out var node) && node.Value.View.IsSameAs(view))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                return node.Value.Bytes;
            }
        }

        var bytes = isCompressed ? Compress(Of(view, isAll, spelling, isCompressed: false)) : Write(view, isAll, spelling);
        Keep(new Kept(key, view, bytes));
        return bytes;
    }

    private void Keep(Kept made)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(made.Key, out var old))
            {
                Remove(old);
            }

            _kept[made.Key] = _order.AddFirst(made);
            _bytes += made.Bytes.Length;
            while (_bytes > mostBytes && _order.Last is { } last)
            {
                Remove(last);
            }
        }
    }

    private void Remove(LinkedListNode<Kept> node)
    {
        _order.Remove(node);
        _kept.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes.Length;
    }

    private static byte[] Write(HostView view, bool isAll, Spelling spelling)
    {
        using var bytes = new PooledBytes();
        OvirtWriter.Spell(new NicElements(view, isAll).All(), spelling, bytes);
        return bytes.Written.ToArray();
    }

    private static byte[] Compress(ReadOnlyMemory<byte> bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes.Span);
        }

        return output.ToArray();
    }

    private readonly record struct Key(Guid Host, bool IsAll, Spelling Spelling, bool IsCompressed);

    private sealed record Kept(Key Key, HostView View, byte[] Bytes);
}
