using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Vfleet.Engine.Documents;
using Vfleet.Storage;

namespace Vfleet.Engine.State;

/// <summary>All documents of one kind, as this engine knows them. Reading takes no lock.</summary>
public abstract class DocumentSet
{
    private protected DocumentSet(string word) => Word = word;

    /// <summary>The kind's word.</summary>
    public string Word { get; }

    /// <summary>The revision of a document.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="isFrozen">Whether it is frozen.</param>
    /// <returns>The revision; 0 when there is none.</returns>
    public abstract long RevisionOf(string id, out bool isFrozen);

    internal abstract bool Apply(StoredDocument document);
}

/// <summary>All documents of one kind, as this engine knows them.</summary>
/// <typeparam name="T">What they are.</typeparam>
public sealed class DocumentSet<T> : DocumentSet
    where T : class
{
    private static readonly byte[] s_frozen = "{\"$frozen\":"u8.ToArray();
    private readonly ConcurrentDictionary<string, Entry<T>> _entries = new(StringComparer.Ordinal);
    private readonly Action<Entry<T>?, Entry<T>?>? _changing;
    private readonly Action<T?, T?>? _changed;

    /// <summary>Makes it.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="changing">Told just before a change can be seen: what it keeps is never older than the revision that others see.</param>
    /// <param name="changed">Told when a change can be seen.</param>
    internal DocumentSet(FleetKind<T> kind, Action<Entry<T>?, Entry<T>?>? changing = null, Action<T?, T?>? changed = null)
        : base(kind.Word)
    {
        (Kind, _changing, _changed) = (kind, changing, changed);
        Values = new ValueView(this);
    }

    /// <summary>The kind.</summary>
    public FleetKind<T> Kind { get; }

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>All of them with their revisions, in no order.</summary>
    public IEnumerable<Entry<T>> Entries => _entries.Select(pair => pair.Value);

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyCollection<T> Values { get; }

    /// <summary>Finds one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="entry">It.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string id, [NotNullWhen(true)] out Entry<T>? entry) => _entries.TryGetValue(id, out entry);

    /// <summary>Finds one.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>It; null when there is none.</returns>
    public T? Find(string id) => _entries.TryGetValue(id, out var entry) ? entry.Value : null;

    /// <inheritdoc/>
    public override long RevisionOf(string id, out bool isFrozen)
    {
        var found = _entries.TryGetValue(id, out var entry);
        isFrozen = found && entry!.IsFrozen;
        return found ? entry!.Revision : 0;
    }

    /// <summary>The body of a document that is frozen: whoever reads it knows that nobody may begin to use it.</summary>
    internal static byte[] FrozenBody(T value) => [.. s_frozen, .. FleetJson.Write(value), .. "}"u8];

    internal override bool Apply(StoredDocument document)
    {
        var before = _entries.TryGetValue(document.Id, out var known) ? known : null;
        if (before is not null && before.Revision >= document.Revision)
        {
            return false;
        }

        if (document.Body is not { } body)
        {
            if (before is null)
            {
                return false;
            }

            _changing?.Invoke(before, null);
            _entries.TryRemove(document.Id, out _);
            _changed?.Invoke(before.Value, null);
            return true;
        }

        var entry = Read(document, body.Span);
        Put(document.Id, before, entry);
        return true;
    }

    /// <summary>Takes over what this engine wrote itself, without reading it again.</summary>
    internal void Put(string id, Entry<T> entry)
    {
        var before = _entries.TryGetValue(id, out var known) ? known : null;
        if (before is null || before.Revision < entry.Revision)
        {
            Put(id, before, entry);
        }
    }

    private static Entry<T> Read(StoredDocument document, ReadOnlySpan<byte> body)
    {
        try
        {
            var isFrozen = body.StartsWith(s_frozen);
            return new Entry<T>(FleetJson.Read<T>(isFrozen ? body[s_frozen.Length..^1] : body), document.Revision, isFrozen);
        }
        catch (JsonException fault)
        {
            throw new StoreException(
                "read",
                $"{document.Kind}/{document.Id}",
                $"the document cannot be understood ({fault.Message}): {Encoding.UTF8.GetString(body[..Math.Min(body.Length, 80)])}",
                "restore a backup, or start the version of vfleetd that wrote it",
                fault);
        }
    }

    private void Put(string id, Entry<T>? before, Entry<T> entry)
    {
        _changing?.Invoke(before, entry);
        _entries[id] = entry;
        _changed?.Invoke(before?.Value, entry.Value);
    }

    private sealed class ValueView(DocumentSet<T> set) : IReadOnlyCollection<T>
    {
        public int Count => set._entries.Count;

        public IEnumerator<T> GetEnumerator() => set._entries.Select(pair => pair.Value.Value).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
