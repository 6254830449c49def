using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>
/// A link-layer address of up to 32 octets: 6 for Ethernet, 20 for IP over InfiniBand, 4 for tunnels over IPv4 (kernel MAX_ADDR_LEN).
/// </summary>
[SuppressMessage("Design", "CA1066", Justification = "IEquatable is implemented below.")]
public readonly struct LinkAddress : IEquatable<LinkAddress>
{
    /// <summary>The most octets that the kernel allows.</summary>
    public const int MaxLength = 32;

    private readonly Octets _octets;
    private readonly byte _length;

    /// <summary>Makes an address of its octets.</summary>
    /// <param name="octets">At most 32.</param>
    /// <exception cref="ArgumentException">More than 32 octets.</exception>
    public LinkAddress(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > MaxLength)
        {
            throw new ArgumentException($"a link address has at most {MaxLength} octets, not {octets.Length}", nameof(octets));
        }

        octets.CopyTo(_octets);
        _length = (byte)octets.Length;
    }

    /// <summary>Octets in the address.</summary>
    public int Length => _length;

    /// <summary>The address as a MAC address, when it has six octets.</summary>
    public MacAddress? Mac
    {
        get
        {
            ReadOnlySpan<byte> octets = _octets;
            return _length == MacAddress.Length ? new MacAddress(octets) : null;
        }
    }

    /// <summary>Whether two addresses have the same octets.</summary>
    public static bool operator ==(LinkAddress left, LinkAddress right) => left.Equals(right);

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(LinkAddress left, LinkAddress right) => !left.Equals(right);

    /// <summary>Copies the octets.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToArray()
    {
        ReadOnlySpan<byte> octets = _octets;
        return octets[.._length].ToArray();
    }

    /// <inheritdoc/>
    public bool Equals(LinkAddress other)
    {
        ReadOnlySpan<byte> mine = _octets;
        ReadOnlySpan<byte> theirs = other._octets;
        return _length == other._length && mine.SequenceEqual(theirs);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LinkAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        ReadOnlySpan<byte> octets = _octets;
        hash.AddBytes(octets[.._length]);
        return hash.ToHashCode();
    }

    /// <summary>Lower-case hexadecimal octets separated by colons.</summary>
    /// <returns>The text; empty for no octets.</returns>
    public override string ToString()
    {
        ReadOnlySpan<byte> octets = _octets;
        return string.Join(':', octets[.._length].ToArray().Select(octet => octet.ToString("x2")));
    }

    [InlineArray(MaxLength)]
    private struct Octets
    {
        private byte _first;
    }
}
