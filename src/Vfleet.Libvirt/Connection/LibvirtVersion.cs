namespace Vfleet.Libvirt.Connection;

/// <summary>A version of libvirt or of a hypervisor, for example 11.3.0.</summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number, 0-999.</param>
/// <param name="Release">Third number, 0-999.</param>
public readonly record struct LibvirtVersion(int Major, int Minor, int Release) : IComparable<LibvirtVersion>
{
    /// <summary>First version with network ports (<c>virNetworkListAllPorts</c>).</summary>
    public static LibvirtVersion NetworkPorts => new(5, 5, 0);

    /// <summary>First version that reports a change of an interface's MAC by its guest.</summary>
    public static LibvirtVersion MacChangeEvent => new(11, 2, 0);

    /// <summary>Takes apart libvirt's one-number form: 1,000,000 times major plus 1,000 times minor plus release.</summary>
    /// <param name="number">The number, as <c>virGetVersion</c> gives it.</param>
    /// <returns>The version.</returns>
    public static LibvirtVersion FromNumber(ulong number) =>
        new((int)(number / 1_000_000), (int)(number / 1_000 % 1_000), (int)(number % 1_000));

    /// <inheritdoc/>
    public int CompareTo(LibvirtVersion other) => (Major, Minor, Release).CompareTo((other.Major, other.Minor, other.Release));

    /// <summary>For example <c>11.3.0</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Major}.{Minor}.{Release}";

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(LibvirtVersion left, LibvirtVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(LibvirtVersion left, LibvirtVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is older or the same.</summary>
    public static bool operator <=(LibvirtVersion left, LibvirtVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is newer or the same.</summary>
    public static bool operator >=(LibvirtVersion left, LibvirtVersion right) => left.CompareTo(right) >= 0;
}
