using System.Runtime.InteropServices;

namespace Vfleet.Storage.Batching;

/// <summary>The rows of one table that a batch looked at: each is read once, and written once at the end whatever happened to it between.</summary>
internal sealed class RowTable<TKey, TRow>(Func<TKey, TRow> read)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (TRow Row, bool Changed)> _rows = [];
    private readonly List<(TKey Key, TRow Row, bool Changed)> _undo = [];

    /// <summary>What is to be written.</summary>
    public IEnumerable<(TKey Key, TRow Row)> Changed
    {
        get
        {
            foreach (var (key, (row, changed)) in _rows)
            {
                if (changed)
                {
                    yield return (key, row);
                }
            }
        }
    }

    public TRow Read(TKey key)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, key, out var known);
        if (!known)
        {
            try
            {
                entry.Row = read(key);
            }
            catch
            {
                _rows.Remove(key);
                throw;
            }
        }

        return entry.Row;
    }

    /// <summary>Changes a row that has been read.</summary>
    public void Write(TKey key, TRow row)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_rows, key);
        _undo.Add((key, entry.Row, entry.Changed));
        entry = (row, true);
    }

    /// <summary>Ends a commit: its changes stay, or are taken back.</summary>
    public void End(bool keep)
    {
        if (!keep)
        {
            for (var index = _undo.Count - 1; index >= 0; index--)
            {
                var (key, row, changed) = _undo[index];
                _rows[key] = (row, changed);
            }
        }

        _undo.Clear();
    }
}
