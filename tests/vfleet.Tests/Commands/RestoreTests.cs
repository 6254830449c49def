using System.Text.Json;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Host.Recovering;
using Vfleet.Host.Restoring;
using Vfleet.Host.State;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet restore</c> of both ports of the sample host and of a card that is gone.</summary>
public sealed class RestoreTests
{
    private static readonly PciAddress Gone = PciAddress.Parse("0000:05:00.0");

    private static readonly Problem Vanished = new(
        ProblemCode.FunctionVanished, "enp5s0 (0000:05:00.0) is not there, or shows no SR-IOV", "if it is gone for good: vfleet pf forget 0000:05:00.0");

    [Fact]
    public async Task Each_PF_says_what_became_of_it()
    {
        var cli = Kept(
            new PfRestoring(SampleHost.First, "enp1s0f0") { Outcome = Done(7), Notes = ["enp1s0f0 (0000:01:00.0) was called eth0"] },
            new PfRestoring(SampleHost.Second, "enp2s0f0") { Outcome = new ChangeOutcome.Nothing("enp2s0f0 is as it shall be") });

        var result = await cli.RunAsync("restore");

        result.ShouldBe(new CliResult(
            0,
            """
            enp1s0f0 (0000:01:00.0)
            note: enp1s0f0 (0000:01:00.0) was called eth0
            done: change enp1s0f0 from 4 to 7 VFs (1.5 s)
            enp2s0f0 (0000:02:00.0)
            nothing to do: enp2s0f0 is as it shall be

            """,
            ""));
        cli.Kept.Restored.Select(asked => asked.Scope).Distinct().ShouldBe([RestoreScope.All]);
        cli.Kept.Restored.Select(asked => asked.Pf).Order().ShouldBe([SampleHost.First, SampleHost.Second]);
        cli.Hosts.ShouldAllBe(host => host.IsDisposed);
    }

    [Fact]
    public async Task What_had_been_interrupted_is_told_first()
    {
        var busy = new Problem(ProblemCode.Locked, "enp2s0f0 is being changed", "try again");
        var cli = Kept(
            new PfRestoring(SampleHost.First, "enp1s0f0")
            {
                Recovered =
                [
                    new Recovery("enp1s0f0", "give enp1s0f0 7 VFs", RecoveryResult.Finished),
                    new Recovery("enp1s0f0/2", "give enp1s0f0/2 to web1", RecoveryResult.Undone),
                ],
                Outcome = new ChangeOutcome.Nothing("enp1s0f0 is as it shall be"),
            },
            new PfRestoring(SampleHost.Second, "enp2s0f0") { Recovered = [new Recovery("enp2s0f0", "take its VFs", RecoveryResult.Left, busy)] });

        var result = await cli.RunAsync("restore");

        result.Code.ShouldBe(5);
        result.Out.ShouldBe("""
            enp1s0f0 (0000:01:00.0)
            finished: enp1s0f0: give enp1s0f0 7 VFs
            undone: enp1s0f0/2: give enp1s0f0/2 to web1
            nothing to do: enp1s0f0 is as it shall be

            """);
        result.Error.ShouldBe("""
            enp2s0f0 (0000:02:00.0)
            still half-done: enp2s0f0: take its VFs
            error: enp2s0f0 is being changed
              code LOCKED
              remedy: try again

            """);
    }

    [Fact]
    public async Task A_PF_that_cannot_be_restored_keeps_none_of_the_others_and_decides_the_exit_code()
    {
        var cli = Kept(
            new PfRestoring(SampleHost.First, "enp1s0f0") { Outcome = Done(7) },
            new PfRestoring(Gone, "enp5s0") { Problem = Vanished });

        var result = await cli.RunAsync("restore");

        result.Code.ShouldBe(8);
        result.Out.ShouldBe("enp1s0f0 (0000:01:00.0)\ndone: change enp1s0f0 from 4 to 7 VFs (1.5 s)\n");
        result.Error.ShouldBe("""
            enp5s0 (0000:05:00.0)
            error: enp5s0 (0000:05:00.0) is not there, or shows no SR-IOV
              code FUNCTION_VANISHED
              remedy: if it is gone for good: vfleet pf forget 0000:05:00.0

            """);
    }

    [Fact]
    public async Task A_change_that_failed_says_what_failed_and_what_is_left()
    {
        var plan = Plan(7);
        var left = new Problem(ProblemCode.NotApplied, "VF 3 could not be removed", "vfleet pf set enp1s0f0 --vfs 0");
        var cli = Kept(new PfRestoring(SampleHost.First, "enp1s0f0")
        {
            Outcome = new ChangeOutcome.Failed(plan, plan.Steps[0], new Problem(ProblemCode.KernelRefused, "no room", "pci=realloc"), [], [left]),
        });

        var result = await cli.RunAsync("restore");

        result.Error.ShouldContain("error: no room\n");
        result.Error.ShouldContain("remedy: pci=realloc\n");
        result.Error.ShouldContain("error: VF 3 could not be removed\n");
        result.Out.ShouldBeEmpty();
        result.Code.ShouldBe(12);
    }

    [Fact]
    public async Task The_first_unit_at_boot_asks_for_the_early_part()
    {
        var cli = Kept(new PfRestoring(SampleHost.First, "enp1s0f0"));

        var result = await cli.RunAsync("restore --early");

        result.ShouldBe(new CliResult(0, "enp1s0f0 (0000:01:00.0)\nnothing to do\n", ""));
        cli.Kept.Restored.ShouldBe([(SampleHost.First, RestoreScope.Early)]);
    }

    [Fact]
    public async Task A_host_of_which_nothing_is_kept_is_not_touched()
    {
        var cli = new Cli();

        var result = await cli.RunAsync("restore");

        result.ShouldBe(new CliResult(0, "nothing is kept of any PF: nothing to do\n", ""));
        cli.Kept.Restored.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_file_is_an_error_and_the_others_are_restored()
    {
        var damaged = new Problem(ProblemCode.StateDamaged, "/var/lib/vfleet/0000:07:00.0.json cannot be understood: it is empty", "look at it and mend it");
        var cli = Kept(damaged: [damaged], new PfRestoring(SampleHost.First, "enp1s0f0") { Outcome = Done(7) });

        var result = await cli.RunAsync("restore");

        result.Code.ShouldBe(10);
        result.Out.ShouldBe("enp1s0f0 (0000:01:00.0)\ndone: change enp1s0f0 from 4 to 7 VFs (1.5 s)\n");
        result.Error.ShouldBe("""
            error: /var/lib/vfleet/0000:07:00.0.json cannot be understood: it is empty
              code STATE_DAMAGED
              remedy: look at it and mend it

            """);
    }

    [Fact]
    public async Task Scripts_get_the_same_as_JSON()
    {
        var cli = Kept(
            new PfRestoring(SampleHost.First, "enp1s0f0")
            {
                Outcome = Done(7),
                Recovered = [new Recovery("enp1s0f0", "give enp1s0f0 7 VFs", RecoveryResult.Finished)],
            },
            new PfRestoring(Gone, "enp5s0") { Problem = Vanished });

        var result = await cli.RunAsync("restore --json");

        (result.Code, result.Error).ShouldBe((8, ""));
        var pfs = JsonDocument.Parse(result.Out).RootElement.GetProperty("pfs");
        pfs[0].GetProperty("address").GetString().ShouldBe("0000:01:00.0");
        pfs[0].GetProperty("change").GetProperty("outcome").GetString().ShouldBe("done");
        pfs[0].GetProperty("recovered")[0].GetProperty("result").GetString().ShouldBe("finished");
        pfs[1].GetProperty("problems")[0].GetProperty("code").GetString().ShouldBe("FUNCTION_VANISHED");
        pfs[1].GetProperty("problems")[0].GetProperty("remedy").GetString().ShouldBe("if it is gone for good: vfleet pf forget 0000:05:00.0");
        pfs[1].GetProperty("change").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Who_may_not_change_the_host_restores_nothing()
    {
        var cli = new Cli { MayChange = false, Kept = { States = { [SampleHost.First] = new PfState(SampleHost.First) } } };

        var result = await cli.RunAsync("restore");

        (result.Code, result.Out).ShouldBe((7, ""));
        result.Error.ShouldContain("remedy: ");
        cli.Kept.Restored.ShouldBeEmpty();
        cli.Hosts.ShouldBeEmpty();
    }

    private static Cli Kept(params PfRestoring[] outcomes) => Kept([], outcomes);

    private static Cli Kept(Problem[] damaged, params PfRestoring[] outcomes)
    {
        var keeping = new ScriptedKeeping { Damaged = [.. damaged] };
        foreach (var outcome in outcomes)
        {
            keeping.States[outcome.Pf] = new PfState(outcome.Pf) { Kept = new KeptPf { Vfs = 7 } };
            keeping.Outcomes[outcome.Pf] = outcome;
        }

        return new Cli { Kept = keeping };
    }

    private static Plan Plan(int vfs)
    {
        var host = SampleHost.TwoPorts();
        var free = host with { Guests = [], Pfs = [host.Pfs[0] with { Vfs = [.. host.Pfs[0].Vfs.Select(vf => new ObservedVf(vf.Id, vf.Address))] }, host.Pfs[1]] };
        return ChangePlanner.Plan(free, new HostChange.SetPf(new FunctionSelector.ByNetdev("enp1s0f0")) { Vfs = vfs }).ShouldBeOfType<PlanResult.Ready>().Plan;
    }

    private static ChangeOutcome.Done Done(int vfs) => new(Plan(vfs), [], TimeSpan.FromMilliseconds(1530));
}
