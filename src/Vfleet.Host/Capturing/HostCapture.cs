using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using Vfleet.Domain.Problems;
using Vfleet.Host.Answers;
using Vfleet.Linux.Files;

namespace Vfleet.Host.Capturing;

/// <summary>A host as it was read for others to look at.</summary>
public sealed class HostCapture
{
    /// <summary>Where Vfleet's own records lie in it, as on the host.</summary>
    internal const string RecordsFolder = "var/lib/vfleet";

    private readonly CapturedTree _tree;
    private readonly AnswersDocument _answers;
    private readonly CaptureManifest _manifest;

    internal HostCapture(CapturedTree tree, AnswersDocument answers, CaptureManifest manifest)
    {
        _tree = tree;
        _answers = answers;
        _manifest = manifest;
    }

    /// <summary>Name of the host; null when it is not known.</summary>
    public string? Host => _manifest.Host;

    /// <summary>When it was read.</summary>
    public DateTimeOffset Made => _manifest.Made;

    /// <summary>How many PFs it has.</summary>
    public int Pfs => _manifest.Pfs;

    /// <summary>How many VFs it has.</summary>
    public int Vfs => _manifest.Vfs;

    /// <summary>How many guests libvirt has; null when it did not say.</summary>
    public int? Guests => _answers.Domains?.Length;

    /// <summary>What is there and could not be read: path and reason.</summary>
    public ImmutableArray<(string Path, string Why)> Unread => [.. _manifest.Unread.Select(file => (file.Path, file.Why))];

    /// <summary>Writes it as one file that only its owner may read (mode 0600), whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="maskMacs">Whether to put other MAC addresses in place of the real ones.</param>
    /// <returns>Its size in bytes, or why it could not be written.</returns>
    public (long Bytes, Problem? Problem) Write(string path, bool maskMacs)
    {
        try
        {
            var content = ToTar(maskMacs);
            DurableFile.Write(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return (content.Length, null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (0, new Problem(ProblemCode.FileFault, $"{path} cannot be written: {fault.Message}", "name a file in a folder that you may write to", path));
        }
    }

    private byte[] ToTar(bool maskMacs)
    {
        var answers = Entry(AnswersDocument.FileName, (maskMacs ? MaskedEntries.WithoutPortIds(_answers) : _answers).ToJson());
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var entries = _tree.Entries.Prepend(answers).Where(entry => paths.Add(entry.Path)).ToList();
        var manifest = _manifest with { MasksMacs = maskMacs || _manifest.MasksMacs, Entries = entries.Count + 1 };
        entries.Insert(0, Entry(CaptureManifest.FileName, manifest.ToJson()));

        using var content = new MemoryStream();
        using (var compressed = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var entry in maskMacs ? new MaskedEntries(entries).All() : entries)
            {
                Write(tar, entry);
            }
        }

        return content.ToArray();
    }

    private void Write(TarWriter tar, CapturedEntry entry)
    {
        var type = entry.Kind switch
        {
            CapturedKind.Link => TarEntryType.SymbolicLink,
            CapturedKind.Folder => TarEntryType.Directory,
            _ => TarEntryType.RegularFile,
        };
        var written = new GnuTarEntry(type, entry.Path) { ModificationTime = _manifest.Made };
        if (type == TarEntryType.SymbolicLink)
        {
            written.LinkName = entry.Target;
        }
        else
        {
            written.Mode = type == TarEntryType.Directory
                ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                : UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var content = new MemoryStream(entry.Content.ToArray(), writable: false);
        if (type == TarEntryType.RegularFile)
        {
            written.DataStream = content;
        }

        tar.WriteEntry(written);
    }

    private static CapturedEntry Entry(string path, byte[] content)
    {
        var (folder, name) = CapturedTree.Split(path);
        return new CapturedEntry(folder, name, CapturedKind.File, content, "");
    }
}
