using Vfleet.Domain.Changes;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Tests.Applying;

public sealed class CountTests
{
    [Fact]
    public async Task The_number_goes_through_0_and_each_VF_gets_its_driver()
    {
        await using var rig = new Rig(vfs: 2);

        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 5, Driver = VfDriverChoice.Vfio });

        rig.Kernel.Writes.Where(write => write.Path.EndsWith("sriov_numvfs", StringComparison.Ordinal)).Select(write => write.Value).ShouldBe(["0", "5"]);
        Enumerable.Range(0, 5).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == "vfio-pci");
    }

    [Fact]
    public async Task A_PF_that_its_driver_left_down_is_up_again()
    {
        await using var rig = new Rig(vfs: 0);
        var react = rig.Kernel.Reacted!;
        rig.Kernel.Reacted = write =>
        {
            react(write);
            if (write.Path.EndsWith("sriov_numvfs", StringComparison.Ordinal))
            {
                rig.Link.IsUp = false;
            }
        };

        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 3, Driver = VfDriverChoice.None });

        rig.Link.IsUp.ShouldBeTrue();
    }

    [Theory]
    [InlineData(Errno.NoMemory, "KERNEL_REFUSED", "pci=realloc")]
    [InlineData(Errno.Busy, "KERNEL_REFUSED", "somebody else")]
    [InlineData(Errno.NoEntry, "UNSUPPORTED", "driver")]
    [InlineData(Errno.NotPermitted, "NO_PERMISSION", "root")]
    [InlineData(Errno.NoDevice, "FUNCTION_VANISHED", "gone")]
    public async Task A_refusal_of_the_kernel_says_what_it_means_and_is_undone(Errno errno, string code, string remedy)
    {
        await using var rig = new Rig(vfs: 0);
        var before = rig.Fingerprint();
        rig.Kernel.FailWritesTo("sriov_numvfs", errno);

        var failed = (await rig.ApplyAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 3, Driver = VfDriverChoice.Vfio }))
            .ShouldBeOfType<ChangeOutcome.Failed>();

        failed.Problem.Code.Name.ShouldBe(code);
        failed.Problem.Remedy.ShouldContain(remedy);
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_failure_at_any_write_leaves_the_number_and_the_autoprobe_as_they_were()
    {
        for (var step = 1; ; step++)
        {
            await using var rig = new Rig(vfs: 0);
            var before = rig.Fingerprint();
            rig.Kernel.FailStep(step, Errno.InputOutput);

            if (await rig.ApplyAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 3, Driver = VfDriverChoice.Vfio }) is not ChangeOutcome.Failed failed)
            {
                step.ShouldBeGreaterThan(5);
                return;
            }

            failed.Left.ShouldBeEmpty();
            rig.Fingerprint().ShouldBe(before, $"after a failure of write {step}");
        }
    }

    [Fact]
    public async Task A_used_VF_refuses_the_change_by_name()
    {
        await using var rig = new Rig();
        await rig.DoAsync(Rig.Attach(Rig.Vf(1), new Domain.Settings.VfSettings()));
        var before = rig.Fingerprint();

        var refused = (await rig.ApplyAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 7 })).ShouldBeOfType<ChangeOutcome.Refused>();

        refused.Problems.ShouldContain(problem => problem.Code == ProblemCode.VfNotFree && problem.Message.Contains("enp1s0/1 is not free", StringComparison.Ordinal));
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task A_locked_PF_is_refused_with_its_holder()
    {
        await using var rig = new Rig();
        using var held = rig.Parts.Locks.TakePf(Rig.Pf).ShouldBeOfType<Host.Locking.LockResult.Taken>().Lock;

        var refused = (await rig.ApplyAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 0 })).ShouldBeOfType<ChangeOutcome.Refused>();

        refused.Problems.ShouldHaveSingleItem().Message.ShouldContain("'vfleet test'");
    }
}
