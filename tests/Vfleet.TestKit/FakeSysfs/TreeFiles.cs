namespace Vfleet.TestKit.FakeSysfs;

/// <summary>Files, directories and relative links below one directory, by paths relative to it.</summary>
public sealed class TreeFiles(string directory)
{
    public string Directory { get; } = Path.GetFullPath(directory);

    public string At(string path) => Path.Combine(Directory, path);

    public bool Exists(string path) => Path.Exists(At(path));

    public void Write(string path, string content)
    {
        _ = System.IO.Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
    }

    public void Write(string path, byte[] content)
    {
        _ = System.IO.Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), content);
    }

    public string? Read(string path) => File.Exists(At(path)) ? File.ReadAllText(At(path)).TrimEnd() : null;

    public void MakeDirectory(string path) => _ = System.IO.Directory.CreateDirectory(At(path));

    /// <summary>Makes a relative link, as sysfs does, from one path of the tree to another: its last component is always the target's
    /// name.</summary>
    public void Link(string path, string target)
    {
        var parent = Path.GetDirectoryName(At(path))!;
        _ = System.IO.Directory.CreateDirectory(parent);
        var around = Path.GetRelativePath(parent, Path.GetDirectoryName(At(target))!);
        _ = File.CreateSymbolicLink(At(path), Path.Combine(around, Path.GetFileName(target)));
    }

    /// <summary>The last component of a link's target, or null when there is no link.</summary>
    public string? LinkName(string path) => new FileInfo(At(path)).LinkTarget is { } target ? Path.GetFileName(target) : null;

    public void Delete(string path)
    {
        var file = new FileInfo(At(path));
        if (file.LinkTarget is not null || file.Exists)
        {
            file.Delete();
        }
        else if (System.IO.Directory.Exists(At(path)))
        {
            System.IO.Directory.Delete(At(path), recursive: true);
        }
    }

    public IEnumerable<string> Names(string path) =>
        System.IO.Directory.Exists(At(path))
            ? System.IO.Directory.EnumerateFileSystemEntries(At(path)).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)
            : [];
}
