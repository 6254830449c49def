using System.Text.RegularExpressions;
using Vfleet.Cli.Tests.CommandLine;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Tests.Doctor;

namespace Vfleet.Cli.Tests.Doctor;

public sealed partial class RemedyTests
{
    [Fact]
    public void Every_command_of_ours_in_a_remedy_can_be_understood()
    {
        var remedies = DoctorRules.All.Select(rule => (rule.Id, rule.Remedy))
            .Concat(RuleCases.All.SelectMany(@case => DoctorRules.Examine(@case.Fires)).Select(finding => (finding.Rule.Id, finding.Remedy)))
            .Distinct();
        var commands = remedies.SelectMany(remedy => Command().Matches(remedy.Remedy).Select(match => (remedy.Id, Text: match.Value.Trim()))).ToList();

        commands.Count.ShouldBeGreaterThan(40);
        foreach (var (id, text) in commands)
        {
            WrittenCommand.ProblemsOf(text).ShouldBeEmpty($"{id}: {text}");
        }
    }

    // Up to the end of the phrase: remedies put a mark of punctuation behind every command.
    [GeneratedRegex("\\bvfleet [^;,'()]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
