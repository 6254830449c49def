using Vfleet.Api.Agents;
using Vfleet.Domain.Changes;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Link.Tests.Desiring;

public sealed class DesiringTests
{
    private static readonly DesiredPf s_three = new(LinkRig.Pf, 3);

    [Fact]
    public async Task What_is_desired_is_kept_and_told_whether_it_is_carried_out()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        rig.Engine.Desire(7, [s_three]);

        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 7, Problems.Count: 1 }, "told why not");

        File.ReadAllText(Path.Join(rig.Folder.Path, "desired.json")).ShouldContain("\"generation\": 7");
        var problem = rig.Engine.Last!.Problems!.ShouldHaveSingleItem();
        problem.Code.ShouldBe("NOT_APPLIED");
        problem.Message.ShouldStartWith("enp2s0f0 has 0 VFs, and the fleet wants 3");
        rig.Applied.ShouldBeEmpty("by default drift is only reported");

        rig.SetVfs(3);
        rig.Wake();
        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 7, Problems.Count: 0 }, "carried out");
        (rig.Status!.DesiredGeneration, rig.Status.AppliedGeneration).ShouldBe((7, 7));
    }

    [Fact]
    public async Task Where_the_host_mends_drift_the_agent_makes_it_so()
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "drift: mend");
        await rig.JoinedAsync();

        rig.Engine.Desire(1, [s_three]);

        await rig.UntilAsync(() => rig.Observed.Pf(LinkRig.Pf)!.NumVfs == 3, "three VFs");
        rig.Applied.ShouldHaveSingleItem().ShouldBeOfType<HostChange.ConformPf>();
    }

    [Fact]
    public async Task Without_an_engine_and_after_a_restart_the_host_is_kept_as_last_desired()
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "drift: mend");
        await rig.JoinedAsync();
        rig.Engine.Desire(1, [s_three]);
        await rig.UntilAsync(() => rig.Applied.Count == 1, "three VFs");
        await rig.StopAgentAsync();
        await rig.Engine.StopAsync();

        rig.SetVfs(0);
        rig.StartAgent();

        await rig.UntilAsync(() => rig.Applied.Count == 2, "three VFs again");
        rig.Observed.Pf(LinkRig.Pf)!.NumVfs.ShouldBe(3);
    }

    [Fact]
    public async Task A_lower_generation_is_late_and_passed_over_and_the_stream_is_opened_where_it_ended()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        rig.Engine.Desire(5, [s_three]);
        await rig.UntilAsync(() => rig.Status?.DesiredGeneration == 5, "five");

        rig.Engine.Desire(4, [new DesiredPf(LinkRig.Pf, 1)]);
        rig.Engine.Desire(6, [new DesiredPf(LinkRig.Pf, 2)]);
        await rig.UntilAsync(() => rig.Status?.DesiredGeneration == 6, "six");
        rig.Told.ShouldNotContain(told => told.Contains("generation 4", StringComparison.Ordinal));

        await rig.Engine.StopAsync();
        await rig.Engine.StartAsync();
        await rig.UntilAsync(() => rig.Engine.Streams.Count > 1, "the stream is opened anew");
        rig.Engine.Streams.Last().ShouldBe("6");
    }

    [Fact]
    public async Task What_is_desired_of_another_host_is_not_taken()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        rig.Engine.Desire(5, [s_three]);
        await rig.UntilAsync(() => rig.Status?.DesiredGeneration == 5, "five");
        var store = new Link.Desiring.DesiredStore(rig.Folder, Guid.NewGuid());

        store.Load();

        store.Current.ShouldBeNull();
        store.Take(rig.Engine.Desired!, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_not_done_and_the_fleet_is_told_why()
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "drift: mend");
        await rig.JoinedAsync();

        // A folder in the file's place stands for a disk that takes nothing.
        Directory.CreateDirectory(rig.Folder.Desired);
        rig.Engine.Desire(1, [s_three]);
        await rig.UntilAsync(() => rig.Engine.Last is { Problems.Count: 1 }, "told why nothing is done");
        var problem = rig.Engine.Last!.Problems!.ShouldHaveSingleItem();
        problem.Code.ShouldBe("STATE_NOT_SAVED");
        problem.Message.ShouldStartWith("what the fleet desires cannot be written down, so nothing of it is done: ");
        rig.Applied.ShouldBeEmpty();
        await rig.UntilAsync(() => rig.Engine.Streams.Count > 3, "tried again and again");
        rig.Told.Count(told => told.Contains(problem.Message, StringComparison.Ordinal)).ShouldBe(1, "and said once");
        rig.Status!.Problem.ShouldBe(problem.Message);

        Directory.Delete(rig.Folder.Desired);
        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 1, Problems.Count: 0 }, "carried out");
        rig.Observed.Pf(LinkRig.Pf)!.NumVfs.ShouldBe(3);
        rig.Status.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_stream_that_is_silent_for_too_long_is_opened_anew()
    {
        await using var rig = new LinkRig { Times = new LinkTimes { Silence = TimeSpan.FromMilliseconds(300), FirstPause = TimeSpan.FromMilliseconds(10), LongestPause = TimeSpan.FromMilliseconds(20) } };
        await rig.JoinedAsync();

        await rig.UntilAsync(() => rig.Engine.Streams.Count > 2, "opened again and again");
    }

    [Theory]
    [InlineData("pfs: [{ netdev: enp2s0f0, vfs: 1 }]", "the host's document 1")]
    [InlineData("neverTouch: [{ netdev: enp2s0f0 }]", "which neverTouch of the host's document names")]
    [InlineData("pfs: [{ address: 0000:02:00.0, ownership: external }]", "whose VFs others make")]
    public async Task The_host_s_own_document_wins_and_the_fleet_is_told(string document, string why)
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "drift: mend\n" + document);
        rig.SetVfs(1);
        await rig.JoinedAsync();

        rig.Engine.Desire(2, [s_three]);

        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 2 }, "told");
        var problem = rig.Engine.Last!.Problems!.ShouldHaveSingleItem();
        problem.Code.ShouldBe("ENTRIES_CONFLICT");
        problem.Message.ShouldContain(why);
        rig.Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_document_says_of_a_PF_besides_its_number_of_VFs_holds_with_the_fleet_s_number()
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "drift: mend\npfs: [{ netdev: enp2*, driver: vfio, settings: { 1: { vlan: 7 } } }]");
        await rig.JoinedAsync();

        rig.Engine.Desire(2, [s_three]);

        await rig.UntilAsync(() => !rig.Applied.IsEmpty, "applied");
        var wish = rig.Applied.First().ShouldBeOfType<HostChange.ConformPf>().Wish;
        (wish.Vfs, wish.Driver, wish.Settings.Length).ShouldBe((3, VfDriverChoice.Vfio, 1));
        wish.Place.ToString().ShouldBe("the fleet: 0000:02:00.0");
    }

    [Fact]
    public async Task While_the_document_cannot_be_understood_nothing_is_added_and_the_fleet_is_told()
    {
        await using var rig = new LinkRig();
        File.WriteAllText(rig.Document, "drift: mnd");
        await rig.JoinedAsync();

        rig.Engine.Desire(2, [s_three, new DesiredPf(SampleHost.First, 4)]);

        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 2 }, "told");
        rig.Engine.Last!.Problems!.ShouldHaveSingleItem().Message.ShouldBe("the host's own document cannot be understood, so enp2s0f0 is left as it is");
        rig.Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_PF_that_the_host_does_not_have_is_told()
    {
        await using var rig = await new LinkRig().JoinedAsync();

        rig.Engine.Desire(2, [new DesiredPf(Primitives.PciAddress.Parse("0000:99:00.0"), 4)]);

        await rig.UntilAsync(() => rig.Engine.Last is { Generation: 2 }, "told");
        rig.Engine.Last!.Problems!.ShouldHaveSingleItem().Code.ShouldBe("PF_UNKNOWN");
    }
}
