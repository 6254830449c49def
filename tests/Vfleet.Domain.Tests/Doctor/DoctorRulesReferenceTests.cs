using Vfleet.Domain.Doctor;
using Vfleet.TestKit.Sources;

namespace Vfleet.Domain.Tests.Doctor;

public sealed class DoctorRulesReferenceTests
{
    // Set to 1, the test writes the page instead of comparing it.
    private const string Write = "VFLEET_WRITE_DOCS";

    [Fact]
    public void The_page_in_the_repository_is_the_one_of_the_rules()
    {
        var path = Path.Join(SourceTree.Root, "docs", "doctor-rules.md");
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            File.WriteAllText(path, DoctorRulesReference.Markdown());
        }

        File.ReadAllText(path).ShouldBe(DoctorRulesReference.Markdown(), $"write it anew: run this test with {Write}=1");
    }

    [Fact]
    public void The_page_has_every_rule_with_severity_detection_remedy_and_source()
    {
        var page = DoctorRulesReference.Markdown();

        DoctorRules.All.ShouldAllBe(rule => page.Contains(
            $"### {rule.Id}: {rule.Title}\n\n- Severity: {rule.Severity}\n- Seen by: {rule.Detection}\n- Remedy: {rule.Remedy}\n- Source: {rule.Source}\n"));
    }
}
