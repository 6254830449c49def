using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Capturing;

/// <summary>Collects the InfiniBand devices of a function.</summary>
internal static class InfiniBandCapture
{
    private static readonly string[] OfPorts = ["state", "link_layer"];

    public static void Read(SysfsRoot root, string function, CapturedTree tree)
    {
        foreach (var device in root.List($"{function}/infiniband"))
        {
            var folder = $"{function}/infiniband/{device}";
            tree.Folder(folder);
            Read(root, folder, ["node_guid"], tree);
            foreach (var port in root.List($"{folder}/ports"))
            {
                Read(root, $"{folder}/ports/{port}", OfPorts, tree);
            }
        }
    }

    private static void Read(SysfsRoot root, string folder, ReadOnlySpan<string> names, CapturedTree tree)
    {
        using var directory = root.TryOpenDirectory(folder, out _);
        if (directory is not null)
        {
            new AttributeCapture(directory, folder, tree).ReadAll(names);
        }
    }
}
