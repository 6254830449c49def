using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>One reading of the PCI bus. The order of reads is chosen so that VFs, which are most of a large host, are opened once
/// each.</summary>
internal sealed class TopologyReader(SysfsRoot root)
{
    private readonly ImmutableArray<ReadFault>.Builder _faults = ImmutableArray.CreateBuilder<ReadFault>();
    private readonly HashSet<PciAddress> _virtual = [];

    public ImmutableArray<ReadFault> Faults => _faults.ToImmutable();

    public PciTopology Read(CancellationToken cancellationToken)
    {
        var functions = ImmutableArray.CreateBuilder<PhysicalFunction>();

        // A VF's routing id is above its PF's, so in this order the PF names its VFs before they come up,
        // and they need not be opened to learn that they are no PFs.
        foreach (var address in Addresses())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_virtual.Contains(address) && ReadPhysicalFunction(address) is { } function)
            {
                functions.Add(function);
            }
        }

        return new PciTopology(functions.ToImmutable(), Faults);
    }

    public PhysicalFunction? ReadPhysicalFunction(PciAddress address)
    {
        using var directory = root.TryOpenDirectory(PciTopology.PathOf(address), out var errno);
        if (directory is null)
        {
            _faults.Add(new ReadFault(PciTopology.PathOf(address), errno));
            return null;
        }

        var attributes = new AttributeReader(directory, _faults);
        if (attributes.Number("sriov_totalvfs", 0, ushort.MaxValue) is not { } total)
        {
            return null;
        }

        if (FunctionReader.Read(attributes, address) is not { } function)
        {
            _faults.Add(new ReadFault(directory.Path, Errno.NoDevice));
            return null;
        }

        return new PhysicalFunction
        {
            Function = function,
            TotalVfs = total,
            NumVfs = attributes.Number("sriov_numvfs", 0, ushort.MaxValue) ?? 0,
            VfOffset = attributes.Number("sriov_offset", 0, ushort.MaxValue),
            VfStride = attributes.Number("sriov_stride", 0, ushort.MaxValue),
            VfDevice = (ushort?)attributes.Hexadecimal("sriov_vf_device", ushort.MaxValue),
            DriversAutoprobe = attributes.Number("sriov_drivers_autoprobe", 0, 1) is { } probe ? probe == 1 : null,
            UpstreamPort = UpstreamPorts.Of(root, address),
            VirtualFunctions = ReadVirtualFunctions(attributes),
        };
    }

    private ImmutableArray<VirtualFunction> ReadVirtualFunctions(AttributeReader physical)
    {
        var links = VirtualLinks(physical);
        var functions = ImmutableArray.CreateBuilder<VirtualFunction>(links.Count);
        foreach (var (index, address) in links)
        {
            var path = PciTopology.PathOf(address);
            using var directory = root.TryOpenDirectory(path, out var errno);
            if (directory is not null && FunctionReader.Read(new AttributeReader(directory, _faults), address) is { } function)
            {
                functions.Add(new VirtualFunction(index, function));
            }
            else
            {
                _faults.Add(new ReadFault(path, errno == Errno.None ? Errno.NoDevice : errno));
            }
        }

        return functions.ToImmutable();
    }

    private List<(int Index, PciAddress Address)> VirtualLinks(AttributeReader physical)
    {
        var links = new List<(int Index, PciAddress Address)>();
        Span<byte> target = stackalloc byte[PathBytes.Capacity];
        var entries = physical.Directory.Entries(stackalloc byte[16384]);
        while (entries.Next())
        {
            if (!entries.Name.StartsWith("virtfn"u8)
                || !Utf8Parser.TryParse(entries.Name[6..], out int index, out var used)
                || used + 6 != entries.Name.Length
                || index < 0)
            {
                continue;
            }

            var name = Encoding.ASCII.GetString(entries.Name);
            if (!physical.TryLink(name, target, out var last))
            {
                continue;
            }

            if (TryParse(last, out var address))
            {
                links.Add((index, address));
                _ = _virtual.Add(address);
            }
            else
            {
                physical.Malformed(name, last);
            }
        }

        links.Sort();
        return links;
    }

    private List<PciAddress> Addresses()
    {
        var addresses = new List<PciAddress>();
        using var directory = root.TryOpenDirectory(PciTopology.DevicesPath, out var errno);
        if (directory is null)
        {
            _faults.Add(new ReadFault(PciTopology.DevicesPath, errno));
            return addresses;
        }

        var entries = directory.Entries(stackalloc byte[32768]);
        while (entries.Next())
        {
            if (TryParse(entries.Name, out var address))
            {
                addresses.Add(address);
            }
        }

        addresses.Sort();
        return addresses;
    }

    private static bool TryParse(ReadOnlySpan<byte> ascii, out PciAddress address)
    {
        Span<char> text = stackalloc char[24];
        address = default;
        return ascii.Length <= text.Length && PciAddress.TryParse(text[..Encoding.ASCII.GetChars(ascii, text)], out address);
    }
}
