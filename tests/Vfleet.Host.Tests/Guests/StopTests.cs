using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Host.Guests;
using Vfleet.TestKit.FakeLibvirt;

namespace Vfleet.Host.Tests.Guests;

public sealed class StopTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_guest_that_shuts_down_leaves_nothing()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        await rig.RunningAsync(GuestRig.Vf(0));

        await rig.DoAsync(new GuestChange.Shutdown(GuestRig.Id, s_minute));

        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task The_wait_ends_with_libvirt_s_event()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        rig.Domain!.IgnoresShutdown = true;
        var shutdown = rig.ApplyAsync(new GuestChange.Shutdown(GuestRig.Id, s_minute));
        await rig.AskedAsync();

        rig.Hypervisor.Stop(rig.Domain);

        (await shutdown).ShouldBeOfType<GuestOutcome.Done>();
        rig.Domain.ShouldBeNull();
    }

    [Fact]
    public async Task A_guest_that_does_not_hear_goes_on_running()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        rig.Domain!.IgnoresShutdown = true;
        var before = rig.Fingerprint();

        var failed = (await rig.ApplyAsync(new GuestChange.Shutdown(GuestRig.Id, TimeSpan.FromMilliseconds(50)))).ShouldBeOfType<GuestOutcome.Failed>();

        failed.Problem.Code.ShouldBe(ProblemCode.GuestSilent);
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task Cancelled_while_it_waits_the_guest_goes_on_running()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        rig.Domain!.IgnoresShutdown = true;
        var before = rig.Fingerprint();
        using var cancel = new CancellationTokenSource();
        var shutdown = rig.ApplyAsync(new GuestChange.Shutdown(GuestRig.Id, s_minute), cancel.Token);
        await rig.AskedAsync();

        await cancel.CancelAsync();

        (await shutdown).ShouldBeOfType<GuestOutcome.Failed>().Problem.Code.ShouldBe(ProblemCode.Cancelled);
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_daemon_that_restarts_meanwhile_is_asked_anew()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        rig.Domain!.IgnoresShutdown = true;
        var shutdown = rig.ApplyAsync(new GuestChange.Shutdown(GuestRig.Id, s_minute));
        await rig.AskedAsync();
        rig.Domain.IgnoresShutdown = false;

        rig.Hypervisor.LoseConnections();

        (await shutdown).ShouldBeOfType<GuestOutcome.Done>();
        rig.Hypervisor.Faults.Made.Count(made => made.Call == FakeCall.Shutdown).ShouldBe(2);
    }

    [Fact]
    public async Task What_is_left_of_a_guest_that_ended_by_other_hands_is_cleaned_up()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        await rig.RunningAsync(GuestRig.Vf(0), GuestRig.Vf(2));
        rig.Hypervisor.Stop(rig.Domain!);

        await rig.DoAsync(new GuestChange.Stop(GuestRig.Id));

        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_stop_that_was_killed_goes_on_where_it_was()
    {
        await using var rig = new GuestRig();
        var before = rig.Fingerprint();
        await rig.RunningAsync(GuestRig.Vf(0));
        rig.Hypervisor.Stop(rig.Domain!);
        await rig.UndefineAsync();
        rig.Rig.Kill();

        await rig.DoAsync(new GuestChange.Stop(GuestRig.Id));

        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_reboot_leaves_the_VFs()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        var before = rig.Fingerprint();

        await rig.DoAsync(new GuestChange.Reboot(GuestRig.Id));

        rig.Fingerprint().ShouldBe(before);
        rig.Hypervisor.Faults.Made.ShouldContain(made => made.Call == FakeCall.Reboot);
        (await rig.ApplyAsync(new GuestChange.Reboot(Guid.NewGuid()))).ShouldBeOfType<GuestOutcome.Refused>().Problems[0].Code.ShouldBe(ProblemCode.GuestUnknown);
    }

    [Fact]
    public async Task A_VF_that_the_agent_put_back_first_is_left_as_it_is()
    {
        await using var rig = await new GuestRig().RunningAsync(GuestRig.Vf(0));
        var held = rig.Rig.Parts.Locks.TakeVf(new(Rig.Pf, 0)).ShouldBeOfType<Host.Locking.LockResult.Taken>().Lock;
        var stop = rig.ApplyAsync(new GuestChange.Stop(GuestRig.Id));
        while (rig.Domain is not null)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        rig.Rig.Link.Vfs[0].Mac = Rig.OriginalMac(0);
        rig.Rig.Parts.State.Update(new Domain.Functions.VfId(Rig.Pf, 0), _ => null);
        held.Dispose();

        (await stop).ShouldBeOfType<GuestOutcome.Done>();
        rig.Rig.Link.Vfs[0].Mac.ShouldBe(Rig.OriginalMac(0));
    }
}
