using System.Text.Json;
using Vfleet.Api;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Link.Tests.Reporting;

public sealed class ReportingTests
{
    [Fact]
    public async Task The_first_report_is_whole_and_later_ones_are_what_changed()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        await rig.UntilAsync(() => rig.Engine.Reports.Count > 2, "the host is there");

        var reports = rig.Engine.Reports.ToList();
        reports[0].Base.ShouldBeNull();
        reports[0].Sections!.Keys.Order().ShouldBe(["facts", "guests", "pf/0000:01:00.0", "pf/0000:02:00.0"]);
        reports[1].Sections.ShouldBeEmpty("a sign of life says nothing twice");
        reports[1].Base.ShouldBe(reports[0].Hash);

        rig.SetVfs(2);
        rig.Wake();
        await rig.UntilAsync(() => rig.Engine.Section("pf/0000:02:00.0")!.Contains("\"numVfs\":2", StringComparison.Ordinal), "the change");

        rig.Engine.Reports.Last(report => report.Sections!.Count > 0).Sections!.Keys.ShouldBe(["pf/0000:02:00.0"]);
    }

    [Fact]
    public async Task What_is_gone_is_told_and_texts_of_every_script_have_the_same_hash_on_both_sides()
    {
        await using var rig = new LinkRig();
        rig.Observed = rig.Observed with { Guests = rig.Observed.Guests.Add(new ObservedGuest("Büro <1> 猫", Guid.NewGuid(), GuestState.ShutOff, IsPersistent: true)) };
        await rig.JoinedAsync();
        await rig.UntilAsync(() => rig.Engine.Section("pf/0000:02:00.0") is not null, "both PFs");

        rig.Observed = rig.Observed with { Pfs = [rig.Observed.Pfs[0]] };
        rig.Wake();

        await rig.UntilAsync(() => rig.Engine.Section("pf/0000:02:00.0") is null, "the PF is gone");
        rig.Engine.Section("guests")!.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_engine_that_does_not_know_what_a_change_is_of_gets_everything()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        await rig.UntilAsync(() => rig.Engine.Reports.Count > 1, "the host is there");

        rig.Engine.Forget();

        await rig.UntilAsync(() => rig.Engine.Section("facts") is not null, "everything again");
        rig.Engine.Reports.Count(report => report.Base is null).ShouldBe(2);
    }

    [Fact]
    public async Task A_VF_is_named_only_when_there_is_something_to_say_of_it()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        await rig.UntilAsync(() => rig.Engine.Section("pf/0000:01:00.0") is not null, "the host is there");

        var pf = JsonSerializer.Deserialize(rig.Engine.Section("pf/0000:01:00.0")!, ApiJson.Default.InventoryPf)!;

        (pf.Name, pf.MaxVfs, pf.NumVfs, pf.VendorDevice, pf.VfVendorDevice, pf.Driver, pf.NumaNode).ShouldBe(("enp1s0f0", 7, 4, "8086:10c9", "8086:10ca", "igb", 0));
        (pf.Mac.ToString(), pf.Speed, pf.Mtu, pf.HasLink).ShouldBe(("52:54:00:ab:00:01", 1000, 1500, true));
        var addresses = SampleHost.TwoPorts().Pfs[0].Vfs.Select(vf => vf.Address);
        Enumerable.Range(0, 4).Select(index => pf.AddressOf(index)!.Value).ShouldBe(addresses);
        pf.Vfs.Select(vf => vf.Index).ShouldBe([0, 1]);
        pf.Vfs[0].Guest.ShouldBe(SampleHost.Web1);
        pf.Vfs[0].Holds.ShouldBe(["guest web1"]);
        pf.Vfs[0].IsUnclean.ShouldBeFalse();
        pf.Vfs[1].Holds.ShouldBe(["enp1s0f0v1 has the address 10.0.0.5/24"]);
        var guests = JsonSerializer.Deserialize(rig.Engine.Section("guests")!, ApiJson.Default.InventoryGuestArray)!;
        guests.Select(guest => (guest.Id, guest.Name, guest.IsRunning, guest.MemoryMiB, guest.IsMade)).ShouldBe(
            [(SampleHost.Web1, "web1", true, 1024, false), (SampleHost.Db1, "db1", false, 0, false)]);
        guests[0].Nics.ShouldContain(new InventoryGuestNic(MacAddress.Parse("52:54:00:00:00:01")) { Pf = SampleHost.First, Vf = 0 });
        guests[1].Nics.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_former_user_left_on_a_VF_that_nobody_has_is_named()
    {
        await using var rig = new LinkRig();
        rig.Observed = rig.Observed.With(SampleHost.First, pf => pf.WithVf(2, vf => vf with
        {
            Guests = [],
            Holders = [],
            Record = null,
            Settings = VfSettings.Neutral with { Vlan = new VlanTag(300) },
        }));
        await rig.JoinedAsync();
        await rig.UntilAsync(() => rig.Engine.Section("pf/0000:01:00.0") is not null, "the host is there");

        var pf = JsonSerializer.Deserialize(rig.Engine.Section("pf/0000:01:00.0")!, ApiJson.Default.InventoryPf)!;

        pf.Vfs.Single(vf => vf.Index == 2).Leftovers.ShouldBe(["VLAN 300"]);
        pf.Vfs.Where(vf => vf.Index != 2).ShouldAllBe(vf => vf.Leftovers.IsEmpty);
    }

    [Fact]
    public async Task A_VF_whose_guest_is_gone_is_unclean_until_it_is_put_back()
    {
        await using var rig = new LinkRig();
        rig.Observed = rig.Observed.With(SampleHost.First, pf => pf.WithVf(0, vf => vf with { Guests = [], Holders = [] }));
        await rig.JoinedAsync();

        await rig.UntilAsync(() => rig.Engine.Section("pf/0000:01:00.0") is not null, "the host is there");

        var vf = JsonSerializer.Deserialize(rig.Engine.Section("pf/0000:01:00.0")!, ApiJson.Default.InventoryPf)!.Vfs[0];
        (vf.IsUnclean, vf.Guest).ShouldBe((true, null));
        vf.Holds.ShouldBe(["given to guest web1, which does not show it now"]);
    }

    [Fact]
    public async Task While_libvirt_is_silent_guests_stay_as_they_were_last_seen()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        await rig.UntilAsync(() => rig.Engine.Section("guests") is not null, "the host is there");
        var guests = rig.Engine.Section("guests");

        rig.Observed = rig.Observed with { Guests = default, LibvirtProblem = new(Domain.Problems.ProblemCode.LibvirtUnavailable, "no daemon", "start it") };
        rig.SetVfs(1);
        rig.Wake();
        await rig.UntilAsync(() => rig.Engine.Section("pf/0000:02:00.0")!.Contains("\"numVfs\":1", StringComparison.Ordinal), "the change");

        rig.Engine.Section("guests").ShouldBe(guests);
    }

    [Fact]
    public async Task An_engine_that_goes_and_comes_back_is_found_again_and_the_status_says_so_meanwhile()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        await rig.UntilAsync(() => rig.Status is { ConnectedSince: not null, LastContact: not null }, "connected");

        await rig.Engine.StopAsync();
        await rig.UntilAsync(() => rig.Status is { ConnectedSince: null, Problem: not null }, "the status says why not");
        rig.Status!.Problem!.ShouldContain("cannot be reached");
        var reports = rig.Engine.Reports.Count;

        await rig.Engine.StartAsync();
        await rig.UntilAsync(() => rig.Engine.Reports.Count > reports && rig.Status is { ConnectedSince: not null, Problem: null }, "connected again");
    }

    [Fact]
    public async Task When_the_first_engine_is_gone_the_second_is_spoken_to()
    {
        await using var rig = new LinkRig();
        await using var second = await new FakeEngine(rig.Authority).StartAsync();
        await rig.Engine.StartAsync();
        await rig.JoinAsync(rig.Wish(rig.Engine.Url, second.Url));
        rig.StartAgent();
        await rig.UntilAsync(() => !rig.Engine.Reports.IsEmpty, "the first");

        await rig.Engine.StopAsync();

        await rig.UntilAsync(() => second.Section("facts") is not null && !second.Streams.IsEmpty, "the second");
        await rig.UntilAsync(() => rig.Status!.Engine == second.Url.GetLeftPart(UriPartial.Authority), "the status names it");
    }

    [Fact]
    public async Task A_host_that_was_put_out_stays_as_it_is_and_hardly_asks_any_more()
    {
        await using var rig = await new LinkRig().JoinedAsync();
        await rig.UntilAsync(() => !rig.Engine.Reports.IsEmpty, "connected");

        rig.Engine.Refusals[Routes.AgentReport] = rig.Engine.Refusals[Routes.AgentDesired] = (403, "HOST_REVOKED", "this host was put out");
        await rig.UntilAsync(() => rig.Status is { IsRevoked: true }, "revoked");
        rig.Status!.Problem!.ShouldContain("this host was put out");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var asked = rig.Engine.Requests.Count;
        await Task.Delay(500, TestContext.Current.CancellationToken);

        rig.Engine.Requests.Count.ShouldBe(asked);
        rig.Told.Count(told => told.Contains("put out", StringComparison.Ordinal)).ShouldBeInRange(1, 2, "a report that was on its way is answered after the stream was refused");
        rig.Folder.Exists.ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_that_joins_while_its_agent_runs_is_noticed_and_so_is_its_leaving()
    {
        await using var rig = new LinkRig();
        await rig.Engine.StartAsync();
        rig.StartAgent();
        await rig.UntilAsync(() => rig.Told.Any(told => told.StartsWith("look:", StringComparison.Ordinal)), "the agent runs");

        await rig.JoinAsync(rig.Wish());
        await rig.UntilAsync(() => !rig.Engine.Reports.IsEmpty, "noticed");

        rig.Folder.Remove();
        await rig.UntilAsync(() => rig.Status is null, "left");
        var reports = rig.Engine.Reports.Count;
        await Task.Delay(500, TestContext.Current.CancellationToken);
        rig.Engine.Reports.Count.ShouldBe(reports);
    }
}
