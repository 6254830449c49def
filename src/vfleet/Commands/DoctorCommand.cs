using System.Collections.Immutable;
using System.CommandLine;
using Vfleet.Cli.Help;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Commands;

/// <summary><c>vfleet doctor</c>.</summary>
internal sealed class DoctorCommand : ReadCommand
{
    private readonly Argument<string> _file = Named.Recording("A recorded host to look at instead of this one: a file of 'vfleet capture', or a folder.");

    private readonly Option<string?> _explain = new("--explain")
    {
        Description = "Explain a rule instead of looking: what it looks at, what to do, and where that is known from.",
        HelpName = "ID",
    };

    private readonly Option<bool> _all = new("--all") { Description = "Show every finding of a rule that has many, and the rules that found nothing." };

    /// <summary>Makes the command.</summary>
    public DoctorCommand()
        : base("doctor", "find out why SR-IOV does not work here, or will not")
    {
        Arguments.Add(_file);
        Options.Add(_explain);
        Options.Add(_all);
    }

    /// <inheritdoc/>
    public override ManPage Page => new(
        [
            "Looks at the firmware's tables, the IOMMU, the kernel's arguments, modules and log, the PCI functions, their netdevs and settings, the guests, "
                + "and at other programs that make virtual functions. NVIDIA cards are asked for their settings with mstconfig where it is installed (package "
                + "mstflint; a second or more for each, all at once), Open vSwitch over its socket whether it offloads. Nothing is changed.",
            "Each finding names its rule, what it is about, the very value or log line that was seen, and a remedy. Findings that block come first: "
                + "with one of those it ends with 21, else with 0.",
            "What cannot be read is not judged. As root more can be read: configuration space, other people's processes.",
        ],
        new Example("This host", "vfleet doctor"),
        new Example("A host that somebody sent", "vfleet doctor vfleet-kvm7-20261121-071652.tar.gz"),
        new Example("What a rule means", "vfleet doctor --explain PLT01"),
        new Example("Only what blocks", "vfleet doctor --json | jq '.findings[] | select(.severity == \"blocks\")'"));

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var values = invocation.Values;
        if (values.Text(_explain) is { } id)
        {
            return Explain(invocation, id);
        }

        if (values.Text(_file) is { Length: > 0 } file && invocation.UseRecording(file, "file") is { } problem)
        {
            return invocation.Refuse(problem);
        }

        var examination = await invocation.ExamineAsync(cancellationToken);
        var findings = DoctorRules.Examine(examination);
        var unread = invocation.Unread(examination.Host, needsHolders: false);
        if (!invocation.IsRecorded && !invocation.Around.MayChange())
        {
            unread = unread.Add(new Problem(
                ProblemCode.NoPermission, "not root: configuration space, processes and parts of the log cannot be read and are not judged", invocation.AsRoot));
        }

        if (invocation.IsJson)
        {
            invocation.Answer(DoctorAnswer.From(examination, findings, ProblemView.From(unread)), JsonAnswers.Default.DoctorAnswer);
        }
        else
        {
            new FindingPrinter(invocation.Out).Print(examination, findings, values.Flag(_all));
            ProblemPrinter.Notes(invocation.Error, unread);
        }

        return findings.Any(finding => finding.Rule.Severity == RuleSeverity.Blocks) ? ExitCodes.Blocked : ExitCodes.Ok;
    }

    private static int Explain(Invocation invocation, string id)
    {
        var rules = DoctorRules.All;
        if (rules.FirstOrDefault(rule => string.Equals(rule.Id, id, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            return invocation.Refuse(Unknown(id, rules));
        }

        if (invocation.IsJson)
        {
            return invocation.Answer(new RuleAnswer(RuleView.From(found)), JsonAnswers.Default.RuleAnswer);
        }

        new FindingPrinter(invocation.Out).Explain(found);
        return ExitCodes.Ok;
    }

    private static Problem Unknown(string id, ImmutableArray<DoctorRule> rules)
    {
        var near = Misspelling.Nearest(id.ToUpperInvariant(), rules.Select(rule => rule.Id));
        return new Problem(
            ProblemCode.Malformed,
            $"--explain: the doctor has no rule '{id}'",
            near is null ? "'vfleet doctor --all' names every rule" : $"did you mean {near}? 'vfleet doctor --all' names every rule",
            "explain");
    }
}
