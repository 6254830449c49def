using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;
using Vfleet.Host.Forwarding;
using Vfleet.Host.Locking;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;
using static Vfleet.Host.Tests.Forwarding.BridgedRig;

namespace Vfleet.Host.Tests.Forwarding;

public sealed class ForwardingTests
{
    private static readonly MacAddress One = MacAddress.Parse("52:54:00:bb:00:01");
    private static readonly MacAddress Two = MacAddress.Parse("52:54:00:bb:00:02");

    [Fact]
    public async Task Guests_on_the_bridge_get_an_entry_as_long_as_they_run()
    {
        await using var rig = await NewAsync();
        var guest = rig.StartBridged("db1", One);
        rig.StartBridged("db2", Two, bridge: "br1");

        var done = (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Done>();

        done.Changes.Added.ShouldBe([BridgeMac, One]);
        rig.Present.ShouldBe([BridgeMac, One]);
        rig.Recorded.ShouldBe([BridgeMac, One]);
        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Nothing>().Because.ShouldBe("enp1s0 has every entry that it needs");

        rig.Rig.Libvirt.Hypervisor.Stop(guest);

        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Done>().Changes.Removed.ShouldBe([One]);
        rig.Present.ShouldBe([BridgeMac]);
        rig.Recorded.ShouldBe([BridgeMac]);
    }

    [Fact]
    public async Task When_no_VF_is_in_use_any_more_our_entries_go()
    {
        await using var rig = await NewAsync();
        await rig.SyncAsync();
        var device = (await rig.Rig.ObserveVfAsync(0)).Guests[0];
        await rig.Rig.DoAsync(new HostChange.DetachVf("web1", new GuestDeviceSelector(Alias: device.Alias)));

        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Done>().Changes.Removed.ShouldBe([BridgeMac]);

        rig.Present.ShouldBeEmpty();
        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Nothing>().Because.ShouldBe("nothing is forwarded to enp1s0: none of its VFs is in use");
    }

    [Fact]
    public async Task Clearing_removes_ours_and_leaves_those_of_others()
    {
        await using var rig = await NewAsync();
        rig.AddForeign(Two);
        rig.StartBridged("db1", One);
        rig.StartBridged("db2", Two);
        await rig.SyncAsync();
        rig.Recorded.ShouldBe([BridgeMac, One]);

        (await rig.ClearAsync()).ShouldBeOfType<ForwardingOutcome.Done>().Changes.Removed.ShouldBe([BridgeMac, One]);

        rig.Present.ShouldBe([Two]);
        rig.Recorded.ShouldBeEmpty();
        (await rig.ClearAsync()).ShouldBeOfType<ForwardingOutcome.Nothing>().Because.ShouldBe("nothing is forwarded to enp1s0: it has no entry of ours");
    }

    [Fact]
    public async Task Whatever_is_in_the_kernel_was_written_down_before()
    {
        await using var rig = await NewAsync();
        rig.StartBridged("db1", One);
        var asked = 0;
        rig.Rig.Netlink.BeforeRequest = request =>
        {
            if (request.Type is 28 or 29)
            {
                asked++;
                rig.Recorded.ShouldBe([BridgeMac, One]);
            }
        };

        await rig.SyncAsync();
        await rig.ClearAsync();

        asked.ShouldBe(4);
    }

    [Fact]
    public async Task After_a_kill_before_the_kernel_was_asked_the_next_run_goes_on()
    {
        await using var rig = await NewAsync();
        rig.StartBridged("db1", One);
        rig.Rig.Parts.State.UpdateForwarded(Rig.Pf, _ => [One, Two]);

        var done = (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Done>();

        (done.Changes.Added.Length, done.Changes.Removed.Length).ShouldBe((2, 0));
        rig.Recorded.ShouldBe([BridgeMac, One]);
        rig.Present.ShouldBe([BridgeMac, One]);
    }

    [Fact]
    public async Task An_entry_that_somebody_else_adds_meanwhile_is_theirs()
    {
        await using var rig = await NewAsync();
        rig.StartBridged("db1", One);
        rig.Rig.Netlink.BeforeRequest = request =>
        {
            if (request.Type == 28 && !rig.Present.Contains(One))
            {
                rig.AddForeign(One);
            }
        };

        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Done>().Changes.Added.ShouldBe([BridgeMac]);
        rig.Recorded.ShouldBe([BridgeMac]);
    }

    [Fact]
    public async Task A_card_that_is_full_earlier_than_known_is_told_and_the_rest_stands()
    {
        await using var rig = await NewAsync();
        rig.Rig.Link.ForwardingRoom = 1;
        rig.StartBridged("db1", One);

        var done = (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Done>();

        done.Changes.Added.ShouldBe([BridgeMac]);
        var problem = done.Unfit.ShouldHaveSingleItem();
        (problem.Code, problem.Message).ShouldBe(
            (ProblemCode.AddressTableFull, "enp1s0: the driver has no room; 52:54:00:bb:00:01 of guest db1 does not fit"));
        rig.Recorded.ShouldBe([BridgeMac]);
    }

    [Fact]
    public async Task The_limit_of_the_card_counts_the_PF_and_its_VFs()
    {
        await using var rig = await NewAsync();
        foreach (var n in Enumerable.Range(1, 30))
        {
            rig.StartBridged($"db{n:00}", new MacAddress(0x5254_0000_0100UL + (uint)n));
        }

        // 82576: 24 entries, of which the PF and its 4 VFs need one each.
        var done = (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Done>();

        done.Changes.Added.Length.ShouldBe(19);
        done.Unfit.Length.ShouldBe(12);
        done.Unfit[0].Message.ShouldBe("enp1s0: the NIC holds 24 addresses, 24 are in use; 52:54:00:00:01:13 of guest db19 does not fit");
        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Nothing>().Unfit.Length.ShouldBe(12);
    }

    [Fact]
    public async Task A_refusal_of_the_kernel_is_told_and_the_other_entries_stand()
    {
        await using var rig = await NewAsync();
        rig.StartBridged("db1", One);
        rig.Rig.Netlink.Fail(request => request.Type == 28, 22, "no such thing");

        var failed = (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Failed>();

        failed.Changes.Added.ShouldBe([One]);
        failed.Problems.ShouldHaveSingleItem().Message.ShouldContain("adding forwarding entry 02:00:00:00:0b:01 (of bridge br0) to enp1s0: no such thing");
        rig.Recorded.ShouldBe([One]);
    }

    [Fact]
    public async Task Without_the_right_to_write_nothing_is_kept()
    {
        await using var rig = await NewAsync();
        rig.Rig.Netlink.IsReadOnly = true;

        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Failed>().Problems.ShouldAllBe(problem => problem.Code == ProblemCode.NoPermission);
        rig.Recorded.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_that_the_kernel_swallows_is_told()
    {
        await using var rig = await NewAsync();
        rig.Rig.Netlink.BeforeRequest = request =>
        {
            if (request.Type == 30 && rig.Present.Any())
            {
                rig.Rig.Link.Forwarding.Clear();
            }
        };

        var failed = (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Failed>();

        failed.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.NotApplied);
        rig.Recorded.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_libvirt_is_silent_the_entries_of_guests_stay()
    {
        await using var rig = await NewAsync();
        rig.StartBridged("db1", One);
        await rig.SyncAsync();
        rig.Rig.Libvirt.Hypervisor.LoseConnections();

        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Nothing>();
        rig.Present.ShouldBe([BridgeMac, One]);
    }

    [Fact]
    public async Task While_somebody_changes_the_PF_nothing_is_written()
    {
        await using var rig = await NewAsync();
        using var theirs = rig.Rig.Parts.Locks.TakePf(Rig.Pf).ShouldBeOfType<LockResult.Taken>().Lock;

        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.Locked);
        rig.Present.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_PF_that_is_not_there_and_a_damaged_file_are_refused()
    {
        await using var rig = await NewAsync();

        (await rig.Forwarding.SyncAsync(PciAddress.Parse("0000:09:00.0"), new DesiredHost(), TestContext.Current.CancellationToken))
            .ShouldBeOfType<ForwardingOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.PfUnknown);
        File.WriteAllText(Path.Join(rig.Rig.StateDirectory, $"{Rig.Pf}.json"), "{");
        (await rig.SyncAsync()).ShouldBeOfType<ForwardingOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.StateDamaged);
        (await rig.Forwarding.ReadAsync(new DesiredHost(), TestContext.Current.CancellationToken)).Problems.ShouldHaveSingleItem()
            .Code.ShouldBe(ProblemCode.StateDamaged);
    }

    [Fact]
    public async Task A_recording_has_no_entries_and_takes_none()
    {
        var recorded = new RecordedForwarding("/tmp/capture");

        var reading = await recorded.ReadAsync(new DesiredHost(), TestContext.Current.CancellationToken);

        (reading.Pfs.IsEmpty, reading.Problems.ShouldHaveSingleItem().Code).ShouldBe((true, ProblemCode.RecordedHost));
        (await recorded.SyncAsync(Rig.Pf, new DesiredHost(), TestContext.Current.CancellationToken)).ShouldBeOfType<ForwardingOutcome.Refused>();
        (await recorded.ClearAsync(Rig.Pf, TestContext.Current.CancellationToken)).ShouldBeOfType<ForwardingOutcome.Refused>();
    }

    [Fact]
    public async Task Only_entries_of_the_PF_itself_without_a_VLAN_are_read()
    {
        await using var rig = await NewAsync();
        rig.AddForeign(Two);
        rig.Rig.Link.Forwarding.Add(new ForwardingEntry(rig.Rig.Link.Index, One, null, ForwardingFlags.Master, IsPermanent: true));
        rig.Rig.Link.Forwarding.Add(new ForwardingEntry(rig.Rig.Link.Index, One, 100, ForwardingFlags.Self, IsPermanent: true));
        rig.AddForeign(MacAddress.Parse("01:00:5e:00:00:01"));

        (await rig.ReadAsync()).Entries.Present.ShouldBe([Two]);
    }
}
