using System.Collections.Frozen;
using System.Globalization;
using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Amounts of memory with a unit; without one they are KiB (libvirt <c>docs/formatdomain.rst</c>, <c>src/util/virutil.c</c> virScaleInteger).</summary>
internal static class MemoryAmount
{
    private static readonly FrozenDictionary<string, UInt128> Units = MakeUnits();

    /// <summary>The domain's memory in KiB, rounded up, or null when it is not said.</summary>
    internal static ulong? Read(XElement domain)
    {
        if (domain.Element("memory") is not { } memory)
        {
            return null;
        }

        var unit = memory.Value("unit") ?? "KiB";
        if (!Units.TryGetValue(unit, out var bytesPerUnit))
        {
            throw new LibvirtXmlException("domain/memory/@unit", $"'{unit}' is no unit of memory");
        }

        if (!ulong.TryParse(memory.Value, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var amount))
        {
            throw new LibvirtXmlException("domain/memory", $"'{memory.Value}' is not a decimal number");
        }

        var kib = ((amount * bytesPerUnit) + 1023) / 1024;
        return kib <= ulong.MaxValue ? (ulong)kib : throw new LibvirtXmlException("domain/memory", "is more than 64 bits of KiB");
    }

    private static FrozenDictionary<string, UInt128> MakeUnits()
    {
        var units = new Dictionary<string, UInt128>(StringComparer.OrdinalIgnoreCase) { ["b"] = 1, ["byte"] = 1, ["bytes"] = 1 };
        UInt128 binary = 1;
        UInt128 metric = 1;
        foreach (var prefix in "KMGTPE")
        {
            binary *= 1024;
            metric *= 1000;
            units[$"{prefix}"] = binary;
            units[$"{prefix}iB"] = binary;
            units[$"{prefix}B"] = metric;
        }

        return units.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
