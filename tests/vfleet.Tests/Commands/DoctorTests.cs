using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Cli.Output;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet doctor</c> with the real rules on the sample host.</summary>
public sealed class DoctorTests
{
    // Every rule about the platform that looks at it is content: an Intel CPU, its IOMMU in use.
    private static readonly Examination Sound = new()
    {
        Platform = new PlatformFacts { Cpu = CpuVendor.Intel, HasVirtualization = true, AcpiTables = ["APIC", "DMAR"], IommuGroups = 40, IommuUnits = 2 },
    };

    private static readonly Examination WithoutIommu = Sound with
    {
        Platform = Sound.Platform with { AcpiTables = ["APIC"], IommuGroups = 0, IommuUnits = 0 },
    };

    [Fact]
    public async Task What_blocks_comes_with_evidence_and_remedy_and_a_code_of_its_own()
    {
        var result = await new Cli { Examination = WithoutIommu }.RunAsync("doctor");

        result.Code.ShouldBe(21);
        result.Lines[0].ShouldBe("BLOCKS");
        result.Lines.ShouldContain("  PLT01  VT-d or AMD-Vi is off in the firmware set-up");
        var finding = Array.FindIndex(result.Lines, line => line.StartsWith("  PLT01", StringComparison.Ordinal));
        result.Lines[finding + 1].ShouldStartWith("    host  ");
        result.Lines.Skip(finding).ShouldContain(line => line.StartsWith("    remedy: enable VT-d", StringComparison.Ordinal));
        result.Lines[^1].ShouldMatch(@"^blocks: \d+.*; \d+ rules looked at 2 PFs with 4 VFs$");
    }

    [Fact]
    public async Task Nothing_that_blocks_is_success()
    {
        var result = await new Cli { Examination = Sound }.RunAsync("doctor");

        result.Out.ShouldNotContain("BLOCKS");
        result.Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_bare_host_has_nothing_to_find()
    {
        var result = await new Cli { Observed = SampleHost.Bare() }.RunAsync("doctor");

        result.ShouldBe(new CliResult(0, $"nothing found: {DoctorRules.All.Length} rules looked at 0 PFs with 0 VFs\n", ""));
    }

    [Fact]
    public async Task All_names_the_rules_that_found_nothing()
    {
        var result = await new Cli { Observed = SampleHost.Bare() }.RunAsync("doctor --all");

        foreach (var rule in DoctorRules.All)
        {
            result.Lines.ShouldContain($"  {rule.Id}  {rule.Title}");
        }
    }

    [Fact]
    public async Task The_same_on_many_functions_is_told_with_a_few()
    {
        // Each VF shares its IOMMU group with a device of the host.
        var vfs = SampleHost.ManyVfs(9).Select(vf => vf with { GroupPeers = [new(0, 9, 0, 0)] });
        var observed = SampleHost.TwoPorts().With(SampleHost.First, pf => pf with { NumVfs = 9, Vfs = [.. vfs] });
        var examination = Sound;
        var many = DoctorRules.Examine(examination with { Host = observed }).GroupBy(finding => finding.Rule).First(rule => rule.Count() > 5);

        var few = await new Cli { Observed = observed, Examination = examination }.RunAsync("doctor");
        var all = await new Cli { Observed = observed, Examination = examination }.RunAsync("doctor --all");

        few.Lines.ShouldContain($"    and {many.Count() - 4} more (--all shows them)");
        all.Out.ShouldNotContain("more (--all");
        all.Lines.Count(line => line.Contains(many.Last().Subject.Name + " ", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Programs_read_findings_with_their_subject()
    {
        var result = await new Cli { Examination = WithoutIommu }.RunAsync("doctor --json");

        result.Code.ShouldBe(21);
        using var json = JsonDocument.Parse(result.Out);
        var finding = json.RootElement.GetProperty("findings").EnumerateArray().First(each => each.GetProperty("id").GetString() == "PLT01");
        finding.GetProperty("severity").GetString().ShouldBe("blocks");
        finding.GetProperty("subject").GetProperty("kind").GetString().ShouldBe("host");
        finding.GetProperty("evidence").GetString().ShouldNotBeNullOrEmpty();
        finding.GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
        json.RootElement.GetProperty("rules").GetInt32().ShouldBe(DoctorRules.All.Length);
        json.RootElement.GetProperty("vfs").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task A_rule_is_explained_by_its_id_in_any_case()
    {
        var result = await new Cli { Width = 100 }.RunAsync("doctor --explain plt01");

        result.Code.ShouldBe(0);
        result.Out.ShouldContain("VT-d or AMD-Vi is off in the firmware set-up");
        result.Out.ShouldContain("  looks at  ");
        result.Out.ShouldContain("  source    libvirt tools/virt-host-validate-common.c\n");
    }

    [Fact]
    public async Task A_rule_is_explained_to_programs()
    {
        using var json = JsonDocument.Parse((await new Cli().RunAsync("doctor --explain PLT01 --json")).Out);

        var rule = json.RootElement.GetProperty("rule");
        rule.GetProperty("id").GetString().ShouldBe("PLT01");
        rule.GetProperty("detection").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_rule_that_does_not_exist_is_refused_with_the_nearest()
    {
        var result = await new Cli().RunAsync("doctor --explain PLT0");

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("the doctor has no rule 'PLT0'");
        result.Error.ShouldContain("did you mean PLT0");
    }

    [Fact]
    public async Task Without_root_it_says_that_less_is_judged()
    {
        var result = await new Cli { Observed = SampleHost.Bare(), MayChange = false }.RunAsync("doctor");

        result.Error.ShouldContain("not root");
        result.Error.ShouldContain("sudo vfleet doctor");
        result.Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_recording_that_is_not_there_is_refused()
    {
        var result = await new Cli().RunAsync("doctor /nonexistent/host");

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("file: ");
        result.Error.ShouldContain("/nonexistent/host");
    }

    [Fact]
    public void Severities_have_words_of_their_own() =>
        Enum.GetValues<RuleSeverity>().Select(FindingPrinter.Word).ToImmutableArray().ShouldBe(["blocks", "degrades", "advice"]);
}
