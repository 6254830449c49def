using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vfleet.Domain.Fleet;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Backup;

/// <summary>Writes the lines of a backup.</summary>
internal sealed class BackupWriter : IDisposable
{
    private readonly GZipStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _documents;
    private long _names;
    private long _claims;
    private long _uses;
    private long _events;

    public BackupWriter(Stream file)
    {
        _stream = new(file, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>The last commit in it.</summary>
    public long Revision { get; private set; }

    public void Begin(FleetRow fleet)
    {
        Revision = fleet.Revision;
        Write(new() { Backup = new(BackupHeader.CurrentFormat, fleet.Revision, fleet.LastEvent) });
    }

    public void Document(string kind, string id, long revision, ReadOnlySpan<byte> body)
    {
        _documents++;
        Write(new() { Document = new(kind, id, revision, Encoding.UTF8.GetString(body)) });
    }

    public void Name(string name, string owner)
    {
        _names++;
        Write(new() { Name = new(name, owner) });
    }

    public void Claim(VfKey vf, ClaimRow row)
    {
        _claims++;
        long? lease = row.Claim?.Lease is { } moment ? StoredValues.Microseconds(moment) : null;
        var state = StoredValues.Number(row.Claim?.State ?? default);
        Write(new() { Claim = new(vf.HostId, vf.Pf.ToString(), vf.Index, row.Generation, row.Revision, row.Claim?.VmId, row.Claim?.NicId, state, lease) });
    }

    public void Use(Guid host, UseRow row)
    {
        _uses++;
        Write(new() { Use = new(host, row.Revision, row.MemoryMiB, row.Cpus) });
    }

    public void Event(StoredEvent one)
    {
        _events++;
        Write(new()
        {
            Event = new(one.Number, StoredValues.Microseconds(one.Time), one.Code, one.Actor, one.Subject, Encoding.UTF8.GetString(one.Body.Span)),
        });
    }

    /// <summary>Writes the trailer.</summary>
    public BackupSummary End()
    {
        Write(new() { Trailer = new(_documents, _names, _claims, _uses, _events, Convert.ToHexStringLower(_hash.GetCurrentHash())) });
        return new(Revision, _documents, _claims, _events, 0);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    private void Write(BackupLine line)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, BackupJson.Lines.BackupLine);
        _hash.AppendData(bytes);
        _hash.AppendData("\n"u8);
        _stream.Write(bytes);
        _stream.Write("\n"u8);
    }
}
