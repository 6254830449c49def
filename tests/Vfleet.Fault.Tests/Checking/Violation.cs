namespace Vfleet.Fault.Tests.Checking;

/// <summary>A rule that does not hold.</summary>
/// <param name="Rule">The rule, in a few words.</param>
/// <param name="Subject">What it is about: a VM's id, a VF, a name.</param>
/// <param name="Words">What is wrong.</param>
public sealed record Violation(string Rule, string Subject, string Words)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rule}: {Subject}: {Words}";
}
