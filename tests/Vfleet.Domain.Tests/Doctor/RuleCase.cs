using Vfleet.Domain.Doctor;

namespace Vfleet.Domain.Tests.Doctor;

/// <summary>What makes a rule speak, and what looks like it and does not.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Fires">An examination with one thing wrong.</param>
/// <param name="Subject">What the finding is about.</param>
/// <param name="Evidence">What it must quote.</param>
/// <param name="Quiet">The same with one more fact that makes it good, or not known.</param>
internal sealed record RuleCase(string Id, Examination Fires, string Subject, string Evidence, Examination Quiet)
{
    /// <summary>What the remedy must contain, when it is more than the rule's own.</summary>
    public string? Remedy { get; init; }
}
