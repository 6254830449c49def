using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Api.Agents;

namespace Vfleet.Link.Operating;

/// <summary>
/// What became of each operation, on the disk until the engine drops it: neither a restart nor a new connection repeats or forgets one.
/// </summary>
/// <param name="folder">Where it lies.</param>
internal sealed class OperationStore(LinkFolder folder)
{
    private readonly Lock _gate = new();
    private bool _isBehind;
    private ImmutableDictionary<Guid, OperationReport> _reports = ImmutableDictionary<Guid, OperationReport>.Empty;

    /// <summary>All of them in order of id.</summary>
    public ImmutableArray<OperationReport> All => [.. Volatile.Read(ref _reports).Values.OrderBy(report => report.Id)];

    /// <summary>What became of one.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>It; null when it was never begun.</returns>
    public OperationReport? Of(Guid id) => Volatile.Read(ref _reports).GetValueOrDefault(id);

    /// <summary>Reads what is on the disk.</summary>
    public void Load()
    {
        try
        {
            var kept = JsonSerializer.Deserialize(File.ReadAllBytes(folder.Operations), LinkJson.Default.KeptOperations);
            Volatile.Write(ref _reports, (kept?.Operations ?? []).ToImmutableDictionary(report => report.Id));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // None was ever begun.
        }
        catch (JsonException)
        {
            // It is written whole or not at all, so this is a broken disk. Numbers of VFs that are made twice are the same number.
        }
    }

    /// <summary>Notes what became of one.</summary>
    /// <param name="report">What.</param>
    /// <param name="isKept">Whether it must outlive the agent; progress need not.</param>
    /// <exception cref="IOException">It cannot be written: it is noted all the same, and written with what is noted or forgotten next.</exception>
    public void Note(OperationReport report, bool isKept = true)
    {
        lock (_gate)
        {
            var reports = _reports.SetItem(report.Id, report);
            Write(reports, isKept);
        }
    }

    /// <summary>Forgets those that the engine has dropped.</summary>
    /// <param name="wanted">Those that it has.</param>
    /// <exception cref="IOException">It cannot be written: they are forgotten all the same, and that is written with what comes next.</exception>
    public void Keep(IEnumerable<Guid> wanted)
    {
        lock (_gate)
        {
            var reports = _reports.RemoveRange(_reports.Keys.Except(wanted));
            Write(reports, reports != _reports || _isBehind);
        }
    }

    private void Write(ImmutableDictionary<Guid, OperationReport> reports, bool isKept)
    {
        // What a full disk does not take is told all the same, and written with what comes next.
        Volatile.Write(ref _reports, reports);
        if (isKept)
        {
            _isBehind = true;
            LinkFolder.Write(folder.Operations, JsonSerializer.SerializeToUtf8Bytes(new KeptOperations([.. reports.Values]), LinkJson.Default.KeptOperations));
            _isBehind = false;
        }
    }
}
