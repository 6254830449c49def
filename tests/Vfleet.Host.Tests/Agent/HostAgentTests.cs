using Vfleet.Domain.Changes;
using Vfleet.Domain.Settings;
using Vfleet.Host.Agent;
using Vfleet.Host.Tests.Forwarding;
using Vfleet.Host.Tests.Recovering;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Host.Tests.Agent;

/// <summary>An agent and the other hands on its host.</summary>
public sealed class HostAgentTests
{
    private const string Mend = "drift: mend\npfs: [{ netdev: enp1s0, vfs: 3, driver: vfio, settings: { 1: { vlan: 7 } } }]";
    private const string Report = "drift: report\npfs: [{ netdev: enp1s0, vfs: 3, driver: vfio, settings: { 1: { vlan: 7 } } }]";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_boot_it_restores_what_is_kept()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 4, Driver = VfDriverChoice.Vfio });
        rig.PowerCut();

        await using var agent = new RunningAgent(rig);

        await agent.UntilAsync(PfCondition.Right);
        rig.Link.Vfs.Count.ShouldBe(4);
        rig.Sysfs.DriverOf(Rig.VfAddress(3)).ShouldBe("vfio-pci");
        await agent.UntilAsync(() => agent.Told.Contains("ready"), "ready");
    }

    [Fact]
    public async Task It_carries_out_the_document_and_mends_what_other_hands_change()
    {
        await using var rig = new Rig(vfs: 0);
        await using var agent = new RunningAgent(rig, Mend);
        await agent.UntilAsync(PfCondition.Right);
        rig.Link.Vfs[1].Vlan.Id.ShouldBe((ushort)7);

        rig.Link.Vfs[1].Vlan = VlanTag.None;
        rig.Netlink.NotifyChanged(rig.Link);

        await agent.UntilAsync(() => rig.Link.Vfs[1].Vlan.Id == 7, "the VLAN is mended");
        await agent.UntilAsync(PfCondition.Right);
    }

    [Fact]
    public async Task By_the_other_policy_it_only_reports_and_says_what_to_do()
    {
        await using var rig = new Rig(vfs: 0);
        await using var agent = new RunningAgent(rig, Report);
        await agent.UntilAsync(PfCondition.Pending);
        agent.Report!.Pfs[0].Remedy.ShouldContain("vfleet apply");
        rig.Link.Vfs.ShouldBeEmpty("nobody applied the document yet");
        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 2, Driver = VfDriverChoice.Vfio });
        await agent.UntilAsync(() => agent.Report!.Pfs[0].Detail.Contains("remove the 2 VFs", StringComparison.Ordinal), "what the document asks for now");

        rig.Kernel.Write($"{rig.Sysfs.DevicePath(Rig.Pf)}/sriov_drivers_autoprobe", "1");
        rig.Sysfs.RemoveVfs(Rig.Pf);
        rig.Sysfs.Files.Write($"{rig.Sysfs.DevicePath(Rig.Pf)}/sriov_numvfs", "0\n");
        rig.Link.Vfs.Clear();
        rig.Netlink.NotifyChanged(rig.Link);

        await agent.UntilAsync(PfCondition.Drifted);
        agent.Report!.Pfs[0].Remedy.ShouldContain("vfleet restore");
        rig.Link.Vfs.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_document_is_followed_as_it_is_edited_and_a_broken_one_changes_nothing()
    {
        await using var rig = new Rig(vfs: 0);
        await using var agent = new RunningAgent(rig, Mend);
        await agent.UntilAsync(PfCondition.Right);

        File.WriteAllText(agent.Document, "pfs: [{ netdev: enp1s0, vfs: many }]");
        await agent.UntilAsync(() => agent.Report?.DocumentProblems.Count > 0, "the problem is told");
        agent.Report!.DocumentProblems[0].ShouldContain("host.yaml:1:");
        rig.Link.Vfs.Count.ShouldBe(3);

        File.WriteAllText(agent.Document, Mend.Replace("vfs: 3", "vfs: 5", StringComparison.Ordinal));
        await agent.UntilAsync(() => rig.Link.Vfs.Count == 5, "the new number");
        await agent.UntilAsync(PfCondition.Right);
    }

    [Fact]
    public async Task A_command_that_was_killed_is_finished_while_one_that_runs_is_left_alone()
    {
        await using var rig = new Rig(vfs: 0);
        await using var killed = await KilledChange.RunAsync(rig, new HostChange.SetPf(Rig.PfSelector) { Vfs = 3, Driver = VfDriverChoice.Vfio }, 5);
        killed.ShouldNotBeNull();

        await using var agent = new RunningAgent(rig);

        await agent.UntilAsync(PfCondition.Right);
        rig.Link.Vfs.Count.ShouldBe(3);
        rig.Parts.State.Read(Rig.Pf).Unfinished.ShouldBeNull();
    }

    [Fact]
    public async Task A_VF_whose_guest_ends_is_put_back_at_once()
    {
        await using var rig = new Rig(vfDriver: "igbvf");
        var before = rig.Fingerprint();
        await rig.DoAsync(Rig.Attach(Rig.Vf(1), new VfSettings { Vlan = new VlanTag(9) }) with { Live = true, Config = false });
        await using var agent = new RunningAgent(rig);
        await agent.UntilAsync(PfCondition.Right);

        rig.Libvirt.Hypervisor.Stop(rig.Guest);

        await agent.UntilAsync(() => rig.Parts.State.Read(Rig.Pf).IsEmpty, "the record is gone");
        rig.Libvirt.Hypervisor.Start(rig.Guest);
        rig.Fingerprint().ShouldBe(before);
    }

    [Fact]
    public async Task What_fails_is_told_and_tried_again_later_and_later()
    {
        await using var rig = new Rig(vfs: 0);
        var fault = rig.Kernel.FailWritesTo("sriov_numvfs", Errno.NoMemory);
        var time = new ManualTime();
        await using var agent = new RunningAgent(rig, Mend, time);

        await agent.UntilAsync(
            () => agent.Report?.Pfs is [{ Remedy: var remedy }] && remedy.Contains("pci=realloc", StringComparison.Ordinal),
            "the remedy",
            () => time.Advance(TimeSpan.FromMilliseconds(1)));
        await agent.UntilAsync(() => agent.Ends.Count == 3, "two more tries", () => time.Advance(TimeSpan.FromMilliseconds(20)));
        var ends = agent.Ends.ToArray();
        (ends[1] - ends[0]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2));
        (ends[2] - ends[1]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(4));

        fault.Lift();
        await agent.UntilAsync(() => rig.Link.Vfs.Count == 3, "the next try", () => time.Advance(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task Guests_that_start_and_stop_on_the_bridge_over_a_PF_are_forwarded_while_they_run()
    {
        await using var bridged = await BridgedRig.NewAsync();
        await using var agent = new RunningAgent(bridged.Rig);
        var mac = MacAddress.Parse("52:54:00:00:77:01");

        var guest = bridged.StartBridged("db1", mac);
        await agent.UntilAsync(() => bridged.Present.Contains(mac), "the guest is forwarded");
        bridged.Recorded.ShouldContain(mac);

        bridged.Rig.Libvirt.Hypervisor.Stop(guest);
        await agent.UntilAsync(() => !bridged.Recorded.Contains(mac), "it is no more");
        bridged.Present.ShouldNotContain(mac);
    }

    [Fact]
    public async Task A_second_agent_is_refused_and_says_who_is_there()
    {
        await using var rig = new Rig(vfs: 0);
        await using var agent = new RunningAgent(rig);
        await agent.UntilAsync(() => agent.Told.Contains("ready"), "it runs");

        var problem = await new HostAgent(rig.Open, agent.Options, agent, TimeProvider.System).RunAsync(Token);

        problem!.Message.ShouldContain($"pid {Environment.ProcessId}");
    }

    [Fact]
    public async Task A_PF_of_neverTouch_is_left_alone_whatever_is_kept_of_it()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 4, Driver = VfDriverChoice.Vfio });
        rig.PowerCut();

        await using var agent = new RunningAgent(rig, "drift: mend\nneverTouch: [{ netdev: enp1s0 }]");

        await agent.UntilAsync(PfCondition.LeftAlone);
        rig.Link.Vfs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("drift: mnd\nneverTouch: [{ netdev: enp1s0 }]")]
    [InlineData("neverTouch: [")]
    public async Task While_the_document_cannot_be_understood_what_it_never_touches_is_left_alone(string broken)
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 4, Driver = VfDriverChoice.Vfio });
        rig.PowerCut();
        await using var agent = new RunningAgent(rig, "drift: mend\nneverTouch: [{ netdev: enp1s0 }]");
        await agent.UntilAsync(PfCondition.LeftAlone);

        File.WriteAllText(agent.Document, broken);

        await agent.UntilAsync(() => agent.Report?.DocumentProblems.Count > 0, "it tells what is wrong");
        agent.Report!.Pfs.ShouldHaveSingleItem().State.ShouldBe(PfCondition.LeftAlone);
        rig.Link.Vfs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_with_a_wrong_word_still_says_what_is_never_touched()
    {
        await using var rig = new Rig(vfs: 0);
        await rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 4, Driver = VfDriverChoice.Vfio });
        rig.PowerCut();

        await using var agent = new RunningAgent(rig, "drift: mnd\nneverTouch: [{ netdev: enp1s0 }]");

        await agent.UntilAsync(PfCondition.LeftAlone);
        rig.Link.Vfs.ShouldBeEmpty();
    }
}
