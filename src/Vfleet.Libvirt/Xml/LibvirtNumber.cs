using System.Globalization;

namespace Vfleet.Libvirt.Xml;

/// <summary>
/// Numbers as libvirt reads them: C's strtoul. PCI addresses in attributes choose their base by prefix, so
/// <c>0x10</c> and <c>16</c> are equal and <c>010</c> is eight; VLAN ids and the element texts of host devices are decimal.
/// </summary>
/// <remarks>
/// libvirt <c>src/util/virstring.c</c> (virStrToLong_uip: leading white space and a plus sign pass, a minus sign and
/// anything after the digits do not), <c>src/conf/device_conf.c</c>, <c>src/conf/netdev_vlan_conf.c</c>, <c>src/conf/node_device_conf.c</c>.
/// </remarks>
public static class LibvirtNumber
{
    /// <summary>Reads a number whose base is chosen by its prefix: <c>0x</c> sixteen, <c>0</c> eight, otherwise ten.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number, 0-0xffffffff.</param>
    /// <returns>Whether libvirt would read it.</returns>
    public static bool TryReadAnyBase(ReadOnlySpan<char> text, out uint value)
    {
        var digits = AfterSign(text);
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return uint.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        return digits.StartsWith("0") ? TryReadOctal(digits, out value) : TryReadDigits(digits, out value);
    }

    /// <summary>Reads a decimal number; <c>010</c> is ten.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number, 0-0xffffffff.</param>
    /// <returns>Whether libvirt would read it.</returns>
    public static bool TryReadDecimal(ReadOnlySpan<char> text, out uint value) => TryReadDigits(AfterSign(text), out value);

    private static ReadOnlySpan<char> AfterSign(ReadOnlySpan<char> text)
    {
        var trimmed = text.TrimStart(" \t\n\v\f\r");
        return trimmed.StartsWith("+") ? trimmed[1..] : trimmed;
    }

    private static bool TryReadDigits(ReadOnlySpan<char> digits, out uint value) =>
        uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryReadOctal(ReadOnlySpan<char> digits, out uint value)
    {
        ulong sum = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || sum > uint.MaxValue)
            {
                value = 0;
                return false;
            }

            sum = (sum * 8) + (uint)(digit - '0');
        }

        value = (uint)sum;
        return sum <= uint.MaxValue;
    }
}
