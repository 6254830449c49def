namespace Vfleet.Domain.Doctor;

/// <summary>Something that a rule found on a host.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Evidence">The very values or log line that were seen.</param>
/// <param name="Remedy">What to do about it, as a command where there is one.</param>
public sealed record Finding(DoctorRule Rule, Subject Subject, string Evidence, string Remedy) : IComparable<Finding>
{
    /// <summary>By severity, subject, and rule id.</summary>
    /// <inheritdoc/>
    public int CompareTo(Finding? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Rule.Severity.CompareTo(other.Rule.Severity);
        order = order != 0 ? order : Subject.CompareTo(other.Subject);
        return order != 0 ? order : string.CompareOrdinal(Rule.Id, other.Rule.Id);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Rule.Id} {Subject}: {Evidence}";

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/>.</summary>
    public static bool operator <(Finding left, Finding right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/>.</summary>
    public static bool operator >(Finding left, Finding right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(Finding left, Finding right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(Finding left, Finding right) => left.CompareTo(right) >= 0;
}
