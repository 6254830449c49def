using System.Buffers;
using Vfleet.Domain.Fleet;

namespace Vfleet.Storage.Batching;

/// <summary>Collects what is read into batches for a visitor. The bodies of a batch lie in one buffer that is used again for the next.</summary>
internal sealed class ChangesBatch(Action<StoredChanges> visit) : IDisposable
{
    private const int MostRows = 2000;
    private const int MostBytes = 4 << 20;

    private readonly List<(string Kind, string Id, long Revision, int Start, int Length)> _documents = [];
    private readonly List<StoredClaim> _claims = [];
    private readonly List<StoredUse> _uses = [];
    private byte[] _bodies = ArrayPool<byte>.Shared.Rent(MostBytes);
    private int _filled;

    private int Rows => _documents.Count + _claims.Count + _uses.Count;

    /// <summary>Adds a document with the length of its body, less than 0 when it has none.</summary>
    /// <returns>Where its body goes.</returns>
    public ArraySegment<byte> AddDocument(string kind, string id, long revision, int length)
    {
        var start = _filled;
        var wanted = start + Math.Max(0, length);
        if (wanted > _bodies.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, _bodies.Length * 2));
            _bodies.AsSpan(0, start).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bodies);
            _bodies = larger;
        }

        // There are few kinds, and the rows of one mostly follow each other.
        var sameKind = _documents.Count > 0 && _documents[^1].Kind == kind ? _documents[^1].Kind : kind;
        _documents.Add((sameKind, id, revision, start, length));
        _filled = wanted;
        return new(_bodies, start, wanted - start);
    }

    public void Add(VfKey vf, ClaimRow row) => _claims.Add(new(vf, row.Revision, row.Claim));

    public void Add(Guid hostId, UseRow row) => _uses.Add(new(hostId, row.Revision, row.MemoryMiB, row.Cpus));

    /// <summary>Gives the batch to the visitor when it is large enough.</summary>
    public void VisitWhenFull()
    {
        if (Rows >= MostRows || _filled >= MostBytes)
        {
            Visit();
        }
    }

    /// <summary>Gives what there is to the visitor.</summary>
    public void Visit()
    {
        if (Rows == 0)
        {
            return;
        }

        visit(new StoredChanges
        {
            Documents = [.. _documents.Select(one =>
                new StoredDocument(one.Kind, one.Id, one.Revision, one.Length < 0 ? default(ReadOnlyMemory<byte>?) : _bodies.AsMemory(one.Start, one.Length)))],
            Claims = [.. _claims],
            Uses = [.. _uses],
        });
        _documents.Clear();
        _claims.Clear();
        _uses.Clear();
        _filled = 0;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bodies);
}
