using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor;

/// <summary>What a finding is about.</summary>
/// <param name="Kind">Host, PF, VF or another thing.</param>
/// <param name="Name">What people call it: enp1s0f0, enp1s0f0/3, 0000:01:00.0, web1; "host" for the host.</param>
/// <param name="Pf">The PF that it is or belongs to; null when none.</param>
/// <param name="Vf">Index of the VF; null when it is none.</param>
public sealed record Subject(SubjectKind Kind, string Name, PciAddress? Pf = null, int? Vf = null) : IComparable<Subject>
{
    /// <summary>The host as a whole.</summary>
    public static Subject Host { get; } = new(SubjectKind.Host, "host");

    /// <inheritdoc/>
    public int CompareTo(Subject? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Kind.CompareTo(other.Kind);
        order = order != 0 ? order : Nullable.Compare(Pf, other.Pf);
        order = order != 0 ? order : Nullable.Compare(Vf, other.Vf);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/>.</summary>
    public static bool operator <(Subject left, Subject right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/>.</summary>
    public static bool operator >(Subject left, Subject right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(Subject left, Subject right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(Subject left, Subject right) => left.CompareTo(right) >= 0;

    /// <summary>A PF.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>The subject.</returns>
    internal static Subject Of(ObservedPf pf) => new(SubjectKind.Pf, pf.Name, pf.Address);

    /// <summary>A VF.</summary>
    /// <param name="pf">Its PF.</param>
    /// <param name="vf">The VF.</param>
    /// <returns>The subject.</returns>
    internal static Subject Of(ObservedPf pf, ObservedVf vf) => new(SubjectKind.Vf, $"{pf.Name}/{vf.Id.Index}", pf.Address, vf.Id.Index);

    /// <summary>A function that is no PF that the host shows.</summary>
    /// <param name="function">Its address.</param>
    /// <returns>The subject.</returns>
    internal static Subject Of(PciAddress function) => new(SubjectKind.Function, function.ToString());

    /// <summary>A guest.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The subject.</returns>
    internal static Subject Guest(string name) => new(SubjectKind.Guest, name);
}

/// <summary>Kinds of things that findings are about, in the order of printing.</summary>
public enum SubjectKind
{
    /// <summary>The host as a whole.</summary>
    Host,

    /// <summary>A physical function, or several of its VFs.</summary>
    Pf,

    /// <summary>A virtual function.</summary>
    Vf,

    /// <summary>A PCI function that offers no SR-IOV, or is not there.</summary>
    Function,

    /// <summary>A guest.</summary>
    Guest,
}
