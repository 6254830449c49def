namespace Vfleet.Domain.Doctor;

/// <summary>What a finding costs. The order is the order of printing.</summary>
public enum RuleSeverity
{
    /// <summary>Something that was asked for, or that SR-IOV is for, does not work.</summary>
    Blocks,

    /// <summary>It works, but slower, less safely, or not after the next change.</summary>
    Degrades,

    /// <summary>Worth knowing before the next step.</summary>
    Advice,
}
