using Vfleet.Host.Agent;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Host.Tests.Agent;

public sealed class DriftAgesTests
{
    private static readonly PciAddress s_pf = new(0, 1, 0, 0);
    private static readonly PfJudgement s_right = new(s_pf, "enp1s0", PfCondition.Right, "as kept: 7 VFs");
    private static readonly PfJudgement s_drifted = new(s_pf, "enp1s0", PfCondition.Drifted, "it takes: bind enp1s0/0 to igbvf") { Work = new PfWork.Recover() };

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly DriftAges _ages;

    public DriftAgesTests() => _ages = new DriftAges(TimeSpan.FromSeconds(2), _time);

    [Fact]
    public void What_has_drifted_when_the_agent_starts_is_told_at_once() => One(s_drifted).ShouldBe(s_drifted);

    [Fact]
    public void What_drifts_later_is_told_when_it_has_lasted()
    {
        One(s_right).ShouldBe(s_right);
        One(s_drifted).ShouldBe(s_right);
        _ages.Left.ShouldBe(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));
        _ages.Left.ShouldBeNull();
        One(s_drifted).ShouldBe(s_drifted);
    }

    [Fact]
    public void What_is_gone_again_was_never_told_and_begins_anew()
    {
        One(s_right);
        One(s_drifted);
        _time.Advance(TimeSpan.FromSeconds(1));
        One(s_right).ShouldBe(s_right);
        _ages.Left.ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        One(s_drifted).ShouldBe(s_right);
    }

    private PfJudgement One(PfJudgement judgement) => _ages.Settled([judgement]).ShouldHaveSingleItem();
}
