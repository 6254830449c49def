using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Host.Tests.Applying;

public sealed class AttachTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:00:00:10");

    private static readonly VfSettings Wish = new()
    {
        Mac = Mac,
        Vlan = new VlanTag(100, 3),
        Trust = true,
        SpoofCheck = false,
    };

    [Fact]
    public async Task A_VF_is_saved_written_bound_plugged_in_and_noted()
    {
        await using var rig = new Rig(vfDriver: "igbvf");

        await rig.DoAsync(Rig.Attach(Rig.PfSelector, Wish));

        var vf = rig.Link.Vfs[0];
        (vf.Mac, vf.Vlan, vf.Trust, vf.SpoofCheck).ShouldBe((Mac, new VlanTag(100, 3), true, false));
        rig.Sysfs.DriverOf(Rig.VfAddress(0)).ShouldBe("vfio-pci");
        var device = rig.Guest.Live!.Interfaces.ShouldHaveSingleItem();
        device.Function.ShouldBe(Rig.VfAddress(0));
        device.Mac.ShouldBe(Mac);
        device.Alias.ShouldBe("ua-vfleet-525400000010");
        device.Vlan.ShouldBe(VlanSetting.Single(100));
        var record = (await rig.ObserveVfAsync(0)).Record!;
        record.Phase.ShouldBe(VfPhase.Attached);
        record.Original.Mac.ShouldBe(Rig.OriginalMac(0));
        record.OriginalDriver.ShouldBe("igbvf");
        record.Owner.Guest.ShouldBe("web1");
    }

    [Theory]
    [InlineData("igbvf")]
    [InlineData("vfio-pci")]
    [InlineData(null)]
    public async Task Attach_and_detach_leave_the_host_exactly_as_it_was(string? driver)
    {
        await using var rig = new Rig(vfDriver: driver);
        var before = rig.Fingerprint();

        await rig.DoAsync(Rig.Attach(Rig.Vf(2), Wish));
        rig.Fingerprint().ShouldNotBe(before);
        await rig.DoAsync(new HostChange.DetachVf("web1", new GuestDeviceSelector(Mac: Mac)));

        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task What_libvirt_overwrites_is_mended()
    {
        await using var rig = new Rig();
        rig.Libvirt.Hypervisor.Faults.BeforeNext(FakeCall.Attach, () => rig.Link.Vfs[0].Vlan = new VlanTag(100));

        await rig.DoAsync(Rig.Attach(Rig.PfSelector, Wish));

        rig.Link.Vfs[0].Vlan.ShouldBe(new VlanTag(100, 3));
    }

    [Fact]
    public async Task A_failure_at_any_write_to_sysfs_is_undone_whole()
    {
        for (var step = 1; ; step++)
        {
            await using var rig = new Rig(vfDriver: "igbvf");
            var before = rig.Fingerprint();
            rig.Kernel.FailStep(step, Errno.InputOutput);

            if (await rig.ApplyAsync(Rig.Attach(Rig.PfSelector, Wish)) is not ChangeOutcome.Failed failed)
            {
                // No such write any more: every one has been tried.
                step.ShouldBeGreaterThan(2);
                return;
            }

            failed.Left.ShouldBeEmpty();
            rig.Fingerprint().ShouldBe(before, $"after a failure of write {step}");
        }
    }

    [Theory]
    [InlineData(RefusalReason.BadDocument, "LIBVIRT_FAILED")]
    [InlineData(RefusalReason.NoFreeSlot, "GUEST_NO_SLOT")]
    [InlineData(RefusalReason.Busy, "LOCKED")]
    public async Task A_refusal_of_libvirt_is_undone_whole_and_told(RefusalReason reason, string code)
    {
        await using var rig = new Rig(vfDriver: "igbvf");
        var before = rig.Fingerprint();
        rig.Libvirt.Hypervisor.Faults.RefuseNext(FakeCall.Attach, reason);

        var failed = (await rig.ApplyAsync(Rig.Attach(Rig.PfSelector, Wish))).ShouldBeOfType<ChangeOutcome.Failed>();

        failed.Problem.Code.Name.ShouldBe(code);
        failed.Left.ShouldBeEmpty();
        failed.Undone.ShouldNotBeEmpty();
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task When_libvirt_says_that_the_VF_is_in_use_the_next_one_is_taken()
    {
        await using var rig = new Rig();
        rig.Libvirt.Hypervisor.Faults.RefuseNext(FakeCall.Attach, RefusalReason.FunctionInUse);
        rig.Libvirt.Hypervisor.Faults.RefuseNext(FakeCall.Attach, RefusalReason.FunctionInUse);

        var done = await rig.DoAsync(Rig.Attach(Rig.PfSelector, Wish));

        done.Plan.Vf!.Value.Index.ShouldBe(2);
        rig.Link.Vfs[0].Mac.ShouldBe(Rig.OriginalMac(0));
        rig.Link.Vfs[1].Mac.ShouldBe(Rig.OriginalMac(1));
    }

    [Fact]
    public async Task A_VF_that_was_named_is_not_exchanged_for_another()
    {
        await using var rig = new Rig();
        rig.Libvirt.Hypervisor.Faults.RefuseNext(FakeCall.Attach, RefusalReason.FunctionInUse);

        var failed = (await rig.ApplyAsync(Rig.Attach(Rig.Vf(0), Wish))).ShouldBeOfType<ChangeOutcome.Failed>();

        failed.Problem.Code.ShouldBe(ProblemCode.VfNotFree);
    }

    [Fact]
    public async Task A_VF_that_somebody_is_changing_is_passed_over()
    {
        await using var rig = new Rig();
        using var held = rig.Parts.Locks.TakeVf(new(Rig.Pf, 0)).ShouldBeOfType<Host.Locking.LockResult.Taken>().Lock;

        var done = await rig.DoAsync(Rig.Attach(Rig.PfSelector, Wish));

        done.Plan.Vf!.Value.Index.ShouldBe(1);
        (await rig.ApplyAsync(Rig.Attach(Rig.Vf(0), Wish with { Mac = null }))).ShouldBeOfType<ChangeOutcome.Refused>()
            .Problems.ShouldContain(problem => problem.Code == ProblemCode.Locked);
    }

    [Fact]
    public async Task Attaches_side_by_side_get_different_VFs()
    {
        await using var rig = new Rig();
        var attaches = Enumerable.Range(0, 4).Select(index => Task.Run(() =>
            rig.ApplyAsync(Rig.Attach(Rig.PfSelector, new VfSettings { Mac = new MacAddress(0x5254_0000_0020UL + (uint)index) }))));

        var outcomes = await Task.WhenAll(attaches);

        outcomes.ShouldAllBe(outcome => outcome is ChangeOutcome.Done);
        outcomes.Cast<ChangeOutcome.Done>().Select(done => done.Plan.Vf!.Value.Index).Order().ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task A_setting_that_was_asked_for_and_is_unsupported_fails_and_is_undone()
    {
        await using var rig = new Rig(driver: FakeVfDriver.Netdevsim.Without(Linux.Netlink.Route.VfAttribute.Trust));
        var before = rig.Fingerprint();

        var outcome = await rig.ApplyAsync(Rig.Attach(Rig.PfSelector, Wish));

        outcome.ShouldBeOfType<ChangeOutcome.Failed>().Problem.Code.ShouldBe(ProblemCode.Unsupported);
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_neutral_default_that_is_unsupported_is_no_failure()
    {
        await using var rig = new Rig(driver: FakeVfDriver.Igb);

        await rig.DoAsync(Rig.Attach(Rig.PfSelector, new VfSettings { Mac = Mac, Vlan = new VlanTag(7) }));

        rig.Link.Vfs[0].Vlan.ShouldBe(new VlanTag(7));
    }

    [Fact]
    public async Task Cancelled_before_it_begins_nothing_is_touched()
    {
        await using var rig = new Rig();
        var before = rig.Fingerprint();
        using var cancel = new CancellationTokenSource();
        var progress = new OnStep(number =>
        {
            if (number == 2)
            {
                cancel.Cancel();
            }
        });

        var outcome = await rig.Host.ApplyAsync(Rig.Attach(Rig.PfSelector, Wish), progress, cancel.Token);

        outcome.ShouldBeOfType<ChangeOutcome.Failed>().Problem.Code.ShouldBe(ProblemCode.Cancelled);
        rig.Fingerprint().ShouldBe(before);
    }

    private sealed class OnStep(Action<int> act) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            if (value.State == StepState.Started)
            {
                act(value.Number);
            }
        }
    }
}
