using System.Text;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Capturing;

/// <summary>Collects netdevs and the links between them.</summary>
/// <param name="root">The host.</param>
/// <param name="tree">Where they go.</param>
internal sealed class NetdevCapture(SysfsRoot root, CapturedTree tree)
{
    private const string ClassPath = "sys/class/net";

    private static readonly string[] Attributes =
    [
        "ifindex", "address", "mtu", "flags", "operstate", "carrier", "speed", "dev_port", "type", "uevent", "phys_port_name", "phys_switch_id",
        "addr_assign_type",
    ];

    public void Read(CancellationToken cancellationToken)
    {
        using var all = root.TryOpenDirectory(ClassPath, out var errno);
        if (all is null)
        {
            tree.Note(ClassPath, errno);
            return;
        }

        foreach (var name in all.Names())
        {
            cancellationToken.ThrowIfCancellationRequested();

            // bonding_masters is a file among the links.
            if (all.TryReadLink(name, out var target) == Errno.None && tree.Link(ClassPath, name, target) is { } folder)
            {
                Read(folder);
            }
        }
    }

    private void Read(string folder)
    {
        using var directory = root.TryOpenDirectory(folder, out var errno);
        if (directory is null)
        {
            tree.Note(folder, errno);
            return;
        }

        var reader = new AttributeCapture(directory, folder, tree);
        reader.ReadAll(Attributes);
        var entries = directory.Entries(stackalloc byte[8192]);
        while (entries.Next())
        {
            switch (entries.Name)
            {
                case var link when link.StartsWith("upper_"u8) || link.StartsWith("lower_"u8) || link.SequenceEqual("master"u8) || link.SequenceEqual("device"u8):
                    _ = reader.Link(Encoding.UTF8.GetString(link));
                    break;
                case var kind when kind.SequenceEqual("bridge"u8) || kind.SequenceEqual("macvtap"u8):
                    tree.Folder($"{folder}/{Encoding.UTF8.GetString(kind)}");
                    break;
                case var kind when kind.SequenceEqual("bonding"u8):
                    Bond(directory, folder);
                    break;
            }
        }
    }

    private void Bond(SysfsDirectory netdev, string folder)
    {
        tree.Folder($"{folder}/bonding");
        using var bond = netdev.TryOpenDirectory("bonding", out _);
        if (bond is not null)
        {
            new AttributeCapture(bond, $"{folder}/bonding", tree).ReadAll(["mode"]);
        }
    }
}
