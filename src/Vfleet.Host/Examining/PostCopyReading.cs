using System.Text;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>
/// Whether migrations of the host's guests may switch to post-copy. Whoever starts a migration decides that; the one who writes it down on the host
/// is OpenStack Nova (nova.conf, section libvirt, live_migration_permit_post_copy; false when it is not given).
/// </summary>
internal static class PostCopyReading
{
    private const string Key = "live_migration_permit_post_copy";
    private const int MostBytes = 4 << 20;

    // Of the packages of distributions, of Kolla's containers, of TripleO's; with what is read after it, which counts more.
    private static readonly string[] Places =
    [
        "etc/nova/nova.conf", "etc/nova/nova-compute.conf", "etc/kolla/nova-compute/nova.conf",
        "var/lib/config-data/puppet-generated/nova_libvirt/etc/nova/nova.conf",
    ];

    private static readonly string[] Folders = ["etc/nova/nova.conf.d", "etc/nova/nova-compute.conf.d"];

    /// <summary>The files that are there.</summary>
    /// <param name="root">The host.</param>
    /// <returns>Paths relative to the root, the one that counts most last.</returns>
    public static IEnumerable<string> Files(SysfsRoot root) => Places.Where(root.Exists).Concat(
        from folder in Folders
        from name in root.List(folder)
        where name.EndsWith(".conf", StringComparison.Ordinal)
        select $"{folder}/{name}");

    /// <summary>Whether it is permitted.</summary>
    /// <param name="root">The host.</param>
    /// <returns>Whether; null on a host without Nova.</returns>
    public static bool? Read(SysfsRoot root)
    {
        bool? permitted = null;
        foreach (var path in Files(root))
        {
            if (root.TryReadBytes(path, out var content, MostBytes) == Errno.None)
            {
                permitted = Excerpt(Encoding.UTF8.GetString(content)).Split('\n').Select(Value).LastOrDefault(value => value is not null) ?? permitted ?? false;
            }
        }

        return permitted;
    }

    /// <summary>The section's title and the lines that say it; the rest of the file holds passwords.</summary>
    /// <param name="text">A file.</param>
    /// <returns>Those lines; the title alone when nothing is said.</returns>
    public static string Excerpt(string text)
    {
        const string Title = "[libvirt]";
        var isMeant = false;
        var kept = new StringBuilder(Title + "\n");
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            isMeant = line.StartsWith('[') ? line == Title : isMeant;
            if (isMeant && Value(line) is not null)
            {
                kept.Append(line).Append('\n');
            }
        }

        return kept.ToString();
    }

    // As oslo.config reads booleans.
    private static bool? Value(string line) => line.Split('=', 2) is [var name, var value] && name.TrimEnd() == Key
        ? value.Trim().ToLowerInvariant() switch
        {
            "true" or "1" or "on" or "yes" => true,
            "false" or "0" or "off" or "no" => false,
            _ => null,
        }
        : null;
}
