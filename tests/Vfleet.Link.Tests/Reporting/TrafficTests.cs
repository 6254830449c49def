using Vfleet.Api.Agents;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Link.Reporting;
using Vfleet.TestKit.FakeHost;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Link.Tests.Reporting;

public sealed class TrafficTests
{
    private static readonly ObservedCounters Given = new(new VfId(SampleHost.First, 0)) { RxBytes = 10, TxPackets = 2 };
    private static readonly ObservedCounters Free = new(new VfId(SampleHost.First, 2)) { RxBytes = 99 };

    [Fact]
    public async Task What_went_through_VFs_that_guests_have_is_told_with_each_sign_of_life()
    {
        await using var rig = new LinkRig { Counters = [Given, Free] };
        await rig.JoinedAsync();
        await rig.UntilAsync(() => rig.Engine.Reports.Any(report => report.Traffic is not null), "traffic");

        rig.Counters = [Given with { RxBytes = 11 }, Free];
        await rig.UntilAsync(() => rig.Engine.Reports.Last().Traffic?.Single().RxBytes == 11, "later traffic");

        rig.Engine.Reports.Last().Traffic!.ShouldHaveSingleItem().ShouldBe(new VfTraffic(SampleHost.First, 0) { RxBytes = 11, TxPackets = 2, RxDropped = 0, TxDropped = 0 });
    }

    [Fact]
    public async Task A_host_is_opened_once_for_each_sign_of_life_and_not_at_all_while_no_guest_has_a_VF()
    {
        var (opened, time) = (0, new ManualTime());
        var traffic = new TrafficReading(
            () =>
            {
                opened++;
                return new ScriptedHost(SampleHost.TwoPorts()) { Counters = [Given] };
            },
            new LinkTimes { Heartbeat = TimeSpan.FromSeconds(10) },
            time);
        (await traffic.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        traffic.Saw(SampleHost.TwoPorts().With(SampleHost.First, pf => pf.WithVf(0, vf => vf with { Guests = [] })));
        (await traffic.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        opened.ShouldBe(0);

        traffic.Saw(SampleHost.TwoPorts());
        for (var call = 0; call < 3; call++)
        {
            (await traffic.ReadAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        }

        opened.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(8));
        await traffic.ReadAsync(TestContext.Current.CancellationToken);
        opened.ShouldBe(2);
    }
}
