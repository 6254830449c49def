using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host.Guests;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Link.Tests.Operating;

public sealed class GuestOperationTests
{
    private static readonly GuestSpec s_web = new(Guid.NewGuid(), "web1")
    {
        Disks = [new GuestDisk("/disks/a") { Format = GuestDiskFormat.Qcow2 }],
        Boot = new GuestBoot { Firmware = GuestFirmware.Uefi },
        Seed = new GuestSeed { UserData = "#cloud-config" },
        Nics =
        [
            new GuestNic(Guid.NewGuid(), "nic0", MacAddress.Parse("52:54:00:00:00:01"))
            {
                Vf = new GuestVf(LinkRig.Pf, 1, new VfSettings { Vlan = new VlanTag(100, 3), Trust = true, LinkState = VfLinkState.Enable }),
            },
        ],
    };

    private static readonly GuestSpec s_db = new(Guid.NewGuid(), "db1");

    private static HostOperation Of(string kind, GuestSpec? guest = null) => new(Guid.NewGuid(), kind, DryRun: false) { Guest = guest ?? s_web, Nic = s_web.Nics[0] };

    private static Func<GuestChange, IProgress<string>?, CancellationToken, Task<GuestOutcome?>> Waiting(TaskCompletionSource<GuestOutcome?> answer) =>
        async (change, progress, cancellationToken) =>
        {
            progress?.Report("waiting for the guest");
            try
            {
                return await answer.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return new GuestOutcome.Failed(ScriptedGuests.Plan(change), new Problem(ProblemCode.Cancelled, "cancelled", "again"), []);
            }
        };

    [Fact]
    public async Task While_a_guest_is_worked_with_the_host_is_not_looked_at_and_at_the_end_it_is_at_once()
    {
        await using var rig = await new LinkRig { Gather = TimeSpan.FromMilliseconds(50) }.JoinedAsync();
        var answer = new TaskCompletionSource<GuestOutcome?>();
        rig.Guests.Execute = Waiting(answer);
        var operation = Of(HostOperation.StartVm);
        rig.Engine.Desire(1, [], operation);
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { Progress: "waiting for the guest" }, "it is at work, and says so");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var looks = rig.Looks;

        for (var happened = 0; happened < 5; happened++)
        {
            rig.Wake();
            await Task.Delay(60, TestContext.Current.CancellationToken);
        }

        rig.Looks.ShouldBe(looks);
        answer.SetResult(null);
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "its end is told");
        rig.Looks.ShouldBeGreaterThan(looks);
    }

    [Fact]
    public async Task Work_that_takes_long_keeps_nobody_from_looking_at_the_host()
    {
        await using var rig = await new LinkRig { Patience = TimeSpan.FromMilliseconds(100) }.JoinedAsync();
        var answer = new TaskCompletionSource<GuestOutcome?>();
        rig.Guests.Execute = Waiting(answer);
        rig.Engine.Desire(1, [], Of(HostOperation.ShutdownVm));
        await rig.UntilAsync(() => !rig.Guests.Applied.IsEmpty, "it is at work");
        var looks = rig.Looks;

        rig.Wake();

        await rig.UntilAsync(() => rig.Looks > looks, "a look in between");
        answer.SetResult(null);
    }

    [Fact]
    public async Task A_start_reaches_the_host_whole_and_its_end_is_told()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var operation = Of(HostOperation.StartVm);

        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "it is done");
        var spec = rig.Guests.Applied.ShouldHaveSingleItem().ShouldBeOfType<GuestChange.Start>().Spec;
        JsonSerializer.Serialize(spec, JsonOptions).ShouldBe(JsonSerializer.Serialize(s_web, JsonOptions));
        spec.Nics[0].Vf!.Settings.ShouldBe(s_web.Nics[0].Vf!.Settings);
        rig.Engine.Operation(operation.Id)!.Plan!.Seconds.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_waits_for_events_to_be_gathered_neither_at_the_beginning_nor_at_the_end()
    {
        await using var rig = await new LinkRig { Gather = TimeSpan.FromMinutes(1) }.JoinedAsync();
        await rig.UntilAsync(() => !rig.Engine.Reports.IsEmpty, "the host was looked at");
        var operation = Of(HostOperation.StartVm);

        rig.Wake();
        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "it is done");
    }

    private static readonly JsonSerializerOptions JsonOptions = new(ApiJson.Default.Options);

    [Theory]
    [InlineData(HostOperation.ShutdownVm, typeof(GuestChange.Shutdown))]
    [InlineData(HostOperation.StopVm, typeof(GuestChange.Stop))]
    [InlineData(HostOperation.RebootVm, typeof(GuestChange.Reboot))]
    [InlineData(HostOperation.PlugNic, typeof(GuestChange.Plug))]
    [InlineData(HostOperation.UnplugNic, typeof(GuestChange.Unplug))]
    [InlineData(HostOperation.SetNic, typeof(GuestChange.Set))]
    public async Task Every_kind_is_carried_out(string kind, Type change)
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var operation = Of(kind);

        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "it is done");
        rig.Guests.Applied.ShouldHaveSingleItem().ShouldBeOfType(change);
    }

    [Fact]
    public async Task Cleaning_names_a_VF_alone()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var operation = new HostOperation(Guid.NewGuid(), HostOperation.CleanVf, DryRun: false) { Pf = LinkRig.Pf, Vf = 4 };

        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "it is done");
        rig.Guests.Applied.ShouldHaveSingleItem().ShouldBe(new GuestChange.Clean(new GuestVf(LinkRig.Pf, 4, VfSettings.Nothing)));
    }

    [Fact]
    public async Task One_guest_s_operations_go_one_after_the_other_and_guests_side_by_side()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var answer = new TaskCompletionSource<GuestOutcome?>();
        rig.Guests.Execute = Waiting(answer);
        var (first, second, other) = (Of(HostOperation.StartVm), Of(HostOperation.RebootVm), Of(HostOperation.StartVm, s_db));

        rig.Engine.Desire(1, [], first, second, other);

        await rig.UntilAsync(() => rig.Guests.Applied.Count == 2, "two are at work");
        rig.Guests.Applied.Select(change => change.Guest).ShouldBe([s_web.Id, s_db.Id], ignoreOrder: true);
        rig.Guests.Applied.ShouldAllBe(change => change is GuestChange.Start);
        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 1 }, "they do not keep the generation back");
        answer.SetResult(null);
        await rig.UntilAsync(() => rig.Engine.Operation(second.Id) is { State: OperationState.Done }, "all are done");
    }

    [Fact]
    public async Task Cancelled_during_a_wait_it_is_undone_and_told()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        rig.Guests.Execute = Waiting(new TaskCompletionSource<GuestOutcome?>());
        var (running, waiting) = (Of(HostOperation.ShutdownVm), Of(HostOperation.StopVm));
        rig.Engine.Desire(1, [], running, waiting);
        await rig.UntilAsync(() => rig.Engine.Operation(running.Id) is { State: OperationState.Running, Progress: "waiting for the guest" }, "it waits");

        rig.Engine.Desire(2, [], running with { IsCancelled = true }, waiting with { IsCancelled = true });

        await rig.UntilAsync(() => rig.Engine.Operation(running.Id) is { State: OperationState.Cancelled } && rig.Engine.Operation(waiting.Id) is { State: OperationState.Cancelled }, "both");
        rig.Engine.Operation(running.Id)!.Problems.ShouldBeNull();
        rig.Guests.Applied.Count.ShouldBe(1, "the second never began");
    }

    [Fact]
    public async Task One_that_was_interrupted_is_carried_out_again_by_the_next_agent()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        rig.Guests.Execute = Waiting(new TaskCompletionSource<GuestOutcome?>());
        var operation = Of(HostOperation.StartVm);
        rig.Engine.Desire(1, [], operation);
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Running }, "it runs");
        await rig.StopAgentAsync();
        rig.Guests.Execute = null;

        rig.StartAgent();

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "it is done");
        rig.Guests.Applied.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_reboot_that_was_interrupted_is_not_asked_for_twice()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        rig.Guests.Execute = Waiting(new TaskCompletionSource<GuestOutcome?>());
        var operation = Of(HostOperation.RebootVm);
        rig.Engine.Desire(1, [], operation);
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Running }, "it runs");
        await rig.StopAgentAsync();

        rig.StartAgent();

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Failed }, "it is told");
        rig.Engine.Operation(operation.Id)!.Problems!.ShouldHaveSingleItem().Code.ShouldBe("CANCELLED");
        rig.Guests.Applied.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_was_interrupted_and_is_wanted_no_more_is_undone()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        rig.Guests.Execute = Waiting(new TaskCompletionSource<GuestOutcome?>());
        var operation = Of(HostOperation.StartVm);
        rig.Engine.Desire(1, [], operation);
        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Running }, "it runs");
        await rig.StopAgentAsync();
        rig.Guests.Execute = null;
        var wanted = File.ReadAllText(Path.Join(rig.Folder.Path, "desired.json"));
        wanted.ShouldContain("\"isCancelled\": false");
        File.WriteAllText(Path.Join(rig.Folder.Path, "desired.json"), wanted.Replace("\"isCancelled\": false", "\"isCancelled\": true", StringComparison.Ordinal));

        rig.StartAgent();

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Cancelled }, "it is told");
        rig.Guests.Applied.Last().ShouldBe(new GuestChange.Stop(s_web.Id));
    }

    [Fact]
    public async Task One_that_vanishes_while_it_runs_is_left_to_finish()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var answer = new TaskCompletionSource<GuestOutcome?>();
        rig.Guests.Execute = Waiting(answer);
        var operation = Of(HostOperation.StopVm);
        rig.Engine.Desire(1, [], operation);
        await rig.UntilAsync(() => rig.Guests.Applied.Count == 1, "it runs");

        rig.Engine.Desire(2, []);
        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 2 }, "it is gone");
        answer.SetResult(null);

        await rig.UntilAsync(() => rig.Told.Any(told => told == $"link: operation {operation.Id}: done"), "it has finished");
    }

    [Fact]
    public async Task What_fails_is_told_with_its_code_and_path()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        rig.Guests.Execute = (change, _, _) => Task.FromResult<GuestOutcome?>(
            new GuestOutcome.Failed(ScriptedGuests.Plan(change), new Problem(ProblemCode.VfInUse, "in use", "another", $"{LinkRig.Pf}/1"), []));
        var operation = Of(HostOperation.StartVm);

        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Failed }, "it failed");
        var problem = rig.Engine.Operation(operation.Id)!.Problems!.ShouldHaveSingleItem();
        (problem.Code, problem.Path).ShouldBe(("VF_IN_USE", $"{LinkRig.Pf}/1"));
    }

    [Fact]
    public async Task A_VF_of_a_PF_that_nobody_may_touch_is_not_given()
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "neverTouch: [{ netdev: enp2s0f0 }]");
        await rig.JoinedAsync();
        var operation = Of(HostOperation.StartVm);

        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Failed }, "refused");
        rig.Engine.Operation(operation.Id)!.Problems!.ShouldHaveSingleItem().Code.ShouldBe("ENTRIES_CONFLICT");
        rig.Guests.Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_end_is_told_only_with_a_look_that_began_after_it()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        var operation = Of(HostOperation.StartVm);
        rig.Guests.Execute = (_, _, _) =>
        {
            rig.Observed = rig.Observed with { Guests = [new Domain.Observed.ObservedGuest("web1", s_web.Id, Domain.Observed.GuestState.Running, true) { IsMade = true, Cpus = 2 }] };
            return Task.FromResult<GuestOutcome?>(null);
        };

        rig.Engine.Desire(1, [], operation);

        await rig.UntilAsync(() => rig.Engine.Operation(operation.Id) is { State: OperationState.Done }, "it is done");
        var first = rig.Engine.Reports.First(report => report.Operations?.Any(each => each.Id == operation.Id && each.State == OperationState.Done) == true);
        var before = rig.Engine.Reports.TakeWhile(report => report != first).Append(first);
        before.ShouldContain(report => report.Sections != null && report.Sections.ContainsKey("guests") && report.Sections["guests"]!.Value.GetRawText().Contains(s_web.Id.ToString()));
    }
}
