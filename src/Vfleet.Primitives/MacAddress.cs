using System.Globalization;

namespace Vfleet.Primitives;

/// <summary>A 48-bit Ethernet MAC address, printed as <c>52:54:00:12:34:56</c>.</summary>
/// <remarks>Bit meanings: IEEE 802, clause 8 (individual/group and universal/local bits of the first octet).</remarks>
public readonly record struct MacAddress : IComparable<MacAddress>, ISpanParsable<MacAddress>
{
    /// <summary>Octets in an address.</summary>
    public const int Length = 6;

    private readonly ulong _value;

    /// <summary>Makes an address of the low 48 bits of a number; the first octet is the most significant.</summary>
    /// <param name="value">0-0xffffffffffff.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number has more than 48 bits.</exception>
    public MacAddress(ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 0xffff_ffff_ffffUL);
        _value = value;
    }

    /// <summary>Makes an address of its six octets.</summary>
    /// <param name="octets">At least six octets; more are ignored.</param>
    /// <exception cref="ArgumentException">Fewer than six octets.</exception>
    public MacAddress(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < Length)
        {
            throw new ArgumentException($"a MAC address has {Length} octets, not {octets.Length}", nameof(octets));
        }

        for (var i = 0; i < Length; i++)
        {
            _value = (_value << 8) | octets[i];
        }
    }

    /// <summary>00:00:00:00:00:00: "none" for most PF drivers.</summary>
    public static MacAddress Zero => default;

    /// <summary>The address as a number; the first octet is the most significant of 48 bits.</summary>
    public ulong Value => _value;

    /// <summary>Whether every octet is zero.</summary>
    public bool IsZero => _value == 0;

    /// <summary>Whether the group bit is set: multicast or broadcast, never the address of one station.</summary>
    public bool IsMulticast => ((_value >> 40) & 1) != 0;

    /// <summary>Whether the local bit is set: chosen by software, not by the card's maker.</summary>
    public bool IsLocal => ((_value >> 40) & 2) != 0;

    /// <summary>Whether a NIC accepts it as its own: neither zero nor multicast (kernel <c>is_valid_ether_addr</c>).</summary>
    public bool IsUnicast => !IsZero && !IsMulticast;

    /// <summary>Reads six octets of two hexadecimal digits, separated by ':' or by '-'.</summary>
    /// <param name="text">The text, without white space.</param>
    /// <param name="address">The address read.</param>
    /// <returns>Whether <paramref name="text"/> is a MAC address.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17)
        {
            return false;
        }

        ulong value = 0;
        var separator = text[2];
        for (var i = 0; i < Length; i++)
        {
            if ((i > 0 && text[(3 * i) - 1] != separator)
                || !byte.TryParse(text.Slice(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                return false;
            }

            value = (value << 8) | octet;
        }

        if (separator is not (':' or '-'))
        {
            return false;
        }

        address = new MacAddress(value);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out MacAddress)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MacAddress result) => TryParse(s, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out MacAddress)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out MacAddress result) => TryParse(s.AsSpan(), out result);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    public static MacAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    public static MacAddress Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan());

    /// <summary>Reads six octets of two hexadecimal digits, separated by ':' or by '-'.</summary>
    /// <param name="text">The text, without white space.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is not a MAC address.</exception>
    public static MacAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not a MAC address such as 52:54:00:12:34:56");

    /// <summary>Writes the six octets in network order.</summary>
    /// <param name="destination">At least six bytes.</param>
    /// <exception cref="ArgumentException">Fewer than six bytes.</exception>
    public void WriteTo(Span<byte> destination)
    {
        if (destination.Length < Length)
        {
            throw new ArgumentException($"a MAC address has {Length} octets, not {destination.Length}", nameof(destination));
        }

        for (var i = 0; i < Length; i++)
        {
            destination[i] = (byte)(_value >> (8 * (Length - 1 - i)));
        }
    }

    /// <inheritdoc/>
    public int CompareTo(MacAddress other) => _value.CompareTo(other._value);

    /// <summary>Lower-case hexadecimal octets separated by colons.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        return string.Create(17, _value, static (text, value) =>
        {
            for (var i = 0; i < Length; i++)
            {
                var octet = (byte)(value >> (8 * (Length - 1 - i)));
                octet.TryFormat(text[(3 * i)..], out _, "x2", CultureInfo.InvariantCulture);
                if (i < Length - 1)
                {
                    text[(3 * i) + 2] = ':';
                }
            }
        });
    }

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/>.</summary>
    public static bool operator <(MacAddress left, MacAddress right) => left._value < right._value;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/>.</summary>
    public static bool operator >(MacAddress left, MacAddress right) => left._value > right._value;

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(MacAddress left, MacAddress right) => left._value <= right._value;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(MacAddress left, MacAddress right) => left._value >= right._value;
}
