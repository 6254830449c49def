using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Doctor;
using Vfleet.TestKit.Doctor;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Doctor;

public sealed class DoctorRulesProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true);

    [Fact]
    public void No_rule_fails_whatever_is_read_and_every_finding_says_where_what_and_what_to_do() => Prop.ForAll(DrawnExamination.All, examination =>
    {
        var findings = DoctorRules.Examine(examination);

        findings.ShouldBe(findings.Order());
        foreach (var finding in findings)
        {
            finding.Evidence.Length.ShouldBeGreaterThan(3, finding.Rule.Id);
            finding.Remedy.Length.ShouldBeGreaterThan(8, finding.Rule.Id);
            finding.Subject.Name.ShouldNotBeEmpty();
            (finding.Evidence + finding.Remedy).ShouldNotContain("{0}");
        }
    }).Check(Many);

    [Fact]
    public void The_same_examination_gives_the_same_findings() => Prop.ForAll(DrawnExamination.All, examination =>
        DoctorRules.Examine(examination).Select(finding => finding.ToString()).ShouldBe(DoctorRules.Examine(examination).Select(finding => finding.ToString())))
        .Check(Many);

    [Fact]
    public void What_is_said_about_one_PF_is_what_is_said_of_it_about_the_host() => Prop.ForAll(DrawnExamination.All, examination =>
    {
        var all = DoctorRules.Examine(examination);
        foreach (var pf in examination.Host.Pfs)
        {
            var about = DoctorRules.AboutPf(examination, pf.Address);
            about.ShouldAllBe(finding => all.Contains(finding) && finding.Subject.Pf == pf.Address);
            about.Length.ShouldBe(all.Count(finding => finding.Subject.Pf == pf.Address && about.Any(other => other.Rule == finding.Rule)));
        }
    }).Check(Many);

    [Fact]
    public void A_PF_is_told_of_its_link_addresses_and_VLANs_and_of_no_other_PF()
    {
        var examination = Sound.Card().Pf(pf => pf.Down()).Said("ice 0000:0a:00.1: Unprivileged VF 1 is attempting to configure promiscuous mode");

        DoctorRules.AboutPf(examination, Sound.Port0).Select(finding => finding.Rule.Id).ShouldBe(["NET01"]);
        DoctorRules.AboutPf(examination, Sound.Port1).Select(finding => finding.Rule.Id).ShouldBe(["NET07"]);
    }

    [Fact]
    public void Findings_stand_by_severity_then_subject_then_rule()
    {
        var examination = Sound.Host().Pf(pf => pf.Down()).Vf(2, vf => vf with { DriverOverride = "vfio-pci" })
            .Services(services => services with { UdevQueueBusy = true }).Booted("intel_iommu=on", "intel_iommu=on iommu=pt");

        DoctorRules.Examine(examination).Select(finding => $"{finding.Rule.Id} {finding.Subject}")
            .ShouldBe(["NET01 enp1s0f0", "VFO04 enp1s0f0/2", "PLT04 host", "UDV04 host", "NET02 enp1s0f0"]);
    }
}
