using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Tests.Model;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Planning;

public sealed class PlannerProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true);

    [Fact]
    public void The_same_host_and_wish_give_the_same_answer() => Prop.ForAll(Drawn.Hosts, DrawnChanges.All, (drawn, change) =>
    {
        var (once, again) = (ChangePlanner.Plan(drawn.Host, change), ChangePlanner.Plan(drawn.Host, change));
        Text(again).ShouldBe(Text(once));
        if (once is PlanResult.Ready ready)
        {
            ((PlanResult.Ready)again).Plan.ShouldBe(ready.Plan);
        }
    }).Check(Many);

    [Fact]
    public void Every_refusal_says_why_and_what_to_do_in_two_lines_each() => Prop.ForAll(Drawn.Hosts, DrawnChanges.All, (drawn, change) =>
    {
        if (ChangePlanner.Plan(drawn.Host, change) is PlanResult.Refused refused)
        {
            refused.Problems.ShouldNotBeEmpty();
            foreach (var problem in refused.Problems)
            {
                problem.Message.Length.ShouldBeInRange(10, 280, problem.Message);
                problem.Remedy.Length.ShouldBeInRange(5, 280, problem.Remedy);
                (problem.Message + problem.Remedy).ShouldNotContain("  ");
            }
        }
    }).Check(Many);

    [Fact]
    public void A_plan_that_was_carried_out_leaves_nothing_to_do() => Prop.ForAll(Drawn.Hosts, DrawnChanges.All, (drawn, change) =>
    {
        if (ChangePlanner.Plan(drawn.Host, change) is not PlanResult.Ready ready)
        {
            return;
        }

        var after = drawn.Host.After(ready.Plan);
        var again = ChangePlanner.Plan(after, change);
        switch (change)
        {
            case HostChange.SetPf or HostChange.BindVf or HostChange.SetVf { Settings.Mac: null }
                or HostChange.AttachVf { Function: FunctionSelector.ByIndex }:
                again.ShouldBeOfType<PlanResult.Nothing>($"{Text(again)} after {Text(ready)}");
                break;
            case HostChange.DetachVf:
                again.ShouldBeOfType<PlanResult.Refused>();
                break;
            case HostChange.ResetVf when ready.Plan.Steps.OfType<PlanStep.ForgetVf>().Any():
                // The first reset put back what was saved; a second one knows no past and makes the VF neutral.
                break;
            case HostChange.SetVf or HostChange.ResetVf:
                // A MAC is written again, and a function is reset again, but nothing else becomes of it.
                ShouldBeSame(after.After(again.ShouldBeOfType<PlanResult.Ready>().Plan), after, Text(again));
                break;
        }
    }).Check(Many);

    [Fact]
    public void Attaching_and_detaching_lead_back_to_the_very_first_state()
    {
        var cycles = 0;
        Prop.ForAll(Drawn.Hosts, DrawnChanges.AttachVf.ToArbitrary(), (drawn, change) =>
        {
            if (ChangePlanner.Plan(drawn.Host, change) is not PlanResult.Ready attach || drawn.Host.Vf(attach.Plan.Vf!.Value)!.Record is not null)
            {
                return;
            }

            var with = drawn.Host.After(attach.Plan);
            var guest = ((HostChange.AttachVf)change).Guest;
            var device = new GuestDeviceSelector(Alias: with.Vf(attach.Plan.Vf.Value)!.Guests.Single().Alias);
            var resumed = with.WithGuest(Given.Uuid(guest), found => found with { State = found.State is GuestState.Paused ? GuestState.Running : found.State });
            var detach = ChangePlanner.Plan(resumed, new HostChange.DetachVf(guest, device)).ShouldBeOfType<PlanResult.Ready>();
            var end = resumed.After(detach.Plan);

            // A PF that was down stays up: its other VFs may have come to need it.
            end = end
                .WithPf(attach.Plan.Vf.Value.Pf, pf => pf with { Netdevs = drawn.Host.Pf(pf.Address)!.Netdevs })
                .WithGuest(Given.Uuid(guest), found => found with { State = drawn.Host.Guests.Single(g => g.Uuid == found.Uuid).State });
            ShouldBeSame(end, drawn.Host, Text(attach) + Text(detach));
            cycles++;
        }).Check(Many);
        cycles.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void A_count_change_is_refused_exactly_when_some_VF_is_used()
    {
        var (refused, ready) = (0, 0);
        Prop.ForAll(Drawn.Hosts, Gen.Choose(0, 4).ToArbitrary(), (drawn, count) =>
        {
            var pf = drawn.Host.Pfs[0];
            if (pf.NumVfs == count)
            {
                return;
            }

            var used = drawn.Used.Where(vf => vf.Pf == pf.Address).Select(drawn.Host.VfName).Order(StringComparer.Ordinal).ToList();
            var result = ChangePlanner.Plan(drawn.Host, new HostChange.SetPf(new FunctionSelector.ByAddress(pf.Address)) { Vfs = count });
            if (used.Count == 0)
            {
                result.ShouldBeOfType<PlanResult.Ready>(Text(result));
                ready++;
                return;
            }

            var problems = result.ShouldBeOfType<PlanResult.Refused>().Problems;
            problems.ShouldAllBe(problem => problem.Code == ProblemCode.VfNotFree);
            problems.Select(problem => problem.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(used);
            refused++;
        }).Check(Many);
        refused.ShouldBeGreaterThan(100);
        ready.ShouldBeGreaterThan(100);
    }

    private static void ShouldBeSame(ObservedHost actual, ObservedHost expected, string after)
    {
        var (left, right) = (Text(actual), Text(expected));
        var at = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        (left == right).ShouldBeTrue($"after {after}\n...{Cut(left, at)}\n...{Cut(right, at)}");
    }

    private static string Cut(string text, int at) => text.Substring(Math.Max(0, at - 100), Math.Min(300, text.Length - Math.Max(0, at - 100)));

    private static string Text<T>(T value) => JsonSerializer.Serialize<object?>(value switch
    {
        PlanResult.Ready ready => new { ready.Plan.Title, Steps = ready.Plan.Steps.Cast<object>(), ready.Plan.Notes, ready.Plan.Disturbs },
        _ => value,
    });
}
