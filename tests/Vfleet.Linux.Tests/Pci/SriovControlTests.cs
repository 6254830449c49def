using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Pci;

public sealed class SriovControlTests : IDisposable
{
    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(60);

    private readonly FakeHost _host = new FakeHost().AddPf("0000:01:00.0", netdev: "enp1s0");
    private readonly FakeSysfsKernel _kernel;
    private readonly SriovControl _control;

    public SriovControlTests()
    {
        _kernel = new FakeSysfsKernel(_host);
        _control = new SriovControl(_host.Root, new DeadlineWrites(_kernel, TimeProvider.System), TimeProvider.System);
    }

    public void Dispose() => _host.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VFs_come_and_go()
    {
        (await _control.WriteNumVfsAsync(s_pf, 7, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Done(7));
        var wait = await _control.WaitForVfsAsync(s_pf, 7, VfReadiness.Netdev, s_deadline, null, Cancel);
        wait.IsReady.ShouldBeTrue();
        wait.VirtualFunctions.Length.ShouldBe(7);

        (await _control.WriteNumVfsAsync(s_pf, 0, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Done(0));
        (await _control.WaitForVfsAsync(s_pf, 0, VfReadiness.Present, s_deadline, null, Cancel)).IsReady.ShouldBeTrue();
    }

    [Fact]
    public async Task With_autoprobe_off_VFs_come_without_drivers()
    {
        (await _control.WriteAutoprobeAsync(s_pf, on: false, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Done(0));
        await _control.WriteNumVfsAsync(s_pf, 2, s_deadline, Cancel);
        var present = await _control.WaitForVfsAsync(s_pf, 2, VfReadiness.Present, s_deadline, null, Cancel);
        present.IsReady.ShouldBeTrue();
        present.VirtualFunctions.ShouldAllBe(vf => vf.Function.Driver == null);
        (await _control.WaitForVfsAsync(s_pf, 2, VfReadiness.Driver, s_short, null, Cancel)).NotReady.ShouldBe([0, 1]);
    }

    [Theory]
    [InlineData(Errno.Busy, SriovRefusal.AlreadyEnabled)]
    [InlineData(Errno.NoMemory, SriovRefusal.NoResources)]
    [InlineData(Errno.OutOfRange, SriovRefusal.OutOfRange)]
    [InlineData(Errno.NoEntry, SriovRefusal.NotSupportedByDriver)]
    [InlineData(Errno.InputOutput, SriovRefusal.DeviceFault)]
    [InlineData(Errno.NoDevice, SriovRefusal.NoDevice)]
    [InlineData(Errno.NotPermitted, SriovRefusal.NotPermitted)]
    [InlineData(Errno.AccessDenied, SriovRefusal.NotPermitted)]
    [InlineData(Errno.ReadOnly, SriovRefusal.ReadOnly)]
    [InlineData(Errno.Invalid, SriovRefusal.Invalid)]
    [InlineData(Errno.NotSupported, SriovRefusal.NotInThisMode)]
    [InlineData((Errno)71, SriovRefusal.Other)]
    public async Task Each_refusal_of_the_kernel_has_a_name(Errno errno, SriovRefusal reason)
    {
        _kernel.FailWritesTo("sriov_numvfs", errno);
        (await _control.WriteNumVfsAsync(s_pf, 3, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Refused(reason, errno));
    }

    [Fact]
    public async Task From_one_number_to_another_is_refused_as_the_kernel_does()
    {
        await _control.WriteNumVfsAsync(s_pf, 2, s_deadline, Cancel);
        (await _control.WriteNumVfsAsync(s_pf, 3, s_deadline, Cancel))
            .ShouldBe(new SriovOutcome.Refused(SriovRefusal.AlreadyEnabled, Errno.Busy));
    }

    [Fact]
    public async Task Fewer_VFs_than_asked_for_are_told()
    {
        _host.AddPf(new FakePf { Address = PciAddress.Parse("0000:02:00.0"), GrantedVfs = 4 });
        (await _control.WriteNumVfsAsync(PciAddress.Parse("0000:02:00.0"), 7, s_deadline, Cancel)).ShouldBe(new SriovOutcome.Done(4));
    }

    [Fact]
    public async Task A_hanging_write_is_reported_with_the_write_still_pending()
    {
        var fault = _kernel.HangWritesTo("sriov_numvfs");
        var outcome = await _control.WriteNumVfsAsync(s_pf, 3, s_short, Cancel);
        var pending = outcome.ShouldBeOfType<SriovOutcome.TimedOut>().Write;
        (await _control.WriteNumVfsAsync(s_pf, 0, s_short, Cancel)).ShouldBe(new SriovOutcome.TimedOut(pending));
        fault.Lift();
        await pending.Completion.WaitAsync(s_deadline, Cancel);
        PciTopology.ReadPhysicalFunction(_host.Root, s_pf, out _)!.NumVfs.ShouldBe(3);
    }

    [Fact]
    public async Task VFs_that_come_late_are_awaited_by_event()
    {
        _kernel.VfsComeLate = true;
        await _control.WriteNumVfsAsync(s_pf, 4, s_deadline, Cancel);
        var looked = 0;
        var wait = await _control.WaitForVfsAsync(
            s_pf,
            4,
            VfReadiness.Present,
            s_deadline,
            _ =>
            {
                looked++;
                _kernel.DeliverVfs(s_pf);
                return Task.CompletedTask;
            },
            Cancel);
        wait.IsReady.ShouldBeTrue();
        looked.ShouldBe(1);
    }

    [Fact]
    public async Task A_PF_that_vanishes_ends_the_wait_at_its_deadline_with_that_reason()
    {
        _host.RemoveFunction(s_pf);
        var wait = await _control.WaitForVfsAsync(s_pf, 2, VfReadiness.Present, s_short, null, Cancel);
        wait.IsGone.ShouldBeTrue();
        wait.IsReady.ShouldBeFalse();
        (await _control.WriteNumVfsAsync(s_pf, 2, s_deadline, Cancel))
            .ShouldBe(new SriovOutcome.Refused(SriovRefusal.NotSupportedByDriver, Errno.NoEntry));
    }
}
