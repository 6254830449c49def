using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Tests.Model;

namespace Vfleet.Domain.Tests.Desired;

public sealed class DesiredPlannerProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true);

    private static readonly Place At = new("host.yaml", 1, 1, "pfs[0]");

    private static readonly Gen<DesiredPf> Entries =
        from vfs in Gen.Frequency((1, Gen.Constant((int?)null)), (3, Gen.Choose(0, 5).Select(n => (int?)n)))
        from driver in Gen.Elements(Enum.GetValues<VfDriverChoice>())
        from up in Gen.Elements<bool?>(null, true, false)
        from eswitch in Gen.Elements(null, null, "legacy", "switchdev")
        from mtu in Gen.Elements<int?>(null, null, 1500, 9000)
        from external in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from several in Gen.Elements(true, false)
        from first in Drawn.Wishes
        from second in Drawn.Wishes
        select new DesiredPf(new PfPattern.ByNetdev(At, several ? "enp*" : "enp1s0f0"), At)
        {
            Vfs = external ? null : vfs,
            Driver = driver,
            Up = external ? null : up,
            EswitchMode = external ? null : eswitch,
            Mtu = external ? null : mtu,
            Ownership = external ? VfOwnership.External : VfOwnership.Managed,
            Settings =
            [
                new DesiredVfs(new VfRange(0, 1), first with { Mac = null }, At),
                new DesiredVfs(new VfRange(2, 2), several ? second with { Mac = null } : second, At),
            ],
        };

    [Fact]
    public void After_a_plan_was_carried_out_planning_again_yields_nothing() => Prop.ForAll(Drawn.Hosts, Entries.ToArbitrary(), (drawn, entry) =>
    {
        var document = new DesiredHost { Pfs = [entry] };
        var after = DesiredPlannerTests.Planned(document, drawn.Host).Ready.Aggregate(drawn.Host, (host, plan) => host.After(plan));

        foreach (var pf in DesiredPlannerTests.Planned(document, drawn.Host).Pfs.Where(pf => pf.Result is PlanResult.Ready))
        {
            var again = DesiredPlannerTests.Planned(document, after).Pfs.Single(each => each.Pf == pf.Pf).Result;
            var waits = ((PlanResult.Ready)pf.Result).Plan.Notes.Any(note => note.Contains("plan again once"));
            (again is PlanResult.Nothing || waits).ShouldBeTrue($"{pf.Name}: {Text(again)} after {Text(pf.Result)}");
        }
    }).Check(Many);

    [Fact]
    public void A_VF_that_a_guest_or_process_has_is_never_written_or_bound() => Prop.ForAll(Drawn.Hosts, Entries.ToArbitrary(), (drawn, entry) =>
    {
        var steps = DesiredPlannerTests.Planned(new DesiredHost { Pfs = [entry] }, drawn.Host).Ready.SelectMany(plan => plan.Steps).ToList();
        var touched = steps.OfType<PlanStep.WriteVf>().Select(step => step.Vf).Concat(steps.OfType<PlanStep.BindVf>().Select(step => step.Vf)).ToHashSet();

        drawn.Host.Pfs.SelectMany(pf => pf.Vfs)
            .Where(vf => !vf.Guests.IsEmpty || !vf.Holders.IsEmpty || vf.Record is not null)
            .Where(vf => steps.OfType<PlanStep.SetVfCount>().All(step => step.Pf != vf.Id.Pf))
            .Select(vf => vf.Id).Where(touched.Contains)
            .Where(id => steps.OfType<PlanStep.WriteVf>().Any(step => step.Vf == id) || drawn.Host.Vf(id)!.Record is null)
            .ShouldBeEmpty();
    }).Check(Many);

    [Fact]
    public void While_the_facts_hold_the_plan_is_the_same() => Prop.ForAll(Drawn.Hosts, Entries.ToArbitrary(), (drawn, entry) =>
    {
        foreach (var pf in DesiredPlannerTests.Planned(new DesiredHost { Pfs = [entry] }, drawn.Host).Pfs)
        {
            var facts = PlanFacts.Of(drawn.Host, drawn.Host.Pf(pf.Pf)!, entry);
            PlanFacts.Differences(facts, PlanFacts.Of(drawn.Host, drawn.Host.Pf(pf.Pf)!, entry)).ShouldBeEmpty();
            Text(ChangePlanner.Plan(drawn.Host, pf.Change with { PlannedOn = facts })).ShouldBe(Text(pf.Result));
        }
    }).Check(Many);

    private static string Text(PlanResult result) => result switch
    {
        PlanResult.Ready ready => string.Join("; ", ready.Plan.Steps.Select(step => step.Description)),
        PlanResult.Refused refused => string.Join("; ", refused.Problems),
        _ => result.ToString(),
    };
}
