using System.Text;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Capturing;

/// <summary>The files of a host, collected. A host of 2,048 VFs has some 50,000, most of a few bytes: they lie one behind the other in large blocks.</summary>
internal sealed class CapturedTree
{
    private const int BlockBytes = 1 << 20;

    private readonly List<CapturedEntry> _entries = [];
    private readonly List<UnreadFile> _unread = [];
    private byte[] _block = new byte[BlockBytes];
    private int _used;

    public IReadOnlyList<CapturedEntry> Entries => _entries;

    public IReadOnlyList<UnreadFile> Unread => _unread;

    /// <summary>Adds everything that another collected.</summary>
    public void Add(CapturedTree other)
    {
        _entries.AddRange(other._entries);
        _unread.AddRange(other._unread);
    }

    /// <summary>Adds a file, copying its content.</summary>
    public void File(string folder, string name, ReadOnlySpan<byte> content) =>
        _entries.Add(new CapturedEntry(folder, name, CapturedKind.File, Keep(content, endLine: false), ""));

    /// <summary>Adds an attribute of sysfs, whose line end its reader has taken off.</summary>
    public void Attribute(string folder, string name, ReadOnlySpan<byte> content) =>
        _entries.Add(new CapturedEntry(folder, name, CapturedKind.File, Keep(content, endLine: true), ""));

    /// <summary>Adds a file by its whole path.</summary>
    public void File(string path, ReadOnlySpan<byte> content)
    {
        var (folder, name) = Split(path);
        File(folder, name, content);
    }

    /// <summary>Adds a file of text by its whole path.</summary>
    public void Text(string path, string content) => File(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Adds a folder.</summary>
    public void Folder(string path)
    {
        var (folder, name) = Split(path);
        _entries.Add(new CapturedEntry(folder, name, CapturedKind.Folder, default, ""));
    }

    /// <summary>Adds a link; one that leads out of the root is noted instead.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="target">Where it points.</param>
    /// <returns>Where that is, relative to the root; null for one that leads out.</returns>
    public string? Link(string folder, string name, string target)
    {
        var path = LinkTarget.Resolve(folder, target);
        if (path is null)
        {
            _unread.Add(new UnreadFile($"{folder}/{name}", "it is a link that leads elsewhere"));
            return null;
        }

        _entries.Add(new CapturedEntry(folder, name, CapturedKind.Link, default, target));
        return path;
    }

    /// <summary>Notes that a file could not be read, unless the kernel only said that there is nothing to read.</summary>
    public void Note(string path, Errno errno)
    {
        // EINVAL and EOPNOTSUPP are the net core's way of saying "no such value now" (net/core/net-sysfs.c).
        if (errno is not (Errno.None or Errno.Invalid or Errno.NotSupported) && !errno.IsMissing())
        {
            _unread.Add(new UnreadFile(path, errno.Describe()));
        }
    }

    /// <summary>Notes that something could not be put into the capture.</summary>
    public void Note(string path, string why) => _unread.Add(new UnreadFile(path, why));

    public static (string Folder, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    private ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> content, bool endLine)
    {
        var length = content.Length + (endLine ? 1 : 0);
        if (length > BlockBytes / 4)
        {
            return endLine ? (byte[])[.. content, (byte)'\n'] : content.ToArray();
        }

        if (_used + length > _block.Length)
        {
            _block = new byte[BlockBytes];
            _used = 0;
        }

        content.CopyTo(_block.AsSpan(_used));
        if (endLine)
        {
            _block[_used + content.Length] = (byte)'\n';
        }

        var kept = _block.AsMemory(_used, length);
        _used += length;
        return kept;
    }
}
