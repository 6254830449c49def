using Vfleet.Host.Examining;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Capturing;

/// <summary>Collects IOMMU groups.</summary>
/// <param name="root">The host.</param>
/// <param name="tree">Where they go.</param>
/// <param name="folders">Where functions lie, by name.</param>
internal sealed class GroupCapture(SysfsRoot root, CapturedTree tree, Dictionary<string, string> folders)
{
    private static readonly string[] Files = ["type", "reserved_regions"];

    public void Read(IEnumerable<int> numbers)
    {
        using var groups = root.TryOpenDirectory(PlatformReading.IommuGroups, out _);
        foreach (var number in numbers)
        {
            Read(groups, number.ToString());
        }
    }

    private void Read(SysfsDirectory? groups, string number)
    {
        var folder = $"{PlatformReading.IommuGroups}/{number}";
        var errno = Errno.NoEntry;
        using var directory = groups?.TryOpenDirectory(number, out errno);
        if (directory is null)
        {
            tree.Note(folder, errno);
            return;
        }

        new AttributeCapture(directory, folder, tree).ReadAll(Files);
        using var devices = directory.TryOpenDirectory("devices", out _);
        foreach (var name in devices?.Names() ?? [])
        {
            // Where a function's own link leads needs no second look. Other buses' devices are in groups too.
            var inner = $"{folder}/devices";
            if (folders.TryGetValue(name, out var known))
            {
                _ = tree.Link(inner, name, LinkTarget.Between(inner, known));
            }
            else if (devices!.TryReadLink(name, out var target) == Errno.None)
            {
                _ = tree.Link(inner, name, target);
            }
        }
    }
}
