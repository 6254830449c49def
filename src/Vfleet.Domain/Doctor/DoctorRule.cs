namespace Vfleet.Domain.Doctor;

/// <summary>
/// One thing that goes wrong with SR-IOV on a host, and how it shows. A rule is a pure function of an examination; it says nothing about
/// what the examination does not know.
/// </summary>
/// <param name="Id">Stable name, such as <c>PLT01</c>: added, never changed.</param>
/// <param name="Severity">What its findings cost.</param>
/// <param name="Title">What is wrong, in a few words.</param>
public sealed record DoctorRule(string Id, RuleSeverity Severity, string Title)
{
    /// <summary>What the rule looks at, and when it finds something.</summary>
    public required string Detection { get; init; }

    /// <summary>What to do, for any host. A finding's own remedy names the functions.</summary>
    public required string Remedy { get; init; }

    /// <summary>Where the knowledge comes from: kernel file, manual, report.</summary>
    public required string Source { get; init; }

    /// <summary>The function; the compiler does not let an internal member be required, so a test sees to it that every rule has one.</summary>
    internal Func<ExaminedHost, IEnumerable<Symptom>> Find { get; init; } = static _ => [];

    /// <summary>Looks at a host.</summary>
    /// <param name="examination">What was read of it.</param>
    /// <returns>What it finds; nothing when all is well or not known.</returns>
    public IEnumerable<Finding> Check(Examination examination) => Check(new ExaminedHost(examination));

    /// <summary>Looks at a host that is indexed already.</summary>
    /// <param name="host">The host.</param>
    /// <returns>What it finds.</returns>
    internal IEnumerable<Finding> Check(ExaminedHost host) =>
        Find(host).Select(symptom => new Finding(this, symptom.Subject, symptom.Evidence, symptom.Remedy ?? Remedy));

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Title})";
}

/// <summary>What a rule saw.</summary>
/// <param name="Subject">Where.</param>
/// <param name="Evidence">The very values or log line.</param>
/// <param name="Remedy">What to do about this one; null for the rule's own remedy.</param>
internal sealed record Symptom(Subject Subject, string Evidence, string? Remedy = null);
