using System.Text;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Capturing;

/// <summary>Collects attributes and links of one open directory.</summary>
/// <param name="directory">The directory.</param>
/// <param name="folder">Where it really lies, no link on the way.</param>
/// <param name="tree">Where they go.</param>
internal readonly ref struct AttributeCapture(SysfsDirectory directory, string folder, CapturedTree tree)
{
    // The kernel gives at most a page for an attribute.
    private const int Page = 4097;

    private readonly SysfsDirectory _directory = directory;
    private readonly string _folder = folder;
    private readonly CapturedTree _tree = tree;

    /// <summary>Where the directory really lies.</summary>
    public string Folder => _folder;

    /// <summary>Collects attributes that nothing depends on here.</summary>
    public void ReadAll(ReadOnlySpan<string> names)
    {
        Span<byte> buffer = stackalloc byte[Page];
        foreach (var name in names)
        {
            _ = TryRead(name, buffer, out _);
        }
    }

    /// <summary>Collects an attribute.</summary>
    /// <returns>Its text; null when it is not there or cannot be read.</returns>
    public string? Read(string name) => TryRead(name, stackalloc byte[Page], out var content) ? Encoding.UTF8.GetString(content) : null;

    /// <summary>Collects a file that is no text.</summary>
    public void ReadBinary(string name, int most)
    {
        var errno = _directory.TryReadAll(name, most, out var content);
        if (errno == Errno.None)
        {
            _tree.File(_folder, name, content);
        }

        _tree.Note($"{_folder}/{name}", errno);
    }

    /// <summary>Collects a link.</summary>
    /// <returns>Where it leads, relative to the root; null when there is none.</returns>
    public string? Link(string name) => _directory.TryReadLink(name, out var target) == Errno.None ? _tree.Link(_folder, name, target) : null;

    /// <summary>Collects the names of the folders in a folder.</summary>
    public void Folders(string name)
    {
        using var inner = _directory.TryOpenDirectory(name, out _);
        foreach (var each in inner?.Names() ?? [])
        {
            _tree.Folder($"{_folder}/{name}/{each}");
        }
    }

    private bool TryRead(string name, Span<byte> buffer, out ReadOnlySpan<byte> content)
    {
        var errno = _directory.TryRead(name, buffer, out content);
        if (errno == Errno.None)
        {
            _tree.Attribute(_folder, name, content);
            return true;
        }

        if (errno != Errno.NoEntry)
        {
            _tree.Note($"{_folder}/{name}", errno);
        }

        return false;
    }
}
