using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.TestKit.Doctor;

namespace Vfleet.Domain.Tests.Doctor;

public sealed class DoctorRulesTests
{
    private static readonly IReadOnlyList<RuleCase> Cases = RuleCases.All;

    // What the first release must find.
    private static readonly string[] FirstRelease =
    [
        "PLT01", "PLT02", "PLT03", "PLT04", "PLT05", "PLT06", "PLT07", "PLT08", "PLT09",
        "PCI01", "PCI02", "PCI03", "PCI04", "PCI05", "PCI06", "PCI07", "PCI08", "PCI09", "PCI12", "PCI18",
        "NIC01", "NIC02", "NIC03", "NET01", "NET04", "NET07", "NET09", "NET11", "NET16", "NET17",
        "UDV01", "UDV02", "UDV05", "UDV07", "VFO01", "VFO04", "VFO05", "VFO06", "VFO09", "SWD01", "SWD02", "IB01",
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Cases.Count)];

    public static TheoryData<string> Ids => [.. DoctorRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_rule_names_the_subject_and_quotes_what_it_saw(int number)
    {
        var @case = Cases[number];
        var findings = Rule(@case.Id).Check(@case.Fires).ToList();

        var finding = findings.Find(finding => finding.Subject.Name == @case.Subject);
        finding.ShouldNotBeNull($"{@case.Id}, case {number}, found [{string.Join("; ", findings)}]");
        finding.Evidence.ShouldContain(@case.Evidence, Case.Sensitive, $"{@case.Id}, case {number}");
        finding.Remedy.ShouldContain(@case.Remedy ?? "", Case.Sensitive, $"{@case.Id}, case {number}");
        findings.ShouldAllBe(other => other.Evidence.Length > 3 && other.Remedy.Length > 8 && other.Rule.Id == @case.Id);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_rule_says_nothing_when_the_fact_that_matters_is_good_or_unknown(int number) =>
        Rule(Cases[number].Id).Check(Cases[number].Quiet).ShouldBeEmpty($"{Cases[number].Id}, case {number}");

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_rule_has_a_case(string id) => Cases.ShouldContain(@case => @case.Id == id);

    [Fact]
    public void Ids_are_unique_and_stand_in_order()
    {
        DoctorRules.All.Select(rule => rule.Id).ShouldBeUnique();
        DoctorRules.All.Length.ShouldBeGreaterThanOrEqualTo(90);
        foreach (var area in DoctorRules.All.GroupBy(rule => rule.Id[..^2]))
        {
            area.Select(rule => rule.Id).ShouldBe(area.Select(rule => rule.Id).Order());
        }
    }

    [Fact]
    public void Every_rule_says_what_it_looks_at_what_to_do_and_where_that_comes_from() => DoctorRules.All.ShouldAllBe(rule =>
        rule.Id.Length >= 4 && rule.Title.Length > 10 && rule.Detection.Length > 10 && rule.Remedy.Length > 10 && rule.Source.Length > 5);

    [Fact]
    public void Every_rule_of_the_first_release_is_there() => FirstRelease.Except(DoctorRules.All.Select(rule => rule.Id)).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_said_of_a_host_that_nothing_is_known_of() => DoctorRules.Examine(new Examination()).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_said_of_a_host_that_has_nothing_wrong()
    {
        DoctorRules.Examine(Sound.Host()).ShouldBeEmpty();
        DoctorRules.Examine(Sound.Card()).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_said_of_PFs_of_which_only_the_addresses_are_known()
    {
        var host = Sound.Host().Host;
        var known = host with
        {
            Guests = default,
            Pfs =
            [
                .. host.Pfs.Select(pf => new ObservedPf(pf.Address) { NumVfs = 4, Vfs = [.. pf.Vfs.Select(vf => new ObservedVf(vf.Id, vf.Address))] }),
            ],
        };

        DoctorRules.Examine(new Examination { Host = known }).ShouldBeEmpty();
    }

    private static DoctorRule Rule(string id) => DoctorRules.All.Single(rule => rule.Id == id);
}
