using System.Collections.Immutable;
using Vfleet.Cli.Output;
using Vfleet.Domain.Doctor;

namespace Vfleet.Cli.Json;

/// <summary>The answer of <c>vfleet doctor</c>.</summary>
/// <param name="Findings">What was found, by severity, subject and rule.</param>
/// <param name="Blocks">How many of it block.</param>
/// <param name="Rules">How many rules looked.</param>
/// <param name="Pfs">How many PFs there are.</param>
/// <param name="Vfs">How many VFs there are.</param>
/// <param name="Problems">What could not be read.</param>
internal sealed record DoctorAnswer(FindingView[] Findings, int Blocks, int Rules, int Pfs, int Vfs, ProblemView[] Problems)
{
    public static DoctorAnswer From(Examination examination, ImmutableArray<Finding> findings, ProblemView[] unread) => new(
        FindingView.From(findings),
        findings.Count(finding => finding.Rule.Severity == RuleSeverity.Blocks),
        DoctorRules.All.Length,
        examination.Host.Pfs.Length,
        examination.Host.Pfs.Sum(pf => pf.Vfs.Length),
        unread);
}

/// <summary>Something that a rule found.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Severity"><c>blocks</c>, <c>degrades</c> or <c>advice</c>.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Evidence">The value or log line that was seen.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record FindingView(string Id, string Severity, string Title, SubjectView Subject, string Evidence, string Remedy)
{
    public static FindingView[] From(ImmutableArray<Finding> findings) => [.. findings.Select(finding => new FindingView(
        finding.Rule.Id,
        FindingPrinter.Word(finding.Rule.Severity),
        finding.Rule.Title,
        SubjectView.From(finding.Subject),
        finding.Evidence,
        finding.Remedy))];
}

/// <summary>What a finding is about.</summary>
/// <param name="Kind"><c>host</c>, <c>pf</c>, <c>vf</c>, <c>function</c> or <c>guest</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Pf">Address of the PF that it is or belongs to; null when none.</param>
/// <param name="Vf">Index of the VF; null when it is none.</param>
internal sealed record SubjectView(string Kind, string Name, string? Pf, int? Vf)
{
    public static SubjectView From(Subject subject) => new(
        subject.Kind switch
        {
            SubjectKind.Host => "host",
            SubjectKind.Pf => "pf",
            SubjectKind.Vf => "vf",
            SubjectKind.Function => "function",
            SubjectKind.Guest => "guest",
            _ => "other",
        },
        subject.Name,
        subject.Pf?.ToString(),
        subject.Vf);
}

/// <summary>The answer of <c>vfleet doctor --explain</c>.</summary>
/// <param name="Rule">The rule.</param>
internal sealed record RuleAnswer(RuleView Rule);

/// <summary>A rule of the doctor.</summary>
/// <param name="Id">Its stable name.</param>
/// <param name="Severity"><c>blocks</c>, <c>degrades</c> or <c>advice</c>.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Detection">What it looks at, and when it finds something.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Source">Where the knowledge comes from.</param>
internal sealed record RuleView(string Id, string Severity, string Title, string Detection, string Remedy, string Source)
{
    public static RuleView From(DoctorRule rule) =>
        new(rule.Id, FindingPrinter.Word(rule.Severity), rule.Title, rule.Detection, rule.Remedy, rule.Source);
}
