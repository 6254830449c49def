using System.Collections.Immutable;
using Vfleet.Domain.Doctor;

namespace Vfleet.Cli.Output;

/// <summary>Prints what the doctor found, and what a rule means.</summary>
/// <param name="screen">Where.</param>
internal sealed class FindingPrinter(Screen screen)
{
    // A rule that finds the same on every VF of a card says enough with a few.
    private const int MostOfOneRule = 4;
    private const int Widest = 120;

    private int Columns => Math.Max(40, Math.Min(screen.Width ?? Widest, Widest));

    /// <summary>Prints findings by severity.</summary>
    /// <param name="examination">What was looked at.</param>
    /// <param name="findings">What was found, in order.</param>
    /// <param name="all">Whether to print all of many alike, and the rules that found nothing.</param>
    public void Print(Examination examination, ImmutableArray<Finding> findings, bool all)
    {
        foreach (var severity in findings.GroupBy(finding => finding.Rule.Severity))
        {
            screen.Line(screen.Paint(Heading(severity.Key), Tone.Strong));
            foreach (var rule in severity.GroupBy(finding => finding.Rule))
            {
                Rule(rule.Key, [.. rule], all);
            }

            screen.Line();
        }

        if (all)
        {
            Quiet(findings);
        }

        Summary(examination, findings);
    }

    /// <summary>Prints findings about one PF below what is shown of it; nothing when there are none.</summary>
    /// <param name="findings">What was found, in order.</param>
    public void PrintWarnings(ImmutableArray<Finding> findings)
    {
        if (findings.IsEmpty)
        {
            return;
        }

        screen.Line();
        screen.Line(screen.Paint("Warnings", Tone.Strong));
        foreach (var rule in findings.GroupBy(finding => finding.Rule))
        {
            Rule(rule.Key, [.. rule], all: false);
        }
    }

    /// <summary>Prints what a rule looks at and what to do.</summary>
    /// <param name="rule">The rule.</param>
    public void Explain(DoctorRule rule)
    {
        screen.Line($"{screen.Paint(rule.Id, ToneOf(rule.Severity))}  {screen.Paint(rule.Title, Tone.Strong)}");
        Labelled("severity", $"{Word(rule.Severity)}: {Meaning(rule.Severity)}");
        Labelled("looks at", rule.Detection);
        Labelled("remedy", rule.Remedy);
        Labelled("source", rule.Source);
    }

    /// <summary>A severity as one word, which JSON has too.</summary>
    /// <param name="severity">The severity.</param>
    public static string Word(RuleSeverity severity) => severity switch
    {
        RuleSeverity.Blocks => "blocks",
        RuleSeverity.Degrades => "degrades",
        _ => "advice",
    };

    private void Rule(DoctorRule rule, Finding[] findings, bool all)
    {
        screen.Line($"  {screen.Paint(rule.Id, ToneOf(rule.Severity))}  {screen.Paint(rule.Title, Tone.Plain)}");
        var shown = all || findings.Length <= MostOfOneRule + 1 ? findings.Length : MostOfOneRule;
        var width = findings.Take(shown).Max(finding => finding.Subject.Name.Length);
        for (var i = 0; i < shown; i++)
        {
            var finding = findings[i];
            Hanging($"    {finding.Subject.Name.PadRight(width)}  ", finding.Evidence, Tone.Plain);

            // Said once below findings that share it.
            if (i + 1 == findings.Length || (i + 1 == shown && !all) || findings[i + 1].Remedy != finding.Remedy)
            {
                Hanging("    remedy: ", finding.Remedy, Tone.Plain);
            }
        }

        if (shown < findings.Length)
        {
            screen.Line(screen.Paint($"    and {findings.Length - shown} more (--all shows them)", Tone.Dim));
        }
    }

    private void Quiet(ImmutableArray<Finding> findings)
    {
        var spoke = findings.Select(finding => finding.Rule).ToHashSet();
        screen.Line(screen.Paint("NOTHING FOUND BY", Tone.Strong));
        foreach (var rule in DoctorRules.All.Where(rule => !spoke.Contains(rule)))
        {
            screen.Line($"  {screen.Paint(rule.Id, Tone.Good)}  {screen.Paint(rule.Title, Tone.Dim)}");
        }

        screen.Line();
    }

    private void Summary(Examination examination, ImmutableArray<Finding> findings)
    {
        var host = examination.Host;
        var looked = $"{DoctorRules.All.Length} rules looked at {host.Pfs.Length} PFs with {host.Pfs.Sum(pf => pf.Vfs.Length)} VFs";
        if (findings.IsEmpty)
        {
            screen.Line($"{screen.Paint("nothing found", Tone.Good)}: {looked}");
            return;
        }

        var counts = findings.CountBy(finding => finding.Rule.Severity).Select(pair => screen.Paint($"{Word(pair.Key)}: {pair.Value}", ToneOf(pair.Key)));
        screen.Line($"{string.Join(", ", counts)}; {looked}");
    }

    private void Labelled(string label, string text) => Hanging($"  {label.PadRight(8)}  ", text, Tone.Plain);

    private void Hanging(string label, string text, Tone tone)
    {
        var lead = screen.Paint(label, Tone.Plain);
        foreach (var line in Wrap.Lines(text, Math.Max(20, Columns - label.Length)))
        {
            screen.Line(lead + screen.Paint(line, tone));
            lead = new string(' ', label.Length);
        }
    }

    private static string Heading(RuleSeverity severity) => severity switch
    {
        RuleSeverity.Blocks => "BLOCKS",
        RuleSeverity.Degrades => "DEGRADES",
        _ => "ADVICE",
    };

    private static string Meaning(RuleSeverity severity) => severity switch
    {
        RuleSeverity.Blocks => "something that SR-IOV is for does not work",
        RuleSeverity.Degrades => "it works, but slower, less safely, or not after the next change",
        _ => "worth knowing before the next step",
    };

    private static Tone ToneOf(RuleSeverity severity) => severity switch
    {
        RuleSeverity.Blocks => Tone.Bad,
        RuleSeverity.Degrades => Tone.Warning,
        _ => Tone.Dim,
    };
}
