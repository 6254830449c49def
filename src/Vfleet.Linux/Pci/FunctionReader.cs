using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>Reads what all functions have. <c>uevent</c> gives six attributes in one read (kernel drivers/pci/pci-driver.c,
/// pci_uevent).</summary>
internal static class FunctionReader
{
    /// <summary>Reads one function; null when it has no ids, which means that it vanished.</summary>
    public static PciFunction? Read(AttributeReader attributes, PciAddress address)
    {
        Span<byte> buffer = stackalloc byte[4097];
        var known = attributes.TryRead("uevent", buffer, out var text) ? Parse(text) : default;
        if (!known.HasIds && !ReadIds(attributes, ref known))
        {
            return null;
        }

        return new PciFunction
        {
            Address = address,
            Vendor = known.Vendor,
            Device = known.Device,
            SubsystemVendor = known.SubsystemVendor,
            SubsystemDevice = known.SubsystemDevice,
            Class = known.Class,
            Driver = known.Driver,
            DriverOverride = Override(attributes),
            NumaNode = attributes.Number("numa_node", -1, int.MaxValue) is { } node and >= 0 ? node : null,
            IommuGroup = Group(attributes),
            Netdevs = Netdevs(attributes.Directory),
        };
    }

    /// <summary>Reads KEY=value lines; lines that are malformed or of no interest are passed over.</summary>
    internal static UeventFacts Parse(ReadOnlySpan<byte> text)
    {
        var facts = default(UeventFacts);
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            var equals = line.IndexOf((byte)'=');
            if (equals < 0)
            {
                continue;
            }

            var value = line[(equals + 1)..];
            switch (line[..equals])
            {
                case var key when key.SequenceEqual("DRIVER"u8):
                    facts.Driver = value.Length == 0 ? null : Encoding.UTF8.GetString(value);
                    break;
                case var key when key.SequenceEqual("PCI_CLASS"u8):
                    facts.Class = TryHex(value, 0xffffff, out var code) ? code : 0;
                    break;
                case var key when key.SequenceEqual("PCI_ID"u8):
                    facts.HasIds = TryPair(value, out facts.Vendor, out facts.Device);
                    break;
                case var key when key.SequenceEqual("PCI_SUBSYS_ID"u8):
                    _ = TryPair(value, out facts.SubsystemVendor, out facts.SubsystemDevice);
                    break;
            }
        }

        return facts;
    }

    // A tree recorded without uevent files still has the single ones.
    private static bool ReadIds(AttributeReader attributes, ref UeventFacts facts)
    {
        if (attributes.Hexadecimal("vendor", ushort.MaxValue) is not { } vendor
            || attributes.Hexadecimal("device", ushort.MaxValue) is not { } device)
        {
            return false;
        }

        facts.Vendor = (ushort)vendor;
        facts.Device = (ushort)device;
        facts.SubsystemVendor = (ushort)(attributes.Hexadecimal("subsystem_vendor", ushort.MaxValue) ?? 0);
        facts.SubsystemDevice = (ushort)(attributes.Hexadecimal("subsystem_device", ushort.MaxValue) ?? 0);
        facts.Class = attributes.Hexadecimal("class", 0xffffff) ?? 0;
        facts.Driver = attributes.LinkName("driver");
        return true;
    }

    // The kernel prints "(null)" for none; a newline alone is how it is cleared.
    private static string? Override(AttributeReader attributes) =>
        attributes.Text("driver_override") is { } driver and not "(null)" ? driver : null;

    private static int? Group(AttributeReader attributes)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Capacity];
        return attributes.TryLink("iommu_group", buffer, out var name)
            && Utf8Parser.TryParse(name, out int number, out var used)
            && used == name.Length
            ? number
            : null;
    }

    private static ImmutableArray<string> Netdevs(SysfsDirectory function)
    {
        using var directory = function.TryOpenDirectory("net", out _);
        return directory is null ? [] : [.. directory.Names()];
    }

    private static bool TryPair(ReadOnlySpan<byte> text, out ushort first, out ushort second)
    {
        first = second = 0;
        var colon = text.IndexOf((byte)':');
        if (colon < 0 || !TryHex(text[..colon], ushort.MaxValue, out var left) || !TryHex(text[(colon + 1)..], ushort.MaxValue, out var right))
        {
            return false;
        }

        first = (ushort)left;
        second = (ushort)right;
        return true;
    }

    private static bool TryHex(ReadOnlySpan<byte> text, uint most, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value <= most;

    /// <summary>What <c>uevent</c> of a PCI function says.</summary>
    internal struct UeventFacts
    {
        public ushort Vendor;
        public ushort Device;
        public ushort SubsystemVendor;
        public ushort SubsystemDevice;
        public uint Class;
        public bool HasIds;

        public string? Driver { get; set; }
    }
}
