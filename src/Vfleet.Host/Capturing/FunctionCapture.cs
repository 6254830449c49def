using System.Globalization;
using System.Text;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Capturing;

/// <summary>Collects the PCI functions: each is opened once, each file read once.</summary>
/// <param name="root">The host.</param>
/// <param name="tree">Where they go.</param>
internal sealed class FunctionCapture(SysfsRoot root, CapturedTree tree)
{
    private const int ConfigBytes = 4096;

    private static readonly string[] OfAll = ["driver_override", "numa_node"];
    private static readonly string[] OfVfs = ["reset_method"];
    private static readonly string[] OfPfs =
        ["sriov_offset", "sriov_stride", "sriov_vf_device", "sriov_drivers_autoprobe", "reset_method", "power_state", "resource"];

    private static readonly string[] OfLinks = ["current_link_speed", "current_link_width", "max_link_speed", "max_link_width"];

    private readonly HashSet<PciAddress> _virtual = [];
    private readonly SortedSet<int> _groups = [];

    // The folder that the last function lay in.
    private SysfsDirectory? _parent;

    // Folders of functions by name, for the links in groups.
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <summary>Aliases of all functions that modules are made for.</summary>
    public HashSet<string> Modaliases { get; } = new(StringComparer.Ordinal);

    /// <summary>Vendor and device of all PFs and VFs.</summary>
    public HashSet<(ushort Vendor, ushort Device)> Models { get; } = [];

    /// <summary>Drivers of PFs and VFs.</summary>
    public HashSet<string> Drivers { get; } = new(StringComparer.Ordinal);

    /// <summary>The PFs that were found.</summary>
    public List<CapturedPf> Pfs { get; } = [];

    /// <summary>How many PFs and VFs were found.</summary>
    public (int Pfs, int Vfs) Count => (Pfs.Count, _virtual.Count);

    public void Read(CancellationToken cancellationToken)
    {
        using var devices = root.TryOpenDirectory(PciTopology.DevicesPath, out var errno);
        if (devices is null)
        {
            tree.Note(PciTopology.DevicesPath, errno);
            return;
        }

        // Below its PF's address no VF lies, so in this order each PF names its VFs before they come up.
        foreach (var address in devices.Names().Select(name => PciAddress.TryParse(name, out var found) ? found : (PciAddress?)null).OfType<PciAddress>().Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_virtual.Contains(address))
            {
                Function(devices, address, isVf: false);
            }
        }

        _parent?.Dispose();
        new GroupCapture(root, tree, _folders).Read(_groups);
    }

    private void Function(SysfsDirectory devices, PciAddress address, bool isVf)
    {
        var name = address.ToString();
        if (devices.TryReadLink(name, out var target) != Errno.None || tree.Link(PciTopology.DevicesPath, name, target) is not { } folder)
        {
            return;
        }

        _folders[name] = folder;
        using var directory = Open(folder, out var errno);
        if (directory is null)
        {
            tree.Note(folder, errno);
            return;
        }

        var reader = new AttributeCapture(directory, folder, tree);
        var total = isVf ? null : reader.Read("sriov_totalvfs");
        var isPf = total is not null;
        var uevent = Ids(reader, isVf || isPf);
        reader.ReadAll(isPf ? OfPfs : isVf ? OfVfs : []);
        if (reader.Link("iommu_group") is { } group && int.TryParse(CapturedTree.Split(group).Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            _ = _groups.Add(number);
        }

        if (reader.Link("driver") is { } driver)
        {
            Driver(reader, CapturedTree.Split(driver).Name, isVf || isPf);
        }

        if (isVf)
        {
            _ = reader.Link("physfn");
            return;
        }

        // Config space of VFs is mostly their PF's, and reading it takes a card 4 ms for each on real hardware.
        if (isPf || IsNetworkOrBridge(uevent))
        {
            reader.ReadBinary("config", ConfigBytes);
        }

        if (isPf)
        {
            reader.ReadAll(OfLinks);
            Pfs.Add(new CapturedPf(address, Number(reader.Read("sriov_numvfs")), Names(directory)));
            InfiniBandCapture.Read(root, folder, tree);
            VirtualFunctions(devices, directory, reader);
        }
    }

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static IReadOnlyList<string> Names(SysfsDirectory function)
    {
        using var netdevs = function.TryOpenDirectory("net", out _);
        return netdevs?.Names() ?? [];
    }

    // The VFs of a card lie in one folder: from there the kernel need not walk the whole path for each.
    private SysfsDirectory? Open(string folder, out Errno errno)
    {
        var (parent, name) = CapturedTree.Split(folder);
        if (_parent?.Path != parent)
        {
            _parent?.Dispose();
            _parent = root.TryOpenDirectory(parent, out errno);
        }

        errno = Errno.NoEntry;
        return _parent?.TryOpenDirectory(name, out errno);
    }

    private void VirtualFunctions(SysfsDirectory devices, SysfsDirectory physical, AttributeCapture reader)
    {
        var names = new List<string>();
        var entries = physical.Entries(stackalloc byte[16384]);
        while (entries.Next())
        {
            if (entries.Name.StartsWith("virtfn"u8))
            {
                names.Add(Encoding.ASCII.GetString(entries.Name));
            }
        }

        foreach (var name in names)
        {
            if (reader.Link(name) is { } path && PciAddress.TryParse(CapturedTree.Split(path).Name, out var address) && _virtual.Add(address))
            {
                Function(devices, address, isVf: true);
            }
        }
    }

    private string Ids(AttributeCapture reader, bool isWanted)
    {
        var uevent = reader.Read("uevent") ?? "";
        reader.ReadAll(OfAll);

        // The same text as in the file modalias (drivers/pci/pci-driver.c, pci_uevent), which need not be read for it.
        if (Value(uevent, "MODALIAS=") is { } modalias)
        {
            _ = Modaliases.Add(modalias);
            tree.Attribute(reader.Folder, "modalias", Encoding.UTF8.GetBytes(modalias));
        }

        if (isWanted && Value(uevent, "PCI_ID=") is { Length: 9 } id
            && ushort.TryParse(id[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var vendor)
            && ushort.TryParse(id[5..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var device))
        {
            _ = Models.Add((vendor, device));
        }

        return uevent;
    }

    private void Driver(AttributeCapture reader, string driver, bool isWanted)
    {
        if (isWanted)
        {
            _ = Drivers.Add(driver);
        }

        if (GroupViability.IsVfio(driver))
        {
            reader.Folders("vfio-dev");
        }
    }

    // Without leading zeros: 20000 is a network controller, 60400 a bridge (drivers/pci/pci-driver.c, pci_uevent: "PCI_CLASS=%04X").
    private static bool IsNetworkOrBridge(string uevent) =>
        Value(uevent, "PCI_CLASS=") is { Length: 5 } code && code[0] is '2' or '6';

    private static string? Value(string uevent, string key)
    {
        var at = uevent.IndexOf(key, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var rest = uevent.AsSpan(at + key.Length);
        var end = rest.IndexOf('\n');
        return (end < 0 ? rest : rest[..end]).ToString();
    }
}
