using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>
/// Which of the entries in <c>/boot/loader/entries</c> is started by default (Boot Loader Specification): the one that <c>loader.conf</c> of
/// systemd-boot or GRUB's <c>saved_entry</c> names, or the only one.
/// </summary>
internal static class BootEntries
{
    private const string Folder = "boot/loader/entries";
    private const string Extension = ".conf";

    /// <summary>Files that name the default entry.</summary>
    public static IReadOnlyList<string> Choices { get; } = ["boot/loader/loader.conf", "boot/grub2/grubenv", "boot/grub/grubenv"];

    /// <summary>The default entry.</summary>
    /// <param name="root">The host.</param>
    /// <returns>Path relative to the root; null when none can be told from the others.</returns>
    public static string? Default(SysfsRoot root)
    {
        var names = root.List(Folder).Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).ToList();
        var chosen = Choices
            .SelectMany(path => root.TryReadText(path, out var text) == Errno.None ? text.Split('\n') : [])
            .Select(Chosen)
            .FirstOrDefault(name => name is not null);
        var found = chosen is null
            ? names.Count == 1 ? names[0] : null
            : names.LastOrDefault(name => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(chosen, name.AsSpan(0, name.Length - Extension.Length), ignoreCase: false));
        return found is null ? null : $"{Folder}/{found}";
    }

    /// <summary>The lines of such a file that name an entry.</summary>
    /// <param name="text">Content of the file.</param>
    /// <returns>Those lines.</returns>
    public static IEnumerable<string> Lines(string text) => text.Split('\n').Where(line => Chosen(line) is not null);

    // "default debian-*" or "saved_entry=fedora-6.12.0-1".
    private static string? Chosen(string line)
    {
        const string GrubKey = "saved_entry=";
        var name = line.StartsWith(GrubKey, StringComparison.Ordinal) ? line[GrubKey.Length..].Trim()
            : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["default", var pattern] ? pattern
            : "";
        var plain = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name;
        return plain.Length > 0 ? plain : null;
    }
}
