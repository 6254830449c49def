using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vfleet.Host.Capturing;

/// <summary>Finds MAC addresses in text, in every form that a host's files write them, and puts masked ones in their place.</summary>
/// <remarks>
/// Octets with colons or dashes; 8 or 20 octets, or four groups of four digits, for InfiniBand; interface identifiers of IPv6 addresses; and, of addresses
/// that stand somewhere in another form too, twelve digits in a row, as in <c>enx525400123456</c>. What stands after "0x" is a number.
/// </remarks>
/// <param name="mask">The mask.</param>
internal sealed class MacText(MacMask mask)
{
    private const int Digits = 12;

    /// <summary>Remembers every address in a text.</summary>
    /// <param name="text">The text.</param>
    public void Learn(string text) => _ = Walk(text, learn: true);

    /// <summary>The text with masked addresses.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text; the same object when it has none.</returns>
    public string Mask(string text) => Walk(text, learn: false);

    private string Walk(string text, bool learn)
    {
        StringBuilder? result = null;
        var copied = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!IsPart(text[at]))
            {
                at++;
                continue;
            }

            var end = at;
            while (end < text.Length && IsPart(text[end]))
            {
                end++;
            }

            var token = text.AsSpan(at, end - at);
            var isNumber = at > 0 && text[at - 1] is 'x' or 'X' && at > 1 && text[at - 2] == '0';
            if (token.Length >= Digits && !isNumber && Replace(token, learn) is { } changed)
            {
                result ??= new StringBuilder(text.Length);
                result.Append(text, copied, at - copied).Append(changed);
                copied = end;
            }

            at = end;
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsPart(char c) => char.IsAsciiHexDigit(c) || c is ':' or '-';

    private string? Replace(ReadOnlySpan<char> token, bool learn)
    {
        var changed = token.Contains(':') ? Colons(token, learn) : null;
        changed = Dashes(changed ?? token, learn) ?? changed;
        return learn ? null : Runs(changed ?? token) ?? changed;
    }

    private string? Colons(ReadOnlySpan<char> token, bool learn)
    {
        if (Identifier(token, learn) is { } address)
        {
            return address;
        }

        var groups = token.ToString().Split(':');
        if (groups.Length == 4 && Array.TrueForAll(groups, group => group.Length == 4 && !group.Contains('-')))
        {
            return Guid(groups, 4, learn);
        }

        // "eth0:52:54:..." and "added:52:54:..." begin with what is no octet.
        string? changed = null;
        for (var first = 0; first < groups.Length; first++)
        {
            var length = 0;
            while (first + length < groups.Length && IsOctet(groups[first + length]))
            {
                length++;
            }

            if (length >= 6)
            {
                Octets(groups.AsSpan(first, length), learn);
                changed = string.Join(':', groups);
            }

            first += length;
        }

        return changed;
    }

    // Six octets are a MAC address; eight a GUID; twenty an address of InfiniBand, whose last eight are a GUID; of other lengths the last six count
    // (a DHCP client's identifier is 01 and the address).
    private void Octets(Span<string> groups, bool learn)
    {
        if (groups.Length is 8 or 20)
        {
            var low = groups[^8..];
            var masked = GuidOf(Value(low), learn);
            Write(low, masked, 8);
            return;
        }

        var mac = Value(groups[^6..]);
        if (learn)
        {
            mask.Learn(mac);
            return;
        }

        Write(groups[^6..], mask.Mask(mac), 6);
        for (var first = 0; groups.Length > 6 && first + 6 <= groups.Length; first++)
        {
            var window = groups.Slice(first, 6);
            if (mask.Knows(Value(window)))
            {
                Write(window, mask.Mask(Value(window)), 6);
            }
        }
    }

    private string? Dashes(ReadOnlySpan<char> token, bool learn)
    {
        if (token.Length < 17 || !token.Contains('-'))
        {
            return null;
        }

        var groups = token.ToString().Split('-');
        if (groups.Length is not (6 or 8) || !Array.TrueForAll(groups, IsOctet))
        {
            return null;
        }

        if (groups.Length == 8)
        {
            Write(groups, GuidOf(Value(groups), learn), 8);
        }
        else if (learn)
        {
            mask.Learn(Value(groups));
        }
        else
        {
            Write(groups, mask.Mask(Value(groups)), 6);
        }

        return string.Join('-', groups);
    }

    private string? Guid(string[] groups, int digits, bool learn)
    {
        var guid = GuidOf(ulong.Parse(string.Concat(groups), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), learn);
        var text = guid.ToString("x16", CultureInfo.InvariantCulture);
        return string.Join(':', Enumerable.Range(0, groups.Length).Select(index => text.Substring(index * digits, digits)));
    }

    private ulong GuidOf(ulong guid, bool learn)
    {
        if (!learn)
        {
            return mask.MaskGuid(guid);
        }

        if (MacMask.IsEui64(guid, out var mac))
        {
            mask.Learn(mac);
        }

        return guid;
    }

    // An IPv6 address, in groups or as the 32 digits of /proc/net.
    private string? Identifier(ReadOnlySpan<char> token, bool learn)
    {
        if (!IPAddress.TryParse(token, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        return Identifier(bytes, learn) ? new IPAddress(bytes).ToString() : null;
    }

    private bool Identifier(Span<byte> address, bool learn)
    {
        const ulong Inverted = 0x0200_0000_0000_0000;
        var identifier = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
        if (learn)
        {
            if (MacMask.IsEui64(identifier ^ Inverted, out var mac))
            {
                mask.Learn(mac);
            }

            return false;
        }

        if (mask.MaskIdentifier(identifier) is not { } masked)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt64BigEndian(address[8..], masked);
        return true;
    }

    // Digits in a row, in which a known address may stand.
    private string? Runs(ReadOnlySpan<char> token)
    {
        char[]? changed = null;
        for (var at = 0; at + Digits <= token.Length; at++)
        {
            var window = token.Slice(at, Digits);
            if (window.ContainsAny(':', '-'))
            {
                at += window.LastIndexOfAny(':', '-');
                continue;
            }

            if (token.Length == 32 && at == 0 && Convert.FromHexString(token) is var bytes && Identifier(bytes, learn: false))
            {
                return Convert.ToHexStringLower(bytes);
            }

            var mac = ulong.Parse(window, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (mask.Knows(mac))
            {
                changed ??= token.ToArray();
                mask.Mask(mac).ToString("x12", CultureInfo.InvariantCulture).CopyTo(changed.AsSpan(at));
                at += Digits - 1;
            }
        }

        return changed is null ? null : new string(changed);
    }

    private static bool IsOctet(string group) => group.Length == 2 && char.IsAsciiHexDigit(group[0]) && char.IsAsciiHexDigit(group[1]);

    private static ulong Value(ReadOnlySpan<string> octets)
    {
        ulong value = 0;
        foreach (var octet in octets)
        {
            value = (value << 8) | byte.Parse(octet, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return value;
    }

    private static void Write(Span<string> octets, ulong value, int count)
    {
        for (var i = 0; i < count; i++)
        {
            octets[i] = ((byte)(value >> (8 * (count - 1 - i)))).ToString("x2", CultureInfo.InvariantCulture);
        }
    }
}
