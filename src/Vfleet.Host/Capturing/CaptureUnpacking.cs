using System.Formats.Tar;
using System.IO.Compression;

namespace Vfleet.Host.Capturing;

/// <summary>Unpacks a capture that a stranger may have made: nothing is written outside the folder, no link leads out of it, and it does not grow past limits.</summary>
/// <remarks>
/// Links are made last, when all files and folders are there: so no file is written through one. That together they lead nowhere else is
/// <see cref="LinkTarget.Resolve"/>'s doing.
/// </remarks>
internal static class CaptureUnpacking
{
    // A host of 2,048 VFs has 60,000 entries and 20 MB.
    private const int MostEntries = 1_000_000;
    private const long MostBytes = 1L << 30;
    private const long MostBytesOfFile = 256L << 20;
    private const int MostPathCharacters = 1000;

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
        var links = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var expected = 0;
        while (Next(tar) is { } entry)
        {
            var path = Checked(entry, isFirst: seen.Count == 0);
            if (!seen.Add(path) && entry.EntryType != TarEntryType.Directory)
            {
                throw new CaptureDamagedException($"it holds {path} twice");
            }

            if (seen.Count > MostEntries)
            {
                throw new CaptureDamagedException($"it has more than {MostEntries} entries");
            }

            switch (entry.EntryType)
            {
                case TarEntryType.Directory:
                    MakeFolder(folder, path);
                    break;
                case TarEntryType.SymbolicLink:
                    links.Add(path, entry.LinkName);
                    break;
                default:
                    WriteFile(folder, path, entry);
                    break;
            }

            expected = path == CaptureManifest.FileName ? ReadManifest(folder).Entries : expected;
        }

        if (seen.Count != expected || seen.Count == 0)
        {
            throw new CaptureDamagedException(seen.Count == 0 ? "it is empty" : $"it has {seen.Count} of {expected} entries");
        }

        MakeLinks(folder, links);
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

    private static string Checked(TarEntry entry, bool isFirst)
    {
        var path = entry.EntryType == TarEntryType.Directory ? entry.Name.TrimEnd('/') : entry.Name;
        if (isFirst && path != CaptureManifest.FileName)
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

    private static void WriteFile(string folder, string path, TarEntry entry)
    {
        if (entry.Length > MostBytesOfFile)
        {
            throw new CaptureDamagedException($"{Shown(path)} is larger than {MostBytesOfFile >> 20} MiB");
        }

        MakeFolder(folder, CapturedTree.Split(path).Folder);
        if (Path.Exists(Path.Join(folder, path)))
        {
            throw new CaptureDamagedException($"it holds {Shown(path)} twice");
        }

        using var file = new FileStream(Path.Join(folder, path), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
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

    private static CaptureManifest ReadManifest(string folder) => CaptureManifest.Parse(File.ReadAllBytes(Path.Join(folder, CaptureManifest.FileName))) switch
    {
        { Version: CaptureManifest.CurrentVersion } manifest => manifest,
        null => throw new CaptureDamagedException($"{CaptureManifest.FileName} in it cannot be understood"),
        var other => throw new CaptureDamagedException(
            $"it is of version {other.Version}, made by vfleet {Shown(other.Vfleet)}; this one reads version {CaptureManifest.CurrentVersion}"),
    };

    private static void MakeFolder(string folder, string path)
    {
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            CheckFolder(folder, path[..slash]);
        }

        CheckFolder(folder, path);
        Directory.CreateDirectory(Path.Join(folder, path));
    }

    private static void CheckFolder(string folder, string path)
    {
        if (File.Exists(Path.Join(folder, path)))
        {
            throw new CaptureDamagedException($"it holds {Shown(path)} both as a file and as a folder");
        }
    }

    private static void MakeLinks(string folder, SortedDictionary<string, string> links)
    {
        foreach (var path in links.Keys)
        {
            for (var parent = CapturedTree.Split(path).Folder; parent.Length > 0; parent = CapturedTree.Split(parent).Folder)
            {
                if (links.ContainsKey(parent))
                {
                    throw new CaptureDamagedException($"it holds {Shown(path)} behind a link");
                }
            }

            MakeFolder(folder, CapturedTree.Split(path).Folder);
        }

        foreach (var (path, target) in links)
        {
            if (Path.Exists(Path.Join(folder, path)))
            {
                throw new CaptureDamagedException($"it holds {Shown(path)} twice");
            }

            File.CreateSymbolicLink(Path.Join(folder, path), target);
        }
    }

    // A stranger's names reach a terminal in a message.
    private static string Shown(string text) => string.Concat(text.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
