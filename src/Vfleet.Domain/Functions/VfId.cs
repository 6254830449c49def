using Vfleet.Primitives;

namespace Vfleet.Domain.Functions;

/// <summary>A virtual function: its PF's address and its index. The VF's own PCI address may change with offset and stride; this does not.</summary>
/// <param name="Pf">Address of the physical function.</param>
/// <param name="Index">VF index, from 0.</param>
public readonly record struct VfId(PciAddress Pf, int Index) : IComparable<VfId>
{
    /// <inheritdoc/>
    public int CompareTo(VfId other) => Pf != other.Pf ? Pf.CompareTo(other.Pf) : Index.CompareTo(other.Index);

    /// <summary>For example <c>0000:01:00.0/3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Pf}/{Index}";

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/>.</summary>
    public static bool operator <(VfId left, VfId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/>.</summary>
    public static bool operator >(VfId left, VfId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(VfId left, VfId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(VfId left, VfId right) => left.CompareTo(right) >= 0;
}
