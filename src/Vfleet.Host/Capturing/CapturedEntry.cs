namespace Vfleet.Host.Capturing;

/// <summary>One entry of a capture.</summary>
/// <param name="Folder">Its folder, relative to the root.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Content">A file's bytes.</param>
/// <param name="Target">Where a link points, as written in it.</param>
internal readonly record struct CapturedEntry(string Folder, string Name, CapturedKind Kind, ReadOnlyMemory<byte> Content, string Target)
{
    /// <summary>Its path, relative to the root.</summary>
    public string Path => Folder.Length == 0 ? Name : $"{Folder}/{Name}";
}

/// <summary>What an entry is.</summary>
internal enum CapturedKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A symbolic link that stays inside the root.</summary>
    Link,

    /// <summary>A folder that matters even when nothing is in it.</summary>
    Folder,
}

/// <summary>A file that is there and could not be read.</summary>
/// <param name="Path">The file, relative to the root.</param>
/// <param name="Why">The kernel's reason.</param>
internal sealed record UnreadFile(string Path, string Why);
