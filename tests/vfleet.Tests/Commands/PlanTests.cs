using System.Text.Json;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet plan</c> and <c>vfleet apply</c> on the sample host: web1 has enp1s0f0/0, and enp2s0f0 carries the default route.</summary>
public sealed class PlanTests : IDisposable
{
    private const string Vlans = """
        pfs:
          - netdev: enp1s0f0
            settings:
              0-2: { vlan: 7 }
        """;

    private const string Both = """
        pfs:
          - netdev: enp1s0f0
            up: false
          - netdev: enp2s0f0
            vfs: 2
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vfleet-plan-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_plan_shows_steps_guests_time_and_what_is_left_alone()
    {
        var file = Write(Vlans);

        var result = await new Cli().RunAsync("plan", "--file", file);

        result.ShouldBe(new CliResult(
            0,
            """
            enp1s0f0: change settings of 2 VFs of enp1s0f0
              1. write to enp1s0f0/1 and read back: vlan 7
              2. write to enp1s0f0/2 and read back: vlan 7
            note: enp1s0f0: left alone: enp1s0f0/0 (guest web1)
            left alone: enp2s0f0 (no entry means it)
            disturbs: no guest
            reboot: not needed
            takes about 10 ms

            """,
            ""));
    }

    [Fact]
    public async Task Only_who_asks_is_told_by_the_exit_code_that_there_is_something_to_do()
    {
        var (pending, done) = (Write(Vlans), Write("pfs: [{ netdev: enp1s0f0, vfs: 4, up: true }]"));

        (await new Cli().RunAsync("plan", "--file", pending)).Code.ShouldBe(0);
        (await new Cli().RunAsync("plan", "--file", pending, "--detailed-exit-code")).Code.ShouldBe(20);
        var nothing = await new Cli().RunAsync("plan", "--file", done, "--detailed-exit-code");
        nothing.Code.ShouldBe(0);
        nothing.Out.ShouldContain($"nothing to do: the host is what {done} says");
    }

    [Fact]
    public async Task A_PF_that_is_refused_gives_its_exit_code_and_the_others_are_planned()
    {
        var result = await new Cli().RunAsync("plan", "--file", Write(Both));

        result.Code.ShouldBe(4);
        result.Error.ShouldContain("enp2s0f0 carries this host's default route");
        result.Out.ShouldContain("enp1s0f0: change enp1s0f0\n  1. set enp1s0f0 down\n");
        result.Out.ShouldContain("enp2s0f0: refused\n");
        result.Out.ShouldContain("disturbs: web1\n");
    }

    [Fact]
    public async Task Every_problem_of_the_document_is_told_at_once()
    {
        var file = Write("pfs:\n  - netdev: e*\n    vfs: 010\n    drivr: vfio\n");

        var result = await new Cli().RunAsync("plan", "--file", file);

        result.Code.ShouldBe(2);
        result.Error.ShouldContain($"error: {file}:3:10: pfs[0].vfs: '010' could mean another number");
        result.Error.ShouldContain($"error: {file}:4:5: pfs[0].drivr: there is no key 'drivr'");
        result.Error.ShouldContain("remedy: did you mean driver?");
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_not_found() =>
        (await new Cli().RunAsync("plan", "--file", Path.Join(_folder.FullName, "none.yaml"))).Code.ShouldBe(3);

    [Fact]
    public async Task A_plan_can_be_read_by_programs()
    {
        var result = await new Cli().RunAsync("plan", "--json", "--file", Write(Vlans + "\n  - netdev: ib*\ndrift: mend\n"));

        using var json = JsonDocument.Parse(result.Out);
        var root = json.RootElement;
        (root.GetProperty("pending").GetBoolean(), root.GetProperty("drift").GetString()).ShouldBe((true, "mend"));
        var pf = root.GetProperty("pfs").EnumerateArray().ShouldHaveSingleItem();
        pf.GetProperty("outcome").GetString().ShouldBe("planned");
        pf.GetProperty("plan").GetProperty("steps").GetArrayLength().ShouldBe(2);
        root.GetProperty("leftAlone")[0].GetProperty("pf").GetString().ShouldBe("enp2s0f0");
        root.GetProperty("warnings")[0].GetProperty("code").GetString().ShouldBe("PF_UNKNOWN");
    }

    [Fact]
    public async Task Applying_makes_each_PF_what_the_document_says()
    {
        var cli = new Cli();

        var result = await cli.RunAsync("apply", "--force", "--file", Write(Both));

        result.Code.ShouldBe(0);
        result.Out.ShouldContain("enp1s0f0 (0000:01:00.0)\ndone: change enp1s0f0 (1.5 s)\n");
        result.Out.ShouldContain("enp2s0f0 (0000:02:00.0)\ndone: change enp2s0f0 from 0 to 2 VFs (1.5 s)\n");
        cli.Hosts.SelectMany(host => host.Applied).Cast<HostChange.ConformPf>().Select(change => (change.Pf.ToString(), change.Force))
            .ShouldBe([("0000:01:00.0", true), ("0000:02:00.0", true)], ignoreOrder: true);
        cli.Hosts.ShouldAllBe(host => host.IsDisposed);
    }

    [Fact]
    public async Task What_fails_on_one_PF_is_told_beside_what_is_done_on_the_other()
    {
        var broken = new Problem(ProblemCode.KernelRefused, "the kernel said no", "ask it again");
        var cli = new Cli
        {
            Execute = (plan, progress, cancellationToken) => plan.WholePf == SampleHost.First
                ? ScriptedHost.FailsAt(1, broken, ["enp1s0f0 set up again"])(plan, progress, cancellationToken)
                : Task.FromResult<ChangeOutcome>(new ChangeOutcome.Done(plan, [], TimeSpan.FromSeconds(2))),
        };

        var result = await cli.RunAsync("apply", "--force", "--file", Write(Both));

        result.Code.ShouldBe(8);
        result.Out.ShouldContain("done: change enp2s0f0 from 0 to 2 VFs (2.0 s)");
        result.Error.ShouldContain("enp1s0f0 (0000:01:00.0)\nerror: the kernel said no");
        result.Error.ShouldContain("undone: enp1s0f0 set up again");
    }

    [Fact]
    public async Task What_became_of_each_PF_can_be_read_by_programs()
    {
        var result = await new Cli().RunAsync("apply", "--json", "--file", Write(Both));

        result.Code.ShouldBe(4);
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("pfs").EnumerateArray()
            .Select(pf => pf.GetProperty("change").GetProperty("outcome").GetString()).ShouldBe(["done", "refused"]);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var cli = new Cli { MayChange = false };

        var result = await cli.RunAsync("apply", "--dry-run", "--file", Write(Vlans));

        result.Code.ShouldBe(0);
        result.Out.ShouldEndWith("nothing was changed (--dry-run)\n");
        cli.Hosts.SelectMany(host => host.Applied).ShouldBeEmpty();
        (await new Cli { MayChange = false }.RunAsync("apply", "--file", Write(Vlans))).Code.ShouldBe(7);
    }

    [Fact]
    public async Task A_kept_plan_is_executed()
    {
        var (plan, cli) = (Path.Join(_folder.FullName, "today.plan"), new Cli());
        var kept = await new Cli().RunAsync("plan", "--file", Write(Vlans), "--out", plan);

        var result = await cli.RunAsync("apply", plan);

        kept.Out.ShouldEndWith($"the plan is in {plan}: vfleet apply {plan}\n");
        result.Code.ShouldBe(0);
        cli.Hosts.SelectMany(host => host.Applied).ShouldHaveSingleItem().ShouldBeOfType<HostChange.ConformPf>().PlannedOn.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_kept_plan_is_refused_when_the_host_has_changed_and_says_what()
    {
        var plan = Path.Join(_folder.FullName, "today.plan");
        await new Cli().RunAsync("plan", "--file", Write(Vlans), "--out", plan);
        var cli = new Cli { Observed = SampleHost.TwoPorts().With(SampleHost.First, pf => pf.WithVf(3, vf => vf with { Driver = "igbvf" })) };

        var result = await cli.RunAsync("apply", plan);

        result.Code.ShouldBe(4);
        result.Error.ShouldContain("enp1s0f0 has changed since the plan was made: VF 3 was driver none");
        result.Error.ShouldContain("code PLAN_STALE");
        cli.Hosts.SelectMany(host => host.Applied).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kept_plan_is_refused_when_the_document_has_changed()
    {
        var (plan, file) = (Path.Join(_folder.FullName, "today.plan"), Write(Vlans));
        await new Cli().RunAsync("plan", "--file", file, "--out", plan);
        File.AppendAllText(file, "\n# one more word\n");

        var result = await new Cli().RunAsync("apply", plan);

        result.Code.ShouldBe(4);
        result.Error.ShouldContain($"{file} has changed since the plan was made");
    }

    [Fact]
    public async Task What_was_decided_in_the_plan_cannot_be_given_again()
    {
        var plan = Path.Join(_folder.FullName, "today.plan");
        await new Cli().RunAsync("plan", "--file", Write(Vlans), "--out", plan);

        var result = await new Cli().RunAsync("apply", plan, "--force", "--file", "x.yaml");

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("--file was decided when the plan was made");
        result.Error.ShouldContain("--force was decided when the plan was made");
    }

    [Fact]
    public async Task A_plan_that_cannot_be_kept_is_an_error() =>
        (await new Cli().RunAsync("plan", "--file", Write(Vlans), "--out", Path.Join(_folder.FullName, "no", "such", "plan"))).Code.ShouldBe(10);

    [Fact]
    public async Task The_first_signal_undoes_every_PF_and_gives_the_exit_code()
    {
        var cancelled = new Cli
        {
            Execute = async (plan, _, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                    .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return new ChangeOutcome.Failed(plan, plan.Steps[0], new Problem(ProblemCode.Cancelled, "cancelled", "start again"), ["all of it"], []);
            },
        };
        var running = cancelled.RunAsync("apply", "--force", "--file", Write(Both));
        await Task.Run(() => SpinWait.SpinUntil(() => cancelled.Signals.IsTaken, TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken);

        cancelled.Signals.Raise(2);

        var result = await running;
        result.Code.ShouldBe(130);
        result.Error.ShouldContain("interrupted: undoing what was done, please wait");
    }

    private string Write(string yaml)
    {
        var path = Path.Join(_folder.FullName, $"{Guid.NewGuid():n}.yaml");
        File.WriteAllText(path, yaml);
        return path;
    }
}
