using System.Globalization;

namespace Vfleet.Primitives;

/// <summary>
/// The address of a PCI function, always with its domain: <c>0000:01:10.2</c>.
/// </summary>
/// <remarks>
/// Domains above 0xffff exist (Intel VMD and Hyper-V give <c>10000:</c> and up), so the domain is printed with at
/// least four hexadecimal digits and read with up to eight (kernel <c>drivers/pci/probe.c</c>, <c>pci_setup_device</c>).
/// </remarks>
/// <param name="Domain">PCI domain (segment), 0-0xffffffff.</param>
/// <param name="Bus">Bus number, 0-0xff.</param>
/// <param name="Device">Device (slot) number, 0-0x1f.</param>
/// <param name="Function">Function number, 0-7.</param>
public readonly record struct PciAddress(uint Domain, byte Bus, byte Device, byte Function)
    : IComparable<PciAddress>, ISpanParsable<PciAddress>
{
    /// <summary>The 16-bit routing id of the function: bus, device and function in one number.</summary>
    public ushort RoutingId => (ushort)((Bus << 8) | (Device << 3) | Function);

    /// <summary>
    /// The address of a VF: routing id of the PF plus <paramref name="offset"/> plus <paramref name="index"/> times
    /// <paramref name="stride"/> (PCI Express Base Specification, "First VF Offset" and "VF Stride").
    /// </summary>
    /// <param name="offset">First VF Offset of the PF's SR-IOV capability.</param>
    /// <param name="stride">VF Stride of the PF's SR-IOV capability.</param>
    /// <param name="index">VF index, from 0.</param>
    /// <returns>The address, or <see langword="null"/> when it lies past bus 0xff.</returns>
    public PciAddress? VirtualFunction(int offset, int stride, int index)
    {
        long id = RoutingId + offset + ((long)stride * index);
        return id is < 0 or > ushort.MaxValue
            ? null
            : new PciAddress(Domain, (byte)(id >> 8), (byte)((id >> 3) & 0x1f), (byte)(id & 7));
    }

    /// <summary>Reads <c>DDDD:BB:DD.F</c>, or <c>BB:DD.F</c> which means domain 0.</summary>
    /// <param name="text">The text, hexadecimal, without white space.</param>
    /// <param name="address">The address read.</param>
    /// <returns>Whether <paramref name="text"/> is a PCI address.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out PciAddress address)
    {
        address = default;
        var dot = text.LastIndexOf('.');
        if (dot < 0 || text.Length != dot + 2 || text[dot + 1] is < '0' or > '7')
        {
            return false;
        }

        var beforeDevice = text[..dot].LastIndexOf(':');
        if (beforeDevice < 0 || !TryHex(text[(beforeDevice + 1)..dot], 1, 2, 0x1f, out var device))
        {
            return false;
        }

        var busAndDomain = text[..beforeDevice];
        var beforeBus = busAndDomain.LastIndexOf(':');
        uint domain = 0;
        if (beforeBus >= 0 && !TryHex(busAndDomain[..beforeBus], 4, 8, uint.MaxValue, out domain))
        {
            return false;
        }

        if (!TryHex(busAndDomain[(beforeBus + 1)..], 1, 2, 0xff, out var bus))
        {
            return false;
        }

        address = new PciAddress(domain, (byte)bus, (byte)device, (byte)(text[dot + 1] - '0'));
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out PciAddress)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out PciAddress result) => TryParse(s, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out PciAddress)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out PciAddress result) => TryParse(s.AsSpan(), out result);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    public static PciAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    public static PciAddress Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan());

    /// <summary>Reads <c>DDDD:BB:DD.F</c>, or <c>BB:DD.F</c> which means domain 0.</summary>
    /// <param name="text">The text, hexadecimal, without white space.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is not a PCI address.</exception>
    public static PciAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not a PCI address such as 0000:01:10.2");

    /// <inheritdoc/>
    public int CompareTo(PciAddress other) =>
        Domain != other.Domain ? Domain.CompareTo(other.Domain) : RoutingId.CompareTo(other.RoutingId);

    /// <summary>As the kernel names it in sysfs, for example <c>0000:01:10.2</c> or <c>10000:e1:00.0</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Domain:x4}:{Bus:x2}:{Device:x2}.{Function}");

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/>.</summary>
    public static bool operator <(PciAddress left, PciAddress right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/>.</summary>
    public static bool operator >(PciAddress left, PciAddress right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(PciAddress left, PciAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(PciAddress left, PciAddress right) => left.CompareTo(right) >= 0;

    private static bool TryHex(ReadOnlySpan<char> digits, int least, int most, uint limit, out uint value)
    {
        value = 0;
        return digits.Length >= least
            && digits.Length <= most
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            && value <= limit;
    }
}
