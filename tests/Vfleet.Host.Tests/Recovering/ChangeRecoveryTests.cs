using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Host.Recovering;
using Vfleet.Host.Restoring;
using Vfleet.Libvirt.Connection;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Tests.Recovering;

/// <summary>Programs killed at every moment of a change, and what the next start makes of it.</summary>
public sealed class ChangeRecoveryTests
{
    private static readonly VfSettings Wish = new() { Mac = MacAddress.Parse("52:54:00:00:00:10"), Vlan = new VlanTag(100), Trust = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 5)]
    [InlineData(2, 5)]
    [InlineData(4, 0)]
    public async Task A_count_change_killed_at_any_moment_is_finished_by_the_next_start(int before, int after)
    {
        for (var moment = 1; ; moment++)
        {
            await using var rig = new Rig(vfs: before);
            await using var killed = await KilledChange.RunAsync(
                rig, new HostChange.SetPf(Rig.PfSelector) { Vfs = after, Driver = VfDriverChoice.Vfio }, moment);
            if (killed is null)
            {
                moment.ShouldBeGreaterThan(5);
                return;
            }

            var restoring = await RecoverAsync(rig);

            restoring.Problems.ShouldBeEmpty($"killed at moment {moment}");
            restoring.Recovered.ShouldHaveSingleItem().Result.ShouldBe(RecoveryResult.Finished);
            rig.Link.Vfs.Count.ShouldBe(after);
            Enumerable.Range(0, after).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == "vfio-pci");
            var state = rig.Parts.State.Read(Rig.Pf);
            state.Unfinished.ShouldBeNull();
            (state.Kept.Vfs ?? 0).ShouldBe(after);
            (state.Card is not null).ShouldBe(!state.Kept.IsEmpty, "a card that moves or is exchanged later is noticed");
            (await RecoverAsync(rig)).Recovered.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_change_that_could_not_be_written_down_as_done_is_by_the_next_start()
    {
        await using var rig = new Rig(vfs: 0);

        // A folder where the new content would be written: as good as a disk that is full by the end of the change.
        var obstacle = Path.Join(rig.StateDirectory, $"{Rig.Pf}.json.new");
        rig.Kernel.Writing = () => Directory.CreateDirectory(obstacle);

        var done = await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 3 });

        done.Notes.ShouldContain(note => note.StartsWith("done, but it is written down as going on still: ", StringComparison.Ordinal));
        rig.Parts.State.Read(Rig.Pf).Unfinished.ShouldNotBeNull();
        rig.Kernel.Writing = null;
        Directory.Delete(obstacle);
        (await RecoverAsync(rig)).Recovered.ShouldHaveSingleItem().Result.ShouldBe(RecoveryResult.Finished);
        (rig.Parts.State.Read(Rig.Pf).Unfinished, rig.Parts.State.Read(Rig.Pf).Kept.Vfs).ShouldBe((null, 3));
    }

    [Fact]
    public async Task A_count_change_that_cannot_be_finished_is_undone()
    {
        await using var rig = new Rig(vfs: 2, vfDriver: null);
        await using var killed = await KilledChange.RunAsync(rig, new HostChange.SetPf(Rig.PfSelector) { Vfs = 5 }, 6);
        killed.ShouldNotBeNull();
        rig.Link.Vfs.ShouldBeEmpty();
        rig.Sysfs.Pfs[Rig.Pf].GrantedVfs = 3;

        (await RecoverAsync(rig)).Recovered.ShouldHaveSingleItem().Result.ShouldBe(RecoveryResult.Undone);

        rig.Link.Vfs.Count.ShouldBe(2);
        rig.Parts.State.Read(Rig.Pf).IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("igbvf")]
    [InlineData("vfio-pci")]
    [InlineData(null)]
    public async Task An_attach_killed_at_any_moment_is_finished_when_the_guest_has_the_VF_and_undone_when_not(string? driver)
    {
        var results = new HashSet<bool>();
        for (var moment = 1; ; moment++)
        {
            await using var rig = new Rig(vfDriver: driver);
            var before = rig.Fingerprint();
            await using var killed = await KilledChange.RunAsync(rig, Rig.Attach(Rig.Vf(1), Wish), moment);
            if (killed is null)
            {
                results.ShouldBe([true, false], ignoreOrder: true);
                return;
            }

            var restoring = await RecoverAsync(rig);

            restoring.Problems.ShouldBeEmpty($"killed at moment {moment}");
            var hasIt = rig.Guest.Live!.Interfaces.Length == 1;
            results.Add(hasIt);
            if (hasIt)
            {
                (await rig.ObserveVfAsync(1)).Record!.Phase.ShouldBe(VfPhase.Attached);
                await rig.DoAsync(new HostChange.DetachVf("web1", new GuestDeviceSelector(Mac: Wish.Mac)));
            }

            rig.Fingerprint().ShouldBe(before, $"killed at moment {moment}");
        }
    }

    [Fact]
    public async Task A_detach_killed_at_any_moment_leaves_the_VF_with_the_guest_or_puts_it_back()
    {
        for (var moment = 1; ; moment++)
        {
            await using var rig = new Rig(vfDriver: "igbvf");
            var before = rig.Fingerprint();
            await rig.DoAsync(Rig.Attach(Rig.Vf(1), Wish));
            await using var killed = await KilledChange.RunAsync(rig, new HostChange.DetachVf("web1", new GuestDeviceSelector(Mac: Wish.Mac)), moment);
            if (killed is null)
            {
                moment.ShouldBeGreaterThan(6);
                return;
            }

            (await RecoverAsync(rig)).Problems.ShouldBeEmpty($"killed at moment {moment}");

            if (rig.Guest.Live!.Interfaces.Length == 1)
            {
                (await rig.ObserveVfAsync(1)).Record!.Phase.ShouldBe(VfPhase.Attached);
                await rig.DoAsync(new HostChange.DetachVf("web1", new GuestDeviceSelector(Mac: Wish.Mac)));
            }

            rig.Fingerprint().ShouldBe(before, $"killed at moment {moment}");
        }
    }

    [Fact]
    public async Task Settings_and_drivers_of_a_VF_whose_change_was_killed_are_finished()
    {
        var kept = new HostChange.SetPf(Rig.PfSelector) { Vfs = 5, Driver = VfDriverChoice.Vfio };
        foreach (var change in (HostChange[])[new HostChange.SetVf(Rig.Vf(2), Wish), new HostChange.BindVf(Rig.Vf(2), "none"), new HostChange.ResetVf(Rig.Vf(2))])
        {
            for (var moment = 1; ; moment++)
            {
                await using var finished = new Rig();
                await finished.DoAsync(kept);
                await finished.DoAsync(change);
                await using var rig = new Rig();
                await rig.DoAsync(kept);
                await using var killed = await KilledChange.RunAsync(rig, change, moment);
                if (killed is null)
                {
                    break;
                }

                (await RecoverAsync(rig)).Recovered.ShouldHaveSingleItem().Result.ShouldBe(RecoveryResult.Finished);
                rig.Fingerprint().ShouldBe(finished.Fingerprint(), $"{change} killed at moment {moment}");
                rig.Parts.State.Read(Rig.Pf).Kept.ShouldBe(finished.Parts.State.Read(Rig.Pf).Kept, $"{change} killed at moment {moment}");
            }
        }
    }

    [Fact]
    public async Task What_somebody_still_works_on_is_left_to_them()
    {
        await using var rig = new Rig(vfs: 0);
        var fault = rig.Kernel.HangWritesTo("sriov_numvfs");
        var running = Task.Run(() => rig.ApplyAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 3, Driver = VfDriverChoice.None }), Token);
        while (rig.Parts.State.Read(Rig.Pf).Unfinished is null)
        {
            await Task.Delay(5, Token);
        }

        (await RecoverAsync(rig)).Recovered.ShouldHaveSingleItem().Result.ShouldBe(RecoveryResult.Busy);

        fault.Lift();
        (await running).ShouldBeOfType<ChangeOutcome.Done>();
        (await RecoverAsync(rig)).Recovered.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_VF_whose_guest_ended_by_other_hands_is_put_back()
    {
        await using var rig = new Rig(vfDriver: "igbvf");
        var before = rig.Fingerprint();
        await rig.DoAsync(Rig.Attach(Rig.Vf(1), Wish) with { Live = true, Config = false });
        rig.Libvirt.Hypervisor.Stop(rig.Guest);

        (await RecoverAsync(rig)).Recovered.ShouldHaveSingleItem().Result.ShouldBe(RecoveryResult.Finished);

        rig.Libvirt.Hypervisor.Start(rig.Guest);
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task Without_libvirt_nobody_takes_a_VF_from_a_guest_that_may_have_it()
    {
        await using var rig = new Rig();
        await using var killed = await KilledChange.RunAsync(rig, Rig.Attach(Rig.Vf(1), Wish), 8);
        killed.ShouldNotBeNull();
        rig.Libvirt.Unavailable = new LibvirtUnavailable(UnavailableReason.DaemonNotRunning, "libvirtd does not run", "start libvirtd");

        var recovery = (await RecoverAsync(rig)).Recovered.ShouldHaveSingleItem();

        recovery.Result.ShouldBe(RecoveryResult.Left);
        recovery.Problem!.Remedy.ShouldNotBeEmpty();
        rig.Parts.State.Read(Rig.Pf).Vfs.Keys.ShouldBe([1]);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_keeps_a_change_from_beginning()
    {
        await using var rig = new Rig(vfs: 0);
        File.WriteAllText(rig.StateDirectory, "a file where the folder should be");
        var before = rig.Kernel.Writes.Count;

        (await rig.ApplyAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 3 })).ShouldBeOfType<ChangeOutcome.Refused>();

        rig.Kernel.Writes.Count.ShouldBe(before);
    }

    [Fact]
    public async Task What_can_neither_be_finished_nor_undone_stays_written_down_until_it_can()
    {
        await using var rig = new Rig(vfs: 2);
        await using var killed = await KilledChange.RunAsync(rig, new HostChange.SetPf(Rig.PfSelector) { Vfs = 5, Driver = VfDriverChoice.Vfio }, 4);
        var fault = rig.Kernel.FailWritesTo("sriov_numvfs", Errno.InputOutput);

        (await RecoverAsync(rig)).Recovered.ShouldHaveSingleItem().Result.ShouldBe(RecoveryResult.Left);
        fault.Lift();
        (await RecoverAsync(rig)).Recovered.ShouldHaveSingleItem().Result.ShouldBe(RecoveryResult.Finished);

        rig.Link.Vfs.Count.ShouldBe(5);
    }

    private static Task<PfRestoring> RecoverAsync(Rig rig) => rig.Host.Keeping.RestoreAsync(Rig.Pf, RestoreScope.Unfinished, null, Token);
}
