using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;

using Vfleet.Host.Restoring;
using Vfleet.Host.State;
using Vfleet.Host.Tests.Recovering;
using Vfleet.Primitives;

namespace Vfleet.Host.Tests.Restoring;

/// <summary>A host that loses its power, and what comes back with it.</summary>
public sealed class RestoreTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:00:00:10");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static HostChange.SetPf Five => new(Rig.PfSelector) { Vfs = 5, Driver = VfDriverChoice.Vfio };

    [Fact]
    public async Task What_was_set_by_hand_is_there_again_after_a_reboot_first_the_VFs_then_their_drivers_and_settings()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five);
        await rig.DoAsync(new HostChange.SetVf(Rig.Vf(3), new VfSettings { Mac = Mac, Vlan = new VlanTag(7) }));
        rig.PowerCut();

        (await RestoreAsync(rig, RestoreScope.Early)).Problems.ShouldBeEmpty();

        rig.Link.Vfs.Count.ShouldBe(5);
        Enumerable.Range(0, 5).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == null);
        rig.Link.Vfs[3].Vlan.ShouldBe(VlanTag.None);

        (await RestoreAsync(rig, RestoreScope.All)).Problems.ShouldBeEmpty();

        Enumerable.Range(0, 5).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == "vfio-pci");
        (rig.Link.Vfs[3].Mac, rig.Link.Vfs[3].Vlan).ShouldBe((Mac, new VlanTag(7)));
        (await RestoreAsync(rig, RestoreScope.All)).Outcome.ShouldBeOfType<ChangeOutcome.Nothing>();
    }

    [Fact]
    public async Task VFs_of_the_host_get_its_driver_only_from_the_second_restore_on()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 3 });
        rig.PowerCut();

        await RestoreAsync(rig, RestoreScope.Early);
        Enumerable.Range(0, 3).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == null);

        await RestoreAsync(rig, RestoreScope.All);
        Enumerable.Range(0, 3).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == "igbvf");
        rig.Sysfs.Files.Read($"{rig.Sysfs.DevicePath(Rig.Pf)}/sriov_drivers_autoprobe").ShouldBe("1");
    }

    [Fact]
    public async Task A_PF_that_was_never_set_or_set_to_no_VFs_is_never_touched()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five);
        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 0 });
        rig.PowerCut();
        var writes = rig.Kernel.Writes.Count;

        await RestoreAsync(rig, RestoreScope.Early);
        await RestoreAsync(rig, RestoreScope.All);

        rig.Kernel.Writes.Count.ShouldBe(writes);
        Directory.EnumerateFiles(rig.StateDirectory, "*.json").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_until_the_next_boot_is_not_restored()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five with { Keeps = false });
        rig.PowerCut();

        await RestoreAsync(rig, RestoreScope.All);

        rig.Link.Vfs.ShouldBeEmpty();
    }

    [Fact]
    public async Task VFs_that_somebody_else_made_before_us_are_left_by_the_first_restore()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five);
        rig.PowerCut();
        rig.Sysfs.CreateVfs(Rig.Pf, 2, probe: false);
        rig.Link.WithVfs(2);

        (await RestoreAsync(rig, RestoreScope.Early)).Outcome.ShouldBeNull();

        rig.Link.Vfs.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_power_cut_at_any_moment_of_a_count_change_ends_with_the_new_number()
    {
        for (var moment = 1; ; moment++)
        {
            await using var rig = new Rig(vfs: 0);
            await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 2, Driver = VfDriverChoice.None });
            await using var killed = await KilledChange.RunAsync(rig, Five, moment);
            if (killed is null)
            {
                moment.ShouldBeGreaterThan(5);
                return;
            }

            rig.PowerCut();
            await RestoreAsync(rig, RestoreScope.Early);
            var restoring = await RestoreAsync(rig, RestoreScope.All);

            restoring.Problems.ShouldBeEmpty($"cut at moment {moment}");
            rig.Link.Vfs.Count.ShouldBe(5);
            rig.Parts.State.Read(Rig.Pf).Unfinished.ShouldBeNull();
            Enumerable.Range(0, 5).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == "vfio-pci");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_guest_that_is_configured_with_a_VF_finds_it_set_up_after_a_reboot_and_a_running_one_is_forgotten(bool hasUnits)
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five);
        var before = rig.Fingerprint();
        await rig.DoAsync(Rig.Attach(Rig.Vf(1), new VfSettings { Mac = Mac, Vlan = new VlanTag(100), Trust = true }) with { Live = true, Config = true });
        await rig.DoAsync(Rig.Attach(Rig.Vf(2), new VfSettings { Vlan = new VlanTag(200) }) with { Live = true, Config = false });
        rig.PowerCut();

        // By hand there is one restore after the boot, and it does all.
        if (hasUnits)
        {
            await RestoreAsync(rig, RestoreScope.Early);
        }

        var restoring = await RestoreAsync(rig, RestoreScope.All);

        restoring.Problems.ShouldBeEmpty();
        restoring.Recovered.Length.ShouldBe(2);
        restoring.Recovered.ShouldContain(recovery => recovery.Subject == "enp1s0/1");
        (await RestoreAsync(rig, RestoreScope.All)).Recovered.ShouldBeEmpty();
        (rig.Link.Vfs[1].Mac, rig.Link.Vfs[1].Vlan, rig.Link.Vfs[1].Trust).ShouldBe((Mac, new VlanTag(100), true));
        (await rig.ObserveVfAsync(1)).Record!.Phase.ShouldBe(VfPhase.Attached);
        (await rig.ObserveVfAsync(2)).Record.ShouldBeNull();

        // Taken back, it is a VF like every other.
        await rig.DoAsync(new HostChange.DetachVf("web1", new GuestDeviceSelector(Mac: Mac)));
        (rig.Link.Vfs[1].Vlan, rig.Link.Vfs[1].Trust).ShouldBe((VlanTag.None, false));
        (await rig.ObserveVfAsync(1)).Record.ShouldBeNull();
        before.ShouldContain("driver vfio-pci");
    }

    [Fact]
    public async Task A_VF_that_a_guest_kept_over_a_reboot_goes_back_to_the_driver_that_its_PF_is_kept_with()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five with { Driver = VfDriverChoice.Host });
        await rig.DoAsync(Rig.Attach(Rig.Vf(1), new VfSettings { Mac = Mac }) with { Live = true, Config = true });
        rig.PowerCut();

        // The agent looks after the guest's VF while the VFs have no drivers yet, and gives them those after that.
        await RestoreAsync(rig, RestoreScope.Early);
        (await RestoreAsync(rig, RestoreScope.Unfinished)).Recovered.ShouldHaveSingleItem();
        await RestoreAsync(rig, RestoreScope.All);
        await rig.DoAsync(new HostChange.DetachVf("web1", new GuestDeviceSelector(Mac: Mac)));

        Enumerable.Range(0, 5).Select(index => rig.Sysfs.DriverOf(Rig.VfAddress(index))).ShouldAllBe(driver => driver == "igbvf");
    }

    [Fact]
    public async Task A_card_that_is_gone_or_another_one_is_told_and_not_touched()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five);
        rig.PowerCut();
        var uevent = $"{rig.Sysfs.DevicePath(Rig.Pf)}/uevent";
        rig.Sysfs.Files.Write(uevent, rig.Sysfs.Files.Read(uevent)!.Replace("8086:10C9", "8086:1528", StringComparison.Ordinal) + "\n");
        var writes = rig.Kernel.Writes.Count;

        var other = await RestoreAsync(rig, RestoreScope.All);

        other.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.CardChanged);
        rig.Kernel.Writes.Count.ShouldBe(writes);
        var gone = PciAddress.Parse("0000:77:00.0");
        rig.Host.Keeping.Move(Rig.Pf, gone).ShouldBeNull();
        (await rig.Host.Keeping.RestoreAsync(gone, RestoreScope.All, null, Token)).Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.FunctionVanished);
        rig.Host.Keeping.Forget(gone).ShouldBeNull();
        rig.Host.Keeping.Forget(gone)!.Code.ShouldBe(ProblemCode.PfUnknown);
    }

    [Fact]
    public async Task What_was_interrupted_goes_with_a_card_that_moves()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five);
        var state = rig.Parts.State.Read(Rig.Pf);
        var wanted = state.Kept with { Vfs = 3 };
        rig.Parts.State.Update(Rig.Pf, now => now with { Unfinished = new UnfinishedChange("3 VFs", DateTimeOffset.UnixEpoch, "before") { Wanted = wanted } });
        var slot = PciAddress.Parse("0000:77:00.0");

        rig.Host.Keeping.Move(Rig.Pf, slot).ShouldBeNull();

        rig.Parts.State.Read(slot).Kept.ShouldBe(wanted);
        rig.Parts.State.Read(slot).Card.ShouldBe(state.Card);
        rig.Parts.State.Read(Rig.Pf).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_renamed_card_is_restored_and_told()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five);
        rig.Parts.State.Update(Rig.Pf, state => state with { Card = state.Card! with { Netdev = "eth7" } });
        rig.PowerCut();

        var restoring = await RestoreAsync(rig, RestoreScope.All);

        restoring.Notes.ShouldHaveSingleItem().ShouldBe("enp1s0 (0000:01:00.0) was called eth7");
        rig.Link.Vfs.Count.ShouldBe(5);
    }

    [Fact]
    public async Task PFs_are_restored_side_by_side_and_a_damaged_file_stops_none()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five);
        rig.PowerCut();
        File.WriteAllText(Path.Join(rig.StateDirectory, "0000:02:00.0.json"), "{");

        var (pfs, problems) = await HostRestore.RunAsync(rig.Open, RestoreScope.All, null, Token);

        problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.StateDamaged);
        pfs.ShouldHaveSingleItem().Problems.ShouldBeEmpty();
        rig.Link.Vfs.Count.ShouldBe(5);
    }

    [Fact]
    public async Task What_is_kept_is_read_back_as_it_was_written()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(Five with { Up = true, Mtu = 2000 });
        await rig.DoAsync(new HostChange.SetVf(new FunctionSelector.ByIndex(Rig.PfSelector, 4), new VfSettings { Trust = true }));

        var state = rig.Parts.State.Read(Rig.Pf);

        state.Kept.Vfs.ShouldBe(5);
        state.Kept.Driver.ShouldBe(VfDriverChoice.Vfio);
        (state.Kept.Up, state.Kept.Mtu).ShouldBe((true, 2000));
        state.Kept.Settings.ShouldHaveSingleItem().Value.ShouldBe(new VfSettings { Trust = true });
        state.Card!.Netdev.ShouldBe(Rig.PfName);
        PfStateDocument.Of(state).ToState().Kept.ShouldBe(state.Kept);
    }

    private static Task<PfRestoring> RestoreAsync(Rig rig, RestoreScope scope) => rig.Host.Keeping.RestoreAsync(Rig.Pf, scope, null, Token);
}
