using System.Formats.Tar;
using System.IO.Compression;

namespace Vfleet.Host.Capturing;

/// <summary>Unpacks a capture that a stranger may have made: nothing is written outside the folder, no link leads out of it, and it does not grow past limits.</summary>
/// <remarks>
/// Links are made last, when all files and folders are there: so no file is written through one. That together they lead nowhere else is
/// <see cref="LinkTarget.Resolve"/>'s doing.
/// </remarks>
internal sealed class CaptureUnpacking
{
    // A host of 2,048 VFs has 60,000 entries and 20 MB.
    private const int MostEntries = 1_000_000;
    private const long MostBytes = 1L << 30;
    private const long MostBytesOfFile = 256L << 20;
    private const int MostPathCharacters = 1000;

    private readonly string _folder;
    private readonly SortedDictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    // Folders that are there, so that they are not looked for again for each file.
    private readonly HashSet<string> _made = new([""], StringComparer.Ordinal);
    private int _expected;

    private CaptureUnpacking(string folder) => _folder = folder;

    /// <summary>Unpacks it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="folder">An empty folder.</param>
    /// <exception cref="CaptureDamagedException">It is no capture, or not a whole one. Files may lie in the folder.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Unpack(Stream source, string folder)
    {
        using var expanded = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
        using var limited = new LimitedStream(expanded, MostBytes);
        using var tar = new TarReader(limited, leaveOpen: true);
        var unpacking = new CaptureUnpacking(folder);
        while (Next(tar) is { } entry)
        {
            unpacking.Add(entry);
        }

        unpacking.End();
    }

    private void Add(TarEntry entry)
    {
        var path = Checked(entry);
        if (!_seen.Add(path))
        {
            throw Twice(path);
        }

        if (_seen.Count > MostEntries)
        {
            throw new CaptureDamagedException($"it has more than {MostEntries} entries");
        }

        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                MakeFolder(path);
                break;
            case TarEntryType.SymbolicLink:
                _links.Add(path, entry.LinkName);
                break;
            default:
                WriteFile(path, entry);
                break;
        }

        if (path == CaptureManifest.FileName)
        {
            _expected = ReadManifest().Entries;
        }
    }

    private void End()
    {
        if (_seen.Count != _expected || _seen.Count == 0)
        {
            throw new CaptureDamagedException(_seen.Count == 0 ? "it is empty" : $"it has {_seen.Count} of {_expected} entries");
        }

        MakeLinks();
    }

    private static TarEntry? Next(TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw new CaptureDamagedException(fault.Message, fault);
        }
    }

    // What the readers of tar and gzip throw for what is none, or is cut; fields with no numbers in them among it.
    private static bool IsDamage(Exception fault) =>
        fault is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException or NotSupportedException
            or InvalidOperationException;

    private string Checked(TarEntry entry)
    {
        var path = entry.EntryType == TarEntryType.Directory ? entry.Name.TrimEnd('/') : entry.Name;
        if (_seen.Count == 0 && path != CaptureManifest.FileName)
        {
            throw new CaptureDamagedException($"it does not begin with {CaptureManifest.FileName}: another program made it");
        }

        if (!LinkTarget.IsPlain(path) || path.Length > MostPathCharacters)
        {
            throw new CaptureDamagedException($"it holds a file outside its folder: {Shown(path)}");
        }

        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory:
                return path;
            case TarEntryType.SymbolicLink when LinkTarget.Resolve(CapturedTree.Split(path).Folder, entry.LinkName) is not null:
                return path;
            case TarEntryType.SymbolicLink:
                throw new CaptureDamagedException($"it holds a link that leads out of its folder: {Shown(path)} to {Shown(entry.LinkName)}");
            default:
                throw new CaptureDamagedException($"it holds something that is neither file nor folder nor link: {Shown(path)}");
        }
    }

    private void WriteFile(string path, TarEntry entry)
    {
        if (entry.Length > MostBytesOfFile)
        {
            throw new CaptureDamagedException($"{Shown(path)} is larger than {MostBytesOfFile >> 20} MiB");
        }

        MakeFolder(CapturedTree.Split(path).Folder);
        if (_made.Contains(path))
        {
            throw Both(path);
        }

        using var file = new FileStream(Path.Join(_folder, path), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            // Written in pieces of its own, so that a fault tells whether the file or the folder is the cause.
            Span<byte> buffer = stackalloc byte[8192];
            while (entry.DataStream is { } content && content.Read(buffer) is > 0 and var length)
            {
                Write(file, buffer[..length]);
            }
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw new CaptureDamagedException(fault.Message, fault);
        }
    }

    private static void Write(FileStream file, ReadOnlySpan<byte> bytes) => file.Write(bytes);

    private CaptureManifest ReadManifest() => CaptureManifest.Parse(File.ReadAllBytes(Path.Join(_folder, CaptureManifest.FileName))) switch
    {
        { Version: CaptureManifest.CurrentVersion } manifest => manifest,
        null => throw new CaptureDamagedException($"{CaptureManifest.FileName} in it cannot be understood"),
        var other => throw new CaptureDamagedException(
            $"it is of version {other.Version}, made by vfleet {Shown(other.Vfleet)}; this one reads version {CaptureManifest.CurrentVersion}"),
    };

    private void MakeFolder(string path)
    {
        if (_made.Contains(path))
        {
            return;
        }

        MakeFolder(CapturedTree.Split(path).Folder);
        if (File.Exists(Path.Join(_folder, path)))
        {
            throw Both(path);
        }

        Directory.CreateDirectory(Path.Join(_folder, path));
        _ = _made.Add(path);
    }

    private void MakeLinks()
    {
        foreach (var path in _links.Keys)
        {
            for (var parent = CapturedTree.Split(path).Folder; parent.Length > 0; parent = CapturedTree.Split(parent).Folder)
            {
                if (_links.ContainsKey(parent))
                {
                    throw new CaptureDamagedException($"it holds {Shown(path)} behind a link");
                }
            }

            MakeFolder(CapturedTree.Split(path).Folder);
        }

        foreach (var (path, target) in _links)
        {
            if (_made.Contains(path))
            {
                throw Both(path);
            }

            File.CreateSymbolicLink(Path.Join(_folder, path), target);
        }
    }

    private static CaptureDamagedException Twice(string path) => new($"it holds {Shown(path)} twice");

    private static CaptureDamagedException Both(string path) => new($"it holds {Shown(path)} both as a file and as a folder");

    // A stranger's names reach a terminal in a message.
    private static string Shown(string text) => string.Concat(text.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
