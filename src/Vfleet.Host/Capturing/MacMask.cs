using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vfleet.Host.Capturing;

/// <summary>
/// Other MAC addresses in place of the real ones: the same for the same address wherever it stands, with the maker's three octets kept, never one that
/// the host really has. The choice depends on a key that is thrown away with the mask.
/// </summary>
internal sealed class MacMask
{
    private const ulong LowMask = 0xff_ffff;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly HashSet<ulong> _real = [];
    private readonly Dictionary<ulong, ulong> _masked = [];
    private readonly HashSet<ulong> _given = [];

    /// <summary>Whether an address is one of a station, which a mask replaces. Multicast addresses of IPv6 neighbours hold half of one.</summary>
    /// <param name="mac">The address, 48 bits.</param>
    /// <returns>Whether.</returns>
    public static bool IsMasked(ulong mac) => (mac & LowMask) != 0 && (((mac >> 40) & 1) == 0 || mac >> 24 == 0x3333ff);

    /// <summary>Remembers an address that the host has. All must be known before the first is masked.</summary>
    /// <param name="mac">The address, 48 bits.</param>
    public void Learn(ulong mac)
    {
        if (IsMasked(mac))
        {
            _ = _real.Add(mac);
        }
    }

    /// <summary>Whether the host has an address.</summary>
    /// <param name="mac">The address, 48 bits.</param>
    /// <returns>Whether.</returns>
    public bool Knows(ulong mac) => _real.Contains(mac);

    /// <summary>The address in its place.</summary>
    /// <param name="mac">The address, 48 bits.</param>
    /// <returns>The masked one; the address itself when it is zero or multicast.</returns>
    public ulong Mask(ulong mac)
    {
        if (!IsMasked(mac))
        {
            return mac;
        }

        if (_masked.TryGetValue(mac, out var masked))
        {
            return masked;
        }

        for (ulong attempt = 0; ; attempt++)
        {
            masked = (mac & ~LowMask) | (Draw(mac, attempt) & LowMask);
            if ((masked & LowMask) != 0 && !_real.Contains(masked) && _given.Add(masked))
            {
                return _masked[mac] = masked;
            }
        }
    }

    /// <summary>A GUID in place of one that is made of a MAC address: octets ff:fe in its middle (EUI-64), or a number of the maker's own.</summary>
    /// <param name="guid">The GUID.</param>
    /// <returns>The masked one, the maker's three octets kept; zero stays zero.</returns>
    public ulong MaskGuid(ulong guid)
    {
        const ulong LowFive = 0xff_ffff_ffff;
        if (guid == 0)
        {
            return 0;
        }

        return IsEui64(guid, out var mac) ? Eui64(Mask(mac)) : (guid & ~LowFive) | (Draw(guid, ulong.MaxValue) & LowFive);
    }

    /// <summary>An interface identifier of IPv6 that is made of a MAC address, with the address in it masked.</summary>
    /// <param name="identifier">The low 64 bits of an IPv6 address.</param>
    /// <returns>The masked identifier; null for one that is made of no MAC address.</returns>
    public ulong? MaskIdentifier(ulong identifier)
    {
        // RFC 4291, appendix A: the universal/local bit is inverted.
        const ulong Inverted = 0x0200_0000_0000_0000;
        return IsEui64(identifier ^ Inverted, out var mac) && IsMasked(mac) ? Eui64(Mask(mac)) ^ Inverted : null;
    }

    /// <summary>The MAC address in an identifier of 64 bits.</summary>
    public static bool IsEui64(ulong identifier, out ulong mac)
    {
        mac = ((identifier >> 40) << 24) | (identifier & LowMask);
        return ((identifier >> 24) & 0xffff) == 0xfffe;
    }

    private static ulong Eui64(ulong mac) => ((mac >> 24) << 40) | 0xff_fe00_0000 | (mac & LowMask);

    private ulong Draw(ulong value, ulong attempt)
    {
        Span<byte> question = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(question, value);
        BinaryPrimitives.WriteUInt64BigEndian(question[8..], attempt);
        Span<byte> answer = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _ = HMACSHA256.HashData(_key, question, answer);
        return BinaryPrimitives.ReadUInt64BigEndian(answer);
    }
}
