using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vfleet.Storage.Backup;

/// <summary>Reads the lines of a backup and verifies them: who has got to the end without an exception has read what was written.</summary>
internal static class BackupReader
{
    private const string Remedy = "take another backup; nothing was changed";

    /// <summary>Reads all lines but the last, the header first.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The lines.</returns>
    /// <exception cref="StoreException">It is damaged, cut off, of a later program, or no backup.</exception>
    public static IEnumerable<BackupLine> Read(string path)
    {
        using var file = Open(path);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 16);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (number, documents, names, claims, uses, events) = (0L, 0L, 0L, 0L, 0L, 0L);
        while (ReadLine(reader, path) is { } text)
        {
            number++;
            var line = Parse(text, path, number);
            if (number == 1)
            {
                CheckHeader(line, path);
            }

            if (line.Trailer is { } trailer)
            {
                var counted = new BackupTrailer(documents, names, claims, uses, events, Convert.ToHexStringLower(hash.GetCurrentHash()));
                if (trailer != counted || ReadLine(reader, path) is not null)
                {
                    throw new StoreException("restore", path, "it is damaged: its content is not what its last line says", Remedy);
                }

                yield break;
            }

            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData("\n"u8);
            documents += line.Document is null ? 0 : 1;
            names += line.Name is null ? 0 : 1;
            claims += line.Claim is null ? 0 : 1;
            uses += line.Use is null ? 0 : 1;
            events += line.Event is null ? 0 : 1;
            yield return line;
        }

        throw new StoreException("restore", path, number == 0 ? "it is empty" : "it is cut off", Remedy);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreException("restore", path, fault.Message, "name a backup that can be read", fault);
        }
    }

    private static string? ReadLine(StreamReader reader, string path)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw new StoreException("restore", path, $"it is damaged, cut off or no backup: {fault.Message}", Remedy, fault);
        }
    }

    private static BackupLine Parse(string text, string path, long number)
    {
        try
        {
            return JsonSerializer.Deserialize(text, BackupJson.Lines.BackupLine) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new StoreException("restore", path, $"line {number} cannot be read: {fault.Message}", Remedy, fault);
        }
    }

    private static void CheckHeader(BackupLine line, string path)
    {
        if (line.Backup is not { } header)
        {
            throw new StoreException("restore", path, "it does not begin as a backup does", "name a backup of vfleetd");
        }

        if (header.Format > BackupHeader.CurrentFormat)
        {
            throw new StoreException("restore", path, $"it has format {header.Format}, this program knows up to {BackupHeader.CurrentFormat}", "run a later program");
        }
    }
}
