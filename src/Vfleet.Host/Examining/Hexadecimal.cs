using System.Globalization;

namespace Vfleet.Host.Examining;

/// <summary>Numbers as the kernel prints them in sysfs: <c>0x00000000fee00000</c>.</summary>
internal static class Hexadecimal
{
    public static bool TryRead(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
